"""PDFs: paragraphs, furniture, titles, dates, and what cannot be read."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.errors import DeskwireError
from bot.reading.extract import extract, extract_pdf
from bot.reading.pdf import MANY_PAGES, MAX_PAGES
from tests.unit.extraction.pages import P1, P2, P3, P4, P5, PROSE
from tests.unit.extraction.pdfs import column, pdf

URL = "https://www.example-ports.com/investors/q2.pdf"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
HEADING = (72.0, 740.0, 20.0, "Second quarter results")


def test_lines_become_paragraphs():
    found = extract(pdf([[HEADING, *column(PROSE)]]), url=URL, content_type="application/pdf", now=NOW)
    assert found.text == "\n\n".join(PROSE)
    assert found.title == "Second quarter results"
    assert found.published_at is None
    assert found.coverage == "full"
    assert found.site == "example-ports.com"


def test_a_pdf_is_known_by_its_first_bytes():
    assert extract(pdf([column(PROSE)]), url=URL, content_type="application/octet-stream").text
    assert extract(pdf([column(PROSE)]), url=URL, content_type="text/html").text


def test_words_hyphenated_at_the_end_of_a_line_are_joined():
    lines = [
        (72, 700, 11, "The company raised its forecast on Tuesday after con-"),
        (72, 686, 11, "tainer volumes grew faster than its managers had planned."),
    ]
    assert "after container volumes" in extract_pdf(pdf([lines]), URL).text


def test_a_compound_keeps_its_hyphen_before_a_capital():
    lines = [
        (72, 700, 11, "The chief executive met the Franco-"),
        (72, 686, 11, "German consortium of lenders that owns the smaller terminal."),
    ]
    assert "Franco-German" in extract_pdf(pdf([lines]), URL).text


def test_a_compound_that_stands_whole_elsewhere_keeps_its_hyphen():
    lines = [
        (72, 700, 11, "The full-year result was a record, said the firm that raised its full-"),
        (72, 686, 11, "year forecast on Tuesday and expects to grow for several years."),
    ]
    assert "raised its full-year forecast" in extract_pdf(pdf([lines]), URL).text


def test_running_heads_feet_and_page_numbers_are_dropped():
    pages = [
        [
            (72, 770, 9, "Harbourline Freight plc - Interim report"),
            *column(texts),
            (300, 30, 9, f"Page {number} of 3"),
        ]
        for number, texts in enumerate(((P1, P2), (P3, P4), (P5,)), start=1)
    ]
    text = extract_pdf(pdf(pages), URL).text
    assert "Interim report" not in text
    assert "Page" not in text
    assert text.startswith(P1[:40])


def test_a_sentence_that_crosses_a_page_is_one_paragraph():
    first, second = P1[:90].rsplit(" ", 1)[0], P1[len(P1[:90].rsplit(" ", 1)[0]) + 1 :]
    pages = [[*column((P2,)), *column((first,), top=600)], column((second, P3))]
    assert P1 in extract_pdf(pdf(pages), URL).text


def test_metadata_give_title_writer_and_date_with_zone():
    info = {
        "Title": "Harbourline interim results",
        "Author": "Ada Quist",
        "CreationDate": "D:20240312101500+05'30'",
        "ModDate": "D:20250101000000Z",
    }
    found = extract_pdf(pdf([[HEADING, *column(PROSE)]], info), URL, now=NOW)
    assert found.title == "Harbourline interim results"
    assert found.byline == "Ada Quist"
    assert found.published_at == datetime(
        2024, 3, 12, 10, 15, tzinfo=timezone(timedelta(hours=5, minutes=30))
    )


@pytest.mark.parametrize("title", ["Microsoft Word - Q2 final v3.docx", "untitled", "report_final.indd", ""])
def test_a_file_name_is_no_title(title: str):
    info = {"Title": title} if title else None
    assert extract_pdf(pdf([[HEADING, *column(PROSE)]], info), URL).title == "Second quarter results"


@pytest.mark.parametrize("date", ["D:20310101", "nonsense", "D:2024", "D:20241399", ""])
def test_strange_dates_do_no_harm(date: str):
    found = extract_pdf(
        pdf([column(PROSE)], {"CreationDate": date, "Producer": "x"}), URL, now=NOW
    ).published_at
    assert found is None or found == datetime(2024, 1, 1, tzinfo=UTC)


def test_a_protected_pdf_says_so():
    with pytest.raises(DeskwireError) as refused:
        extract_pdf(pdf([column(PROSE)], encrypted=True), URL)
    assert refused.value.code == "unsupported_type"
    assert "password" in refused.value.message


@pytest.mark.parametrize("body", [b"%PDF-1.4\nnothing", pdf([column(PROSE)])[:300], b"%PDF-"])
def test_a_damaged_pdf_says_so(body: bytes):
    with pytest.raises(DeskwireError) as refused:
        extract(body, url=URL, content_type="application/pdf")
    assert refused.value.code in {"unsupported_type", "not_an_article"}


def test_a_scanned_pdf_says_that_it_holds_no_text():
    with pytest.raises(DeskwireError) as refused:
        extract_pdf(pdf([[], []]), URL)
    assert (refused.value.code, refused.value.reason) == ("not_an_article", "empty")
    assert "pictures" in refused.value.message


def test_a_pdf_in_another_language_is_refused():
    german = "Der Hafenbetreiber hat am Dienstag seine Prognose angehoben, weil die Zahl der Container schneller steigt als geplant und die Aktie stieg."
    with pytest.raises(DeskwireError) as refused:
        extract_pdf(pdf([column((german, german.replace("Dienstag", "Montag")))]), URL)
    assert refused.value.reason == "language"


def test_beyond_the_page_limit_it_is_partial():
    names = ("north", "south", "grain", "ore", "oil", "car", "fruit")
    pages = [
        [(72, 700, 11, f"The {names[n % 7]} berth earned {'more ' * (n // 7)}than the firm said.")]
        for n in range(MAX_PAGES + 2)
    ]
    found = extract_pdf(pdf(pages), URL)
    assert found.coverage == "partial"
    assert MANY_PAGES in found.warnings
