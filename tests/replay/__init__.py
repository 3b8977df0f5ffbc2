"""Feeds played back through a local server: `python -m tests.replay --data PATH` takes real ones."""
