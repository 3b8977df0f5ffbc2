"""Text given directly is analysed as it is."""

from datetime import UTC, datetime

import pytest

from bot.errors import DeskwireError
from bot.model import MAX_WORDS
from bot.reading.extract import extract, extract_text
from bot.reading.language import is_english
from tests.unit.extraction.pages import P1, P2, PROSE

HEADLINES = [
    "Tesla cuts prices",
    "AAPL +3%",
    "Fed holds rates",
    "Nestlé: CEO Schneider tritt ab? No, says board",
    "ASML, TSMC, Nvidia: Q3 2024",
    "Société Générale SA",
    "El Pollo Loco and La-Z-Boy rise",
    "Banco Santander Brasil profit up",
    "Toyota Motor",
    "Deutsche Bank hebt ab",
    "42",
    "L'Oréal Q1 sales beat",
    "BREAKING: $NVDA halted",
    "Volkswagen AG, Porsche SE, BMW",
    "PBoC cuts RRR 25bp",
    "Is Die Welt on sale?",
]


@pytest.mark.parametrize("text", HEADLINES)
def test_a_short_headline_is_never_taken_for_another_language(text: str):
    found = extract_text(text)
    assert found.text == text
    assert found.coverage == "headline"


@pytest.mark.parametrize(
    "text",
    [
        "トヨタ、通期予想を上方修正",
        "Акции Газпрома выросли на шесть процентов",
        "Der Hafenbetreiber hat die Prognose für das Jahr und den Umsatz angehoben",
        "La empresa elevó el martes su previsión para todo el año por la demanda de los puertos",
        "L'entreprise a relevé mardi ses prévisions pour l'année et les actions sont en hausse dans les échanges",
    ],
)
def test_another_language_is_refused(text: str):
    with pytest.raises(DeskwireError) as refused:
        extract_text(text)
    assert (refused.value.code, refused.value.reason) == ("not_an_article", "language")


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\ufeff", "\x00\x00", "…!?"])
def test_empty_text_is_refused(text: str):
    with pytest.raises(DeskwireError) as refused:
        extract_text(text)
    assert refused.value.reason == "empty"


@pytest.mark.parametrize(
    "text",
    [
        f"  {P1}\r\n\r\n {P2}\u00a0",
        f"By Ada Quist\n{P1}\nRelated: more",
        "Sign up\n\n" + P1,
        P1 + "\u200b\n" + P2,
    ],
)
def test_text_is_unchanged(text: str):
    assert extract_text(text).text == text


def test_a_null_byte_is_replaced_in_place_so_that_offsets_stay():
    found = extract_text("Profit\x00rose at Harbourline.\nShares did \ud800 too.")
    assert found.text == "Profit\ufffdrose at Harbourline.\nShares did \ufffd too."
    assert found.content_hash


def test_title_and_date_that_are_given_are_taken():
    found = extract_text(P1, title="Ports", published_at=datetime(2024, 3, 12))
    assert (found.title, found.published_at) == ("Ports", datetime(2024, 3, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Harbourline lifts forecast\n\n{P1}\n\n{P2}", "Harbourline lifts forecast"),
        (f"\n\n# Harbourline lifts forecast\n{P1}", "Harbourline lifts forecast"),
        (f"Harbourline lifted its forecast. It expects more.\n{P1}", "Harbourline lifted its forecast."),
        ("Fed holds rates", "Fed holds rates"),
        ("Meta fell 3% in the U.S. It said so. More follows.", "Meta fell 3% in the U.S."),
    ],
)
def test_the_title_of_a_text_without_one(text: str, expected: str):
    assert extract_text(text).title == expected


def test_a_long_first_sentence_is_cut_to_a_title():
    title = extract_text("word " * 500).title
    assert len(title) <= 160
    assert title.endswith("word…")


def test_several_lines_are_no_headline():
    assert extract_text("\n\n".join(PROSE)).coverage == "full"


def test_one_line_that_holds_a_whole_paragraph_is_no_headline():
    assert extract_text(" ".join(PROSE)).coverage == "full"


def test_a_text_beyond_the_limit_is_read_to_the_limit():
    text = "The port of Harbourline is full again this year. " * 11_000
    found = extract_text(text)
    assert found.coverage == "partial"
    assert len(found.text.split()) == MAX_WORDS
    assert text.startswith(found.text)
    assert "20,000" in found.warnings[0]


def test_a_text_file_is_read_as_text():
    body = f"Harbourline lifts forecast\n\n{P1}".encode()
    found = extract(body, url="note.txt", content_type="text/plain; charset=utf-8")
    assert found.title == "Harbourline lifts forecast"
    assert found.text == body.decode()


def test_english_on_long_texts():
    assert is_english(" ".join(PROSE))
    assert is_english("Crédit Agricole, Société Générale, BNP Paribas " * 3 + P1)
    assert not is_english("Le groupe a annoncé mardi une hausse de ses bénéfices. " * 8)
