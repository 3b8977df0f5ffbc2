"""News that comes by itself: sources, their items, stories and their cards, and what is muted."""
