"""Filings: one each however often they are listed, in plain words, and read from the documents themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Security
from bot.sources.edgar import (
    ITEMS,
    Filing,
    Party,
    filing_from_json,
    filing_to_json,
    filings_of,
    form_in_words,
    latest_url,
    next_page,
    readable,
)
from bot.sources.feeds import parse_feed
from bot.sources.filings import article_of, chosen, documents_of, report_of, text_of
from tests.replay.site import Made, atom, index_page, made_filings, release, report

SITE = "https://www.sec.example"
NOON = datetime(2026, 3, 2, 12, 0)
FILING = Filing(
    "0001000001-26-000001", "8-K", f"{SITE}/a-index.htm", (Party("PROGRESSIVE CORP/OH/", 80661, "Filer"),),
    ("2.02", "9.01"), datetime(2026, 3, 2, tzinfo=UTC),
)  # fmt: skip


def entries_of(*made: Made) -> list[str]:
    return [entry for filing in made for entry in filing.entries(SITE)]


def test_a_filing_repeated_once_a_role_is_one_with_all_its_parties() -> None:
    made = Made(7, "4", (), ("Issuer", "Reporting", "Reporting"), NOON)
    [filing] = filings_of(parse_feed(atom([*entries_of(made), *entries_of(made)])).entries)
    assert filing.accession == made.accession
    assert filing.form == "4"
    assert [party.role for party in filing.parties] == ["Issuer", "Reporting", "Reporting"]
    assert filing.company is not None and filing.company.name == "NORTHWIND 7 CORP"
    assert filing.filed_at == datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    assert filing_from_json(filing_to_json(filing)) == filing


@given(st.permutations(entries_of(*made_filings(6, NOON))), st.integers(0, 5))
def test_order_and_overlap_change_nothing(entries: list[str], again: int) -> None:
    found = filings_of(parse_feed(atom([*entries, *entries[:again]])).entries)
    assert {filing.accession for filing in found} == {made.accession for made in made_filings(6, NOON)}
    assert len(found) == 6


@pytest.mark.parametrize(
    ("items", "words"),
    [
        (("2.02", "9.01"), "results of operations"),
        (("5.02", "2.02", "9.01"), "directors or officers left or were appointed; results of operations"),
        (("8.01", "9.01"), "other events; exhibits"),
        (("9.01",), "exhibits"),
        (("99.99",), "item 99.99"),
        ((), "current report"),
    ],
)
def test_items_in_plain_words(items: tuple[str, ...], words: str) -> None:
    assert replace(FILING, items=items).words == words


def test_the_headline_says_who_and_what() -> None:
    assert FILING.headline == "Progressive Corp: results of operations (8-K)"
    assert form_in_words("10-Q/A") == "quarterly report, amended"
    assert form_in_words("X-99") == "form X-99"
    amended = replace(FILING, form="8-K/A")
    assert amended.headline == "Progressive Corp: results of operations, amended (8-K/A)"
    assert replace(amended, items=()).words == "current report, amended"
    assert all(words == words.strip() and not words.endswith(".") for words in ITEMS.values())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("PROGRESSIVE CORP/OH/", "Progressive Corp"),
        ("BANK OF AMERICA CORP /DE/", "Bank of America Corp"),
        ("3M CO", "3M Co"),
        ("AT&T INC.", "AT&T Inc."),
        ("Ryan Management, Inc.", "Ryan Management, Inc."),
        ("KKR", "KKR"),
        ("SUN PARTNERS LLC", "Sun Partners LLC"),
    ],
)
def test_names_as_one_would_write_them(written: str, read: str) -> None:
    assert readable(written) == read


def test_pages_follow_one_another() -> None:
    first = latest_url(f"{SITE}/cgi-bin/browse-edgar", "8-K")
    assert "type=8-K" in first and "start=0" in first and "count=100" in first
    assert "start=100" in next_page(first) and "start=200" in next_page(next_page(first))


def test_the_index_leads_to_the_release_and_the_form_itself() -> None:
    body = index_page("/Archives/edgar/data/1/2", "8-K").encode()
    found = chosen(documents_of(body, f"{SITE}/Archives/edgar/data/1/2/x-index.htm"), "8-K")
    assert [document.url for document in found] == [
        f"{SITE}/Archives/edgar/data/1/2/ex99-1.htm",
        f"{SITE}/Archives/edgar/data/1/2/form8k.htm",
    ]
    assert documents_of(b"<html><body>Nothing</body></html>", SITE) == []
    assert documents_of(b"", SITE) == []
    hostile = body.replace(b"/ix?doc=/Archives", b"/ix?doc=//evil.example/Archives")
    assert all("evil" not in each.url.partition("?")[0] for each in documents_of(hostile, SITE))


def test_the_article_is_what_was_reported_without_cover_and_signatures() -> None:
    pages = [("EX-99.1", release("x").encode(), None), ("8-K", report("x").encode(), None)]
    listed = Security("s1", "PGR", "Progressive", "NYSE", cik=80661)
    article = article_of(pages, FILING, FILING.filed_at, [listed])
    assert article.title == "Progressive Corp (NYSE: PGR): results of operations (8-K)"
    assert article.canonical_url == FILING.index_url and article.site == "SEC EDGAR"
    assert article.published_at == FILING.filed_at
    assert "profit rose to $55 million" in article.text and "revenue of $412 million" in article.text
    for unsaid in ("hidden text", "appropriate box", "Exhibit 99.1 Press", "registrant has signed"):
        assert unsaid not in article.text


def test_a_filing_without_prose_is_its_headline() -> None:
    article = article_of([("8-K", b"<table><tr><td>1</td><td>2</td></tr></table>", None)], FILING, None, [])
    assert article.text == "Progressive Corp: results of operations (8-K)."
    assert article.coverage == "headline"
    assert article_of([], FILING, None, []).text == article.text


def test_text_documents_and_reports_without_items_are_kept() -> None:
    assert text_of(b"Northwind  said\n\n that orders rose.\n") == "Northwind said\nthat orders rose."
    assert report_of("No item here.\nAt all.") == "No item here.\nAt all."


@given(st.binary(max_size=200))
def test_no_page_raises(body: bytes) -> None:
    documents_of(b"<table><tr><td>" + body, SITE)
    text_of(b"<html>" + body)
