"""Slack listeners, one module a surface."""
