"""What is said of a story beyond its card."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.model import Article, Brief, Impact, Overall, TickerSentiment
from bot.slack.messages import fit
from bot.slack.stories import Development, Follower, reply, same_story

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ARTICLE = Article(
    "https://paper.example/a", "https://paper.example/a", "Plant <!here> closes & *opens*", "Text.", site="Paper",
    published_at=AT,
)  # fmt: skip
ROW = TickerSentiment(
    "GOOGL", ("GOOG",), "Alphabet", "NASDAQ", "primary", 0.9, -0.4, "moderately negative", 0.8, ()
)
BRIEF = Brief(
    "The plant closes.",
    "s",
    Overall(-0.4, "moderately negative", 0.8),
    Impact(0.7, "high"),
    (ROW,),
    age="fresh",
)


def told(development: Development, by: str = "") -> Follower:
    return Follower(ARTICLE, BRIEF, development, by)


@pytest.mark.parametrize(
    ("development", "head"),
    [("retracted", "RETRACTED"), ("corrected", "CORRECTION"), ("update", "UPDATE"), ("same", "Also from")],
)
def test_a_reply_says_what_happened_and_by_whom(development: Development, head: str) -> None:
    message = fit(reply(told(development, "U0ADA")))
    said = json.dumps(message["blocks"])
    assert message["text"].startswith(head) and f"*{head}*" in said and "pasted by <@U0ADA>" in said
    assert "<!here>" not in said.replace('"text": "Plant <!here> closes & *opens*"', "")
    assert ("GOOGL/GOOG -0.40" in said) is (development != "retracted")


def test_a_pointer_leads_to_the_card_and_offers_one_of_its_own() -> None:
    message = fit(
        same_story(told("same"), "https://x.slack.com/archives/C1/p1", "Plant & more", "https://a.example/")
    )
    said = json.dumps(message["blocks"])
    assert "https://x.slack.com/archives/C1/p1|Plant &amp; more" in said and '"own_card"' in said
    assert "moderately negative -0.40" in said
    long = same_story(told("update"), "", "", "https://a.example/" + "x" * 3000)
    assert '"own_card"' not in json.dumps(long) and "adds to a story" in json.dumps(long)


def test_an_article_without_a_title_or_time_is_named_by_its_site() -> None:
    bare = replace(ARTICLE, title="", site=None, published_at=None)
    said = json.dumps(reply(replace(told("same"), article=bare)))
    assert "paper.example" in said
