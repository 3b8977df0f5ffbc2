"""What is muted: what people type, what it silences, and what is said about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.news.mute_grammar import MuteAsked, ShowMutes, UnmuteAsked, parse, parse_unmute
from bot.desk.news.muting import is_muted
from bot.errors import DeskwireError
from bot.model import PUBLIC
from bot.slack.messages import fit
from bot.slack.mutes import MuteView, listing, muted, read_unmute
from bot.store.news_item import NewsItem, NewsTicker
from bot.store.teams import Mute

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("NVDA 4h", MuteAsked("", "NVDA", 4 * HOUR)),
        ("NVDA", MuteAsked("", "NVDA", 4 * HOUR)),
        ("reuters.com 2d everywhere", MuteAsked("", "reuters.com", 48 * HOUR, everywhere=True)),
        ("reuters.com everywhere 2d", MuteAsked("", "reuters.com", 48 * HOUR, everywhere=True)),
        ("source  Harbour Wire for 30 min", MuteAsked("source", "Harbour Wire", HOUR / 2)),
        ("ticker 3M 3 hours", MuteAsked("ticker", "3M", 3 * HOUR)),
        ("3M", MuteAsked("", "3M")),
        ("story 1w", MuteAsked("story", "", 7 * 24 * HOUR)),
        ("story", MuteAsked("story", "")),
        ("story <https://a.example/x?b=1&amp;c=2|x> 4h", MuteAsked("story", "https://a.example/x?b=1&c=2")),
        ("https://a.example/x 2h", MuteAsked("story", "https://a.example/x", 2 * HOUR)),
        ("“Berkshire Hathaway” 1d", MuteAsked("", "Berkshire Hathaway", 24 * HOUR)),
        ("", ShowMutes()),
        ("LIST", ShowMutes()),
        ("off NVDA", UnmuteAsked("", "NVDA")),
        ("remove source reuters.com everywhere", UnmuteAsked("source", "reuters.com", everywhere=True)),
    ],
)
def test_what_people_type(typed: str, meant: object) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize("typed", ["NVDA 90d", "NVDA 0h", "off", "source", "story Monday 4h", "x" * 200])
def test_what_cannot_be_meant_is_refused_with_what_to_type(typed: str) -> None:
    with pytest.raises(DeskwireError) as refused:
        parse(typed)
    assert refused.value.code == "bad_input" and refused.value.message.endswith(".")


def test_unmuting() -> None:
    assert parse_unmute("story") == UnmuteAsked("story", "")
    assert parse_unmute("NVDA everywhere") == UnmuteAsked("", "NVDA", everywhere=True)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        meant = parse(typed)
    except DeskwireError:
        return
    if isinstance(meant, MuteAsked):
        assert timedelta(minutes=1) <= meant.span <= timedelta(days=30)
        assert meant.subject or meant.kind == "story"


def item(*tickers: NewsTicker, source: str = "Harbour Wire") -> NewsItem:
    return NewsItem(
        PUBLIC, "a", "s", "https://www.harbour.example/a", "T", source, "wire", "article", NOW, NOW, "It.", 0.5, 0.1,
        1.0, False, False, "fresh", tickers,
    )  # fmt: skip


def mute(kind: str, subject: str) -> Mute:
    return Mute(kind, subject, NOW + HOUR, "U1", "C1")  # type: ignore[arg-type]


MAIN, OTHER = NewsTicker("NVDA", "primary", 0.9, 0.5), NewsTicker("AMD", "primary", 0.8, -0.2)
ASIDE = NewsTicker("INTC", "secondary", 0.3, 0.0)


@pytest.mark.parametrize(
    ("mutes", "silent"),
    [
        ([], False),
        ([mute("story", "s")], True),
        ([mute("story", "t")], False),
        ([mute("source", "harbour wire")], True),
        ([mute("source", "harbour.example")], True),
        ([mute("source", "harbour")], False),
        ([mute("ticker", "NVDA")], False),
        ([mute("ticker", "NVDA"), mute("ticker", "AMD")], True),
        ([mute("ticker", "INTC")], False),
    ],
)
def test_what_silences_an_article(mutes: list[Mute], silent: bool) -> None:
    assert is_muted(item(MAIN, OTHER, ASIDE), mutes) is silent


def test_an_article_with_nobody_in_the_first_place_goes_by_all_it_names() -> None:
    assert is_muted(item(ASIDE), [mute("ticker", "intc")])
    assert not is_muted(item(), [mute("ticker", "INTC")])


def test_the_list_fits_whatever_is_muted_and_its_buttons_say_what_they_end() -> None:
    views = [
        MuteView("story", f"{number:064}", f"<@U1> & *headline* {'x' * 400} {number}", NOW, "U1", "C1")
        for number in range(60)
    ]
    message = listing(views, "Europe/London", "/news")
    shown = fit(message)
    assert "overflow" not in shown
    assert "<@U1> &" not in str(shown["blocks"]).replace("by <@U1>", "")
    [row] = [block for block in shown["blocks"] if block["type"] == "actions"]
    assert read_unmute(row["elements"][0]["value"]) == ("story", "0" * 64, "C1")
    assert "everything" not in str(muted(views[:1], "UTC"))
    assert "Nothing is muted" in listing([], "UTC", "/news")["text"]
    with pytest.raises(ValueError, match="Unmute"):
        read_unmute("[1]")
