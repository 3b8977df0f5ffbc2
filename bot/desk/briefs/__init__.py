"""One article: read, analysed, shown as a card, and corrected."""
