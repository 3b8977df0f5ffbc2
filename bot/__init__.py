"""Deskwire: a Slack bot that turns a link into an investor's brief."""

__version__ = "0.1.0"
