"""What a source's failure says: of a feed, and never of a page that somebody could paste."""

from __future__ import annotations

import pytest

from bot.errors import DeskwireError, ErrorCode
from bot.reading.answers import error_for
from bot.reading.body import unsupported
from bot.reading.wire import Transient
from bot.sources.failures import of_feed


@pytest.mark.parametrize("status", [403, 404, 410, 451])
def test_an_answer_without_a_feed_speaks_of_the_feed(status: int) -> None:
    error = error_for(status, {}, 0.0)
    assert not isinstance(error, Transient)
    said = of_feed(error)
    assert said.code == error.code and "feed" in said.message
    assert "Brief this text" not in said.message and "link" not in said.message


def test_a_file_of_another_kind_is_named() -> None:
    said = of_feed(unsupported())
    assert said.code == "unsupported_type" and "JSON Feed" in said.message and "PDF" not in said.message


def test_a_pause_that_was_asked_for_stays() -> None:
    asked = error_for(429, {"retry-after": "7200"}, 0.0)
    assert isinstance(asked, Transient)
    said = of_feed(asked.error)
    assert (said.code, said.retry_after, said.message) == ("rate_limited", 7200.0, asked.error.message)


@pytest.mark.parametrize(
    ("code", "message"), [("timeout", "Too slow."), ("unavailable", "It has a problem.")]
)
def test_what_is_true_of_feeds_too_is_said_as_it_is(code: ErrorCode, message: str) -> None:
    assert of_feed(DeskwireError(code, message)).message == message


def test_advice_about_a_link_becomes_advice_about_the_feed() -> None:
    circle = "The site sends the reader round in a circle; paste another link to the article."
    said = of_feed(DeskwireError("unavailable", circle))
    assert said.message == "The site sends the reader round in a circle; give the feed's own address."
