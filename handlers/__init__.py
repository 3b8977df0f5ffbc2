"""Slack listeners, one module a surface. A listener parses, persists or asks the desk, and acknowledges."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.desk.desk import Desk
from handlers import (
    actions,
    alerts,
    commands,
    digest,
    errors,
    forms,
    home,
    lifecycle,
    links,
    mute,
    portfolio,
    shortcuts,
    watch,
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Attach every listener. Order matters only for events: the catch-all comes last."""
    errors.register(app)
    commands.register(app, desk)
    shortcuts.register(app, desk)
    actions.register(app, desk)
    mute.register(app, desk)
    forms.register(app, desk)
    digest.register(app, desk.digests)
    links.register(app, desk)
    home.register(app, desk)
    alerts.register(app, desk.alerts)
    watch.register(app, desk)
    portfolio.register(app, desk)
    lifecycle.register(app, desk)
