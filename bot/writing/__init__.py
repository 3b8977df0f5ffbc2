"""Summaries written by a language model behind an endpoint: asked, checked against the article, budgeted."""
