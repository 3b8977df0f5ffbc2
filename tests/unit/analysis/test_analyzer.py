from __future__ import annotations

import functools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.analysis.analyzer import (
    HEADLINE_ONLY,
    NO_COMPANY,
    PARTLY_READ,
    STALE,
    TOO_LONG,
    UNDATED,
    Analyzer,
    load_scorer,
)
from bot.errors import DeskwireError
from bot.model import MAX_WORDS, Brief, Context, level_of
from tests.unit.analysis.build import article

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = (
    "Microsoft raised its full-year revenue guidance on Tuesday after a strong quarter, "
    "and its shares rose 6%.\n\n"
    "The company said demand for its cloud services had outstripped supply. Rival Oracle fell 4% after it "
    "missed analysts' estimates for the third time.\n\n"
    "Microsoft will pay a dividend of 83 cents a share in June."
)


@functools.cache
def analyzer() -> Analyzer:
    return Analyzer.load()


@functools.cache
def light() -> Analyzer:
    return Analyzer(analyzer().pipeline, analyzer().securities, load_scorer("vader"))


def brief(text: str, title: str = "", **more: object) -> Brief:
    return analyzer().analyze(article(text, title, **more), Context(now=NOW))


def test_a_brief_says_what_it_means_for_each_company() -> None:
    found = brief(TEXT, "Microsoft raises guidance", published_at=NOW - timedelta(hours=2))
    rows = {row.ticker: row for row in found.tickers}
    assert set(rows) == {"MSFT", "ORCL"}
    assert rows["MSFT"].role == "primary"
    assert rows["MSFT"].score >= 0.3
    assert rows["ORCL"].score <= -0.3
    assert found.age == "fresh"
    assert found.warnings == ()
    assert {"guidance_up", "earnings_miss"} <= {event.type for event in found.events}
    assert found.impact.level == level_of(found.impact.score) != "low"
    assert found.tldr
    assert "MSFT" in found.summary
    assert set(found.engine) == {"sentiment", "language", "summary", "securities"}


def test_every_figure_is_proved_by_the_text() -> None:
    found = brief(TEXT)
    proofs = [proof for row in found.tickers for proof in row.evidence]
    proofs += [proof for event in found.events for proof in event.evidence]
    proofs += [proof for driver in found.impact.drivers for proof in driver.evidence]
    assert proofs
    for proof in proofs:
        assert TEXT[proof.start : proof.end] == proof.text
    assert all(row.evidence for row in found.tickers)


def test_the_same_article_gives_the_same_brief() -> None:
    first = brief(TEXT)
    brief("Intel cut 400 jobs and its shares fell.")
    assert brief(TEXT) == first


def test_hired_chiefs_walking_customers_and_a_bottleneck() -> None:
    """A story without any stated price move: who loses what must come from the clauses alone."""
    text = (
        "Meta has taken a 30% stake in a data start-up and hired its founder, and the start-up's biggest "
        "clients are leaving. Google, which had wanted to spend about $90 million with it this year, is "
        "talking to competitors and plans to cut most of its work with the company. Microsoft is also stepping back. "
        "Skilled labelling has become as scarce a bottleneck as Nvidia's chips."
    )
    found = light().analyze(article(text, ""), Context(now=NOW))
    rows = {row.ticker: row for row in found.tickers}
    assert {"GOOGL", "MSFT", "NVDA"} <= set(rows)
    assert rows["GOOGL"].score < 0
    assert rows["MSFT"].score < 0
    assert -0.70 < found.overall.score <= -0.15
    assert found.impact.level == "high"


def test_a_headline_alone_is_read() -> None:
    line = "Microsoft shares jump 9% after it beats estimates"
    found = brief(line, line, coverage="headline")
    assert [row.ticker for row in found.tickers] == ["MSFT"]
    assert found.tickers[0].score > 0.3
    assert found.tickers[0].evidence[0].text == line
    assert HEADLINE_ONLY in found.warnings


def test_without_a_company_the_brief_says_so() -> None:
    found = brief("Exports collapsed in May and factories closed.")
    assert found.tickers == ()
    assert NO_COMPANY in found.warnings
    assert found.overall.score < 0


def test_age_and_coverage_are_said() -> None:
    old = brief(TEXT, published_at=NOW - timedelta(days=3), coverage="partial")
    assert (old.age, old.coverage) == ("stale", "partial")
    assert {STALE, PARTLY_READ} <= set(old.warnings)
    undated = brief(TEXT)
    assert undated.age == "undated"
    assert UNDATED in undated.warnings


def test_an_article_over_the_limit_is_marked_partial() -> None:
    found = brief("Microsoft opened an office in Lyon today. " * (MAX_WORDS // 7 + 50))
    assert found.coverage == "partial"
    assert TOO_LONG in found.warnings


def test_the_caller_s_novelty_is_kept_and_scales_impact() -> None:
    new = analyzer().analyze(article(TEXT), Context(now=NOW, novelty=1.0))
    known = analyzer().analyze(article(TEXT), Context(now=NOW, novelty=0.1))
    assert known.novelty == 0.1
    assert known.impact.score < new.impact.score
    assert known.overall == new.overall


def test_nothing_to_read_is_refused() -> None:
    with pytest.raises(DeskwireError) as error:
        brief(" \n\n ")
    assert error.value.reason == "empty"


def test_reading_s_own_warnings_come_first() -> None:
    page = replace(article(TEXT), warnings=("The page was cut.",))
    assert analyzer().analyze(page, Context(now=NOW)).warnings[0] == "The page was cut."


def test_targets_need_no_company() -> None:
    text = "The mayor praised the nurses. Wheat prices plunged while barley rallied."
    spans = [(text.index(word), text.index(word) + len(word)) for word in ("Wheat", "barley", "mayor")]
    wheat, barley, mayor = analyzer().targets(text, spans)
    assert wheat.score < -0.15 < 0.15 < barley.score
    assert wheat.label.endswith("negative")
    assert (mayor.start, mayor.end) == spans[2]


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (0, 99)])
def test_targets_outside_the_text_are_refused(span: tuple[int, int]) -> None:
    with pytest.raises(DeskwireError) as error:
        analyzer().targets("Wheat fell.", [span])
    assert error.value.code == "bad_input"
