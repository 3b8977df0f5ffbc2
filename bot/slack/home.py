"""The home tab. A pure function."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import limits
from bot.slack.elements import section
from bot.slack.messages import Message, View, fit_view
from bot.slack.portfolios import SHOWN_PORTFOLIOS, PortfolioView, new_button, portfolio_block
from bot.slack.watchlists import SHOWN_LISTS, ListView, list_blocks, new_buttons


def home_view(
    help_message: Message, lists: Sequence[ListView], portfolios: Sequence[PortfolioView] = ()
) -> View:
    """The person's watchlists and portfolios and the team's, each with its menu, and everything the bot takes."""
    blocks = [section("*What you watch*"), new_buttons()]
    for number, each in enumerate(lists[:SHOWN_LISTS]):
        blocks += list_blocks(each, number)
    if not lists:
        blocks.append(
            section("Nothing yet. Press *New list*, or *Watch* on a card to put its companies here.")
        )
    if len(lists) > SHOWN_LISTS:
        blocks.append(section(f"and {len(lists) - SHOWN_LISTS} more lists"))
    blocks += [{"type": "divider"}, section("*What you hold*"), new_button()]
    for number, portfolio in enumerate(portfolios[:SHOWN_PORTFOLIOS]):
        blocks.append(portfolio_block(portfolio, number))
    if len(portfolios) > SHOWN_PORTFOLIOS:
        blocks.append(section(f"and {len(portfolios) - SHOWN_PORTFOLIOS} more portfolios"))
    help_blocks = help_message["blocks"]
    room = limits.VIEW_BLOCKS - len(help_blocks) - 1
    return fit_view({"type": "home", "blocks": [*blocks[:room], {"type": "divider"}, *help_blocks]})
