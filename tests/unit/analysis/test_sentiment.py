from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from spacy.tokens import Span

from bot.analysis.headline import calmed
from bot.analysis.lexicon import Lexicon
from bot.analysis.references import references
from bot.analysis.scorer import Judgement, LexiconScorer, Target
from bot.analysis.sentiment import overall_of, readings_of, rows_of
from bot.analysis.themes import find_themes
from bot.model import Overall, TickerSentiment
from tests.unit.analysis.build import read

NAMES = {"Acme": "ACM", "Bolt": "BLT"}


@functools.cache
def engine() -> LexiconScorer:
    return LexiconScorer(Lexicon.load())


def brief(text: str, title: str = "") -> tuple[dict[str, TickerSentiment], Overall]:
    document, companies = read(text, NAMES, title)
    rows = rows_of(document, companies, readings_of(document, companies, engine(), document.title))
    for row in rows:
        assert row.evidence
        for proof in row.evidence:
            assert text[proof.start : proof.end] == proof.text
        assert row.score == round(row.score, 2)
        assert 0 <= row.confidence <= 1
    return {row.ticker: row for row in rows}, overall_of(rows, document, engine())


def test_each_company_gets_its_own_score_and_the_article_is_mixed() -> None:
    rows, overall = brief(
        "Acme shares soared 20% on record profit. Bolt shares plunged after a profit warning."
    )
    assert rows["ACM"].score >= 0.35
    assert rows["BLT"].score <= -0.35
    assert overall.mixed
    assert rows["ACM"].label.endswith("positive")


def test_the_overall_score_is_the_relevance_weighted_mean() -> None:
    rows, overall = brief("Acme shares soared 20%. Acme raised its outlook. Bolt shares fell 5%.")
    expected = sum(r.relevance * r.score for r in rows.values()) / sum(r.relevance for r in rows.values())
    assert overall.score == pytest.approx(expected, abs=0.006)


def test_the_tone_of_the_article_is_not_the_company_s() -> None:
    rows, _ = brief("Markets crashed and banks collapsed. Hundreds of firms failed. Acme raised its outlook.")
    assert rows["ACM"].score > 0.3


def test_an_article_without_companies_has_its_own_tone() -> None:
    rows, overall = brief("Exports collapsed and factories shut down. Unemployment surged.")
    assert not rows
    assert overall.score < -0.3


def test_a_company_named_only_in_the_headline_is_shown_by_the_lead() -> None:
    rows, _ = brief("Quarterly sales at the maker of pumps came in on Monday.", "Acme profit plunges")
    assert rows["ACM"].score < -0.3
    assert rows["ACM"].evidence[0].text == "Quarterly sales at the maker of pumps came in on Monday."


def test_conflicting_evidence_lowers_confidence() -> None:
    clear, _ = brief("Acme raised its outlook. Acme shares soared. Acme won a contract.")
    torn, _ = brief("Acme raised its outlook. Acme shares plunged. Acme lost a contract.")
    assert torn["ACM"].confidence < clear["ACM"].confidence


def test_the_news_and_how_the_market_took_it_outweigh_the_rest() -> None:
    """A profit warning, and a company that speaks well of itself further down."""
    rest = "Acme has strong brands. Acme improved its plants. Acme is confident of growth. Acme won an award."
    text = f"Acme cut its profit forecast. It gave no reason. {rest} Acme shares fell 13 percent."
    rows, _ = brief(text, "Acme cuts profit forecast")
    assert rows["ACM"].score <= -0.15


def test_it_and_the_company_stand_for_the_company_before() -> None:
    document, companies = read(
        "Acme met investors. It cut its outlook. The sun shone. Rain fell. It rained.", NAMES
    )
    spoken = [set(found) for found in references(document, companies)]
    assert spoken == [{0}, {0}, set(), set(), set()]


def test_it_means_nobody_after_a_sentence_about_two_as_objects() -> None:
    document, companies = read("Analysts met Acme and Bolt. It cut its outlook.", NAMES)
    assert references(document, companies)[1] == {}


def test_another_engine_can_take_the_place_of_the_lexicon() -> None:
    class Fixed:
        name = "fixed 1"

        def score(self, sentence: Span, targets: Sequence[Target]) -> list[Judgement]:
            for spans in targets:
                for start, end in spans:
                    assert sentence.text[start:end] in NAMES
            return [Judgement(0.5, 0.9) for _ in targets]

        def tone(self, sentence: Span) -> Judgement:
            return Judgement(-0.5, 0.9)

    document, companies = read("The day began.\n\nBolt fell, Acme said. Acme and Bolt rose.", NAMES)
    rows = rows_of(document, companies, readings_of(document, companies, Fixed(), document.title))
    assert [row.score for row in rows] == [0.5, 0.5]


def test_partial_reading_lowers_confidence() -> None:
    document, companies = read("Acme raised its outlook.", NAMES)
    part = replace(document, article=replace(document.article, coverage="partial"))
    whole = rows_of(document, companies, readings_of(document, companies, engine(), None))
    cut = rows_of(part, companies, readings_of(part, companies, engine(), None))
    assert cut[0].confidence < whole[0].confidence


@pytest.mark.parametrize(
    ("title", "keep", "expected"),
    [
        ("Acme Cuts Profit Outlook As Sales Fall", [(0, 4)], "Acme cuts profit outlook as sales fall"),
        (
            "Shares Slide After US Probe Hits Bolt Motors",
            [(32, 43)],
            "Shares slide after US probe hits Bolt Motors",
        ),
        ("Acme cuts profit outlook in Germany", [(0, 4)], "Acme cuts profit outlook in Germany"),
        ("Acme Up", [], "Acme Up"),
    ],
)
def test_title_case_is_read_as_a_sentence(title: str, keep: list[tuple[int, int]], expected: str) -> None:
    assert calmed(title, keep) == expected


def test_themes_come_from_several_words_about_them() -> None:
    document, _ = read(
        "Acme trains large language models in its data centers. Demand for AI chips grew.",
        NAMES,
    )
    assert find_themes(document)[0] == "artificial intelligence"
    plain, _ = read("The office in Lyon has a garden and a cat.", NAMES)
    assert find_themes(plain) == ()
