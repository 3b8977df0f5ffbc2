"""Where news comes from, and which articles tell the same story."""
