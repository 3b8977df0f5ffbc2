"""Outlets and platforms that an article cites or invites to name nobody; the same names in the news do."""

import pytest

from bot.analysis.mentions import find_mentions
from bot.market.securities import Securities

from .parsing import CONTEXT, document


def _named(text: str) -> set[str]:
    return {m.text for m in find_mentions(document(text), Securities.load(), CONTEXT)}


@pytest.mark.parametrize(
    "text",
    [
        "The minister told CNN that the talks had failed.",
        "(CNN) Residents of the coast were told to leave.",
        "The sale was confirmed after a CNN report on Wednesday.",
        "Follow us on Facebook for the latest headlines.",
        "Follow the newsroom on Twitter and Facebook.",
        "The deal is worth $A 5 million.",
        "All amounts in $M unless stated.",
    ],
)
def test_sources_and_invitations_name_nobody(text: str) -> None:
    assert not _named(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Facebook removed 500 accounts linked to the campaign.", "Facebook"),
        ("Advertisers spent less on Facebook in the quarter.", "Facebook"),
        ("Traders bought $A and $C before the close.", "$A"),
    ],
)
def test_the_same_names_in_the_news_count(text: str, name: str) -> None:
    assert name in _named(text)
