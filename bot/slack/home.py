"""The home tab. A pure function."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.elements import section
from bot.slack.escape import escape
from bot.slack.messages import Message, View, fit_view

SHOWN = 200


def home_view(help_message: Message, watched: Sequence[str]) -> View:
    """The person's watchlist and everything the bot takes."""
    if watched:
        listed = ", ".join(f"`{escape(ticker)}`" for ticker in watched[:SHOWN])
        more = f" and {len(watched) - SHOWN} more" if len(watched) > SHOWN else ""
        watching = f"*Your watchlist*\n{listed}{more}"
    else:
        watching = "*Your watchlist* is empty. Press Watch on a card to put its companies here."
    return fit_view(
        {"type": "home", "blocks": [section(watching), {"type": "divider"}, *help_message["blocks"]]}
    )
