"""Which story an article continues, with the real comparison."""

from __future__ import annotations

import json

from bot.desk import tasks
from bot.model import Article
from bot.workspace.articles import library

Known = tuple[str, str, tuple[str, ...], str]
SAMPLES = {sample.slug: sample for sample in library.load()}


def article(slug: str, more: str = "") -> Article:
    sample = SAMPLES[slug]
    text = "\n".join((sample.deck, *sample.paragraphs)) + more
    return Article(url=slug, canonical_url=slug, title=sample.title, text=text)


def told(slug: str, *tickers: str) -> Known:
    return slug, json.dumps(tasks.features_of(article(slug))), tickers, ""


def place(given: Article, *known: Known, primary: tuple[str, ...] = ()) -> str:
    return tasks.story_of(tasks.features_of(given), known, "fresh", primary)


def test_news_of_another_company_in_the_same_words_is_another_story() -> None:
    known = told("nvidia-orders", "NVDA"), told("boeing-deliveries", "BA")
    assert place(article("asml-order"), *known, primary=("ASML",)) == "fresh"
    assert place(article("bank-results"), *known, primary=("JPM", "BAC")) == "fresh"


def test_the_same_news_told_again_is_the_same_story() -> None:
    known = told("nvidia-orders", "NVDA"), told("boeing-deliveries", "BA")
    again = article("nvidia-orders", "\nShares rose in late trading, and analysts raised their targets.")
    assert place(again, *known, primary=("NVDA",)) == "nvidia-orders"
    # A reprint whose companies were read otherwise is one all the same.
    assert place(again, *known, primary=("TSM",)) == "nvidia-orders"
    assert place(again, *known) == "nvidia-orders"


def test_features_that_are_missing_or_of_another_version_are_left_out() -> None:
    known = (
        ("old", "null", ("NVDA",), ""),
        ("older", '{"version": -1}', (), ""),
        told("nvidia-orders", "NVDA"),
    )
    assert place(article("nvidia-orders"), *known, primary=("NVDA",)) == "nvidia-orders"
    assert tasks.related_to(article("nvidia-orders"), [("a", "null"), told("nvidia-orders")[:2]], 3) == [
        "nvidia-orders"
    ]


def filed(company: str, ticker: str, number: int, form: str = "8-K") -> Article:
    text = f"Item 2.02 Results of Operations. {company} said on Monday that it earned {number} cents a share."
    title = f"{company} (NYSE: {ticker}): results of operations ({form})"
    return Article(url=ticker, canonical_url=ticker, title=title, text=text)


def place_filing(given: Article, known: Known, primary: list[str]) -> str:
    return tasks.story_of(tasks.features_of(given), [known], "fresh", primary, given.title)


def test_filings_worded_alike_are_the_stories_of_their_companies() -> None:
    first = filed("Harrow Mills", "HRW", 41)
    known = "harrow", json.dumps(tasks.features_of(first)), ("HRW",), ""
    other = filed("Kelting Foods", "KLT", 57)
    assert place_filing(other, known, ["KLT"]) == "fresh"
    assert place_filing(other, known, []) == "fresh"
    # A filing joins the news that told of it before.
    assert place_filing(filed("Harrow Mills", "HRW", 42), known, ["HRW"]) == "harrow"


def test_another_filing_of_the_same_form_is_another_event_and_an_amended_one_is_not() -> None:
    first = filed("Harrow Mills", "HRW", 41)
    known = "harrow", json.dumps(tasks.features_of(first)), ("HRW",), first.title
    assert place_filing(filed("Harrow Mills", "HRW", 42), known, ["HRW"]) == "fresh"
    assert place_filing(filed("Harrow Mills", "HRW", 42, "8-K/A"), known, ["HRW"]) == "harrow"
    news = filed("Harrow Mills", "HRW", 41)
    assert tasks.story_of(tasks.features_of(news), [known], "fresh", ["HRW"]) == "harrow"
