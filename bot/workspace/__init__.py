"""A local stand-in for Slack, with a page, for trying the bot and for end-to-end tests."""
