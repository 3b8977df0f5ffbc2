"""Whom and what a person, a channel or the team follows."""
