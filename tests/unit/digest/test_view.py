"""How a digest is said: within Slack's limits, whatever the news contains, and readable on a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.digests.digesting import Silence, build
from bot.slack import digest as views
from bot.slack.astext import lines_of
from bot.slack.charts import rows_of, sentiment_chart
from bot.slack.digest_parts import Digest, Net
from bot.slack.messages import Message, fit
from tests.unit.digest.world import UNTIL, WINDOW, Holds, news, row
from tests.unit.slack.validator import problems

ODD = st.text(max_size=300) | st.sampled_from(
    ["<!channel> *bold* <https://x.example|y>", "a" * 900, "𝕏" * 200, "$x_1$"]
)


def said(message: Message) -> str:
    return "\n".join(lines_of(message))


def full(**more: Any) -> Digest:
    told = [
        news("a", row("HRW", -0.62), impact=0.72, title="Harrow Steel closes its smelter"),
        news("a2", row("HRW", 0.3), story_id="a", source="Morning Paper", impact=0.4),
        news("b", row("BWB", 0.44), impact=0.41, title="Brightwater raises its dividend", age="undated"),
        news("f", row("KLT", 0.1), kind="filing", impact=0.1, title="Kelt 8-K"),
        news("old", row("HRW", 0.4), hours=30),
        news("gone", row("KLT", 0.1), retracted=True, title="Kelt to merge"),
    ]
    return build("Metals", WINDOW, told, Holds((*Holds().tickers, "QRX", "OLP")), **more)


def test_the_notification_line_says_the_list_and_the_first_story() -> None:
    message = views.parent(full())
    assert message["text"] == "Metals: Harrow Steel closes its smelter (HRW -0.16, impact high), and 3 more"
    assert len(message["text"]) <= 150


def test_the_message_says_everything_in_words_and_signs() -> None:
    text = said(views.parent(full(notes=("Late: x",))))
    for words in (
        "5 articles read, 3 stories",
        "HRW -0.16 mildly negative  Harrow Steel closes its smelter <https://paper.example/a>  ·  impact high 0.72"
        "  ·  Example Wire, also from Morning Paper",
        "undated",
        "HRW  -0.16 mildly negative, down 0.56, 1 story",
        "BWB  +0.44 moderately positive, no news before",
        "Morning Paper +0.30 mildly positive, Example Wire -0.62 moderately negative",
        "HRW turned negative: +0.40 to -0.16",
        "RETRACTED  Kelt to merge",
        "Note: Late: x",
        "In the thread: 1 filing",
        "Not investment advice",
    ):
        assert words in text, words


def test_the_thread_has_filings_and_who_had_no_news() -> None:
    details = views.details(full())
    assert details is not None
    text = said(details)
    assert "Kelt 8-K" in text and "No news: QRX and OLP" in text


def test_nothing_material_is_one_line() -> None:
    digest = build("Metals", WINDOW, [news("a", impact=0.1)], Holds())
    message = views.parent(digest)
    assert message["text"] == "Metals: nothing material since 2 Mar 2026, 08:30 UTC (1 article read, 1 story)"
    assert len(message["blocks"]) == 1


def test_a_line_of_nothing_says_what_was_left_out() -> None:
    window = [news("a", impact=0.9)]
    [ticker] = [row.ticker for row in window[0].tickers]
    digest = build("Metals", WINDOW, window, Holds(), silence=Silence(restricted=frozenset({ticker})))
    text = views.parent(digest)["text"]
    assert text.endswith("(1 article read, 0 stories; left out: 1 on the restricted list)")


def test_late_and_skipped_are_said_in_the_zone_of_the_schedule() -> None:
    assert views.late(UNTIL, "America/New_York") == "Late: this was due at 3 Mar 2026, 03:30 EST."
    missed = [UNTIL - timedelta(days=n) for n in (5, 4, 3, 2, 1)]
    assert "and 2 more. This digest covers them." in views.skipped(missed, "UTC")


def test_a_day_of_everything_fits_and_loses_no_story_silently() -> None:
    told = [
        news(f"n{n}", row(f"T{n % 80}", (n % 19) / 10 - 0.9), impact=(n % 100) / 100, title=f"Headline {n} " * 40,
             source=f"Source {n % 7} " * 9, story_id=f"s{n // 3}", hours=(n % 40) + 1)
        for n in range(900)
    ]  # fmt: skip
    digest = build(
        "Metals " * 40, WINDOW, told, Holds(tuple(f"T{n}" for n in range(120))), notes=["x" * 500] * 30
    )
    parent, details = views.parent(digest), views.details(digest)
    assert details is not None
    fitted = fit(parent)
    assert problems(fitted) == [] and problems(fit(details)) == []
    assert "overflow" not in fitted, "the parent stays one message"
    assert digest.told > len(digest.stories) == 30
    assert f"and {digest.told - 30} more" in said(details)


@settings(max_examples=60, deadline=None)
@given(title=ODD, source=ODD, name=ODD, ticker=ODD, url=st.text(max_size=80), note=ODD)
def test_whatever_the_news_contains_the_message_keeps_slacks_limits(
    title: str, source: str, name: str, ticker: str, url: str, note: str
) -> None:
    told = [
        news("a", row(ticker, 0.5), title=title, source=source, impact=0.8, canonical_url=url),
        news(
            "b", row(ticker, -0.5), title=title, source=source + "x", story_id="a", canonical_url=url + "/b"
        ),
        news("c", row(ticker, -0.5), title=title, kind="filing", impact=0.1, canonical_url=url + "/c"),
    ]
    digest = build(name, WINDOW, told, Holds((ticker, "ZZZ", "YYY")), Silence(), notes=[note])
    for message in (
        views.parent(digest),
        views.preview(digest),
        views.nothing(digest),
        views.details(digest),
    ):
        if message is not None:
            assert problems(fit(message)) == []
    assert problems(fit(views.chart("F0123456789", views.chart_alt(digest, digest.nets)))) == []


NETS = (Net("HRW", -0.6, 2, 0.4), Net("BWB", 0.4, 1, 0.4), Net("KLT", 0.1, 1))


def test_a_chart_is_drawn_only_where_it_says_more_than_words() -> None:
    assert [net.ticker for net in rows_of(NETS)] == ["BWB", "KLT", "HRW"]
    assert rows_of(NETS[:2]) == ()
    assert rows_of([Net("A", 0.1, 1), Net("B", 0.1, 1), Net("C", 0.1, 1, 0.1)]) == ()


def test_a_chart_is_a_picture_that_grows_with_its_rows_whatever_the_names() -> None:
    few = sentiment_chart(rows_of(NETS), "Net sentiment: $a_{b", "x")
    many = sentiment_chart(
        rows_of([Net(f"T$^{n}{{", n / 20 - 0.5, 1, 0.5 - n / 20) for n in range(40)]), "x" * 500, "𝕏" * 200
    )
    assert few.startswith(b"\x89PNG") and many.startswith(b"\x89PNG")
    assert height(few) < height(many) < 1600


def height(png: bytes) -> int:
    return int.from_bytes(png[20:24], "big")
