"""Invariants of both texts over articles that are awkward in different ways, and what each must say."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis import standing
from bot.analysis.grounding import ungrounded
from bot.analysis.passages import passages
from bot.analysis.prose import balanced, count_words
from bot.analysis.selection import score
from bot.analysis.summary import MAX_TLDR_WORDS, summarise
from bot.model import Event, Evidence, TickerSentiment
from tests.unit.summary import articles
from tests.unit.summary.articles import ALL, Sample
from tests.unit.summary.build import companies, document, pipeline


def said(sample: Sample) -> tuple[str, str]:
    found = companies(sample.text, sample.listings, sample.title)
    return summarise(document(sample.text, sample.title), found, [], [])


@pytest.fixture(scope="module")
def results() -> dict[str, tuple[str, str]]:
    return {name: said(sample) for name, sample in ALL.items()}


@pytest.mark.parametrize("name", ALL)
def test_one_line_is_one_short_sentence(results: dict[str, tuple[str, str]], name: str) -> None:
    line = results[name][0]
    assert 0 < count_words(line) <= MAX_TLDR_WORDS
    assert line.rstrip("\"”’'").endswith(".") and ".." not in line
    first = next(char for char in line if char.isalpha())
    assert first.isupper()
    assert "\n" not in line and "(Reuters)" not in line and not re.match(r"[A-Z]{4,}.{0,12} [-–—] ", line)


@pytest.mark.parametrize("name", ALL)
def test_both_texts_are_grounded_and_whole(results: dict[str, tuple[str, str]], name: str) -> None:
    sample = ALL[name]
    parsed = document(sample.text, sample.title)
    for text in results[name]:
        assert ungrounded(text, parsed.article, companies(sample.text, sample.listings, sample.title)) == []
        assert balanced(text)
        assert text.rstrip("\"”’'").endswith(".")
        assert not re.search(r"\s[,.;:]|,,|\(\)|  ", text)


@pytest.mark.parametrize("name", ALL)
def test_paragraph_never_pads_nor_overflows(results: dict[str, tuple[str, str]], name: str) -> None:
    sample = ALL[name]
    words = count_words(results[name][1])
    assert words <= 170
    assert words <= count_words(sample.text or sample.title) + 3 * len(sample.listings)


@pytest.mark.parametrize("name", ["earnings", "deal", "wrap"])
def test_full_articles_get_a_full_paragraph(results: dict[str, tuple[str, str]], name: str) -> None:
    assert 90 <= count_words(results[name][1]) <= 160


@pytest.mark.parametrize("name", sorted(ALL.keys() - {"no stops", "capitals", "headline", "long sentences"}))
def test_paragraph_is_complete_sentences(results: dict[str, tuple[str, str]], name: str) -> None:
    (parsed,) = pipeline().docs([results[name][1]])
    for at, sentence in enumerate(parsed.sents):
        assert standing.says(list(sentence)), sentence.text
        if at == 0:
            assert not standing.leans(sentence.text, list(sentence))
        assert not re.match(r"(?:But|And|However|Meanwhile),? ", sentence.text)
        assert "?" not in sentence.text


@pytest.mark.parametrize("name", ALL)
def test_tickers_stand_once_behind_their_company(results: dict[str, tuple[str, str]], name: str) -> None:
    sample = ALL[name]
    line, paragraph = results[name]
    for company in companies(sample.text, sample.listings, sample.title):
        tickers = f"({', '.join((company.security.ticker, *company.security.also))})"
        assert paragraph.count(tickers) <= 1
        assert not any(f"({ticker})" in line for ticker in (company.security.ticker,))
        if company.security.name in paragraph:
            assert tickers in paragraph


def test_same_input_same_output() -> None:
    assert said(articles.EARNINGS) == said(articles.EARNINGS)


def test_one_line_says_the_main_event_with_its_figures(results: dict[str, tuple[str, str]]) -> None:
    assert results["deal"][0] == (
        "Halvorsen Industries agreed to buy software maker Quill Systems Inc. for $8.2 billion in cash."
    )
    assert results["one sentence"][0].startswith("Pemberton Group Plc will sell its Spanish water business")
    assert "1.3 billion euros" in results["one sentence"][0]
    assert results["earnings"][0].startswith("Northgate Foods Inc cut its full-year profit forecast")
    assert "Graystone Energy halted its main pipeline" in results["title repeated"][0]


def test_a_headline_alone_is_both_texts(results: dict[str, tuple[str, str]]) -> None:
    line, paragraph = results["headline"]
    assert line == f"{articles.HEADLINE.title}."
    assert paragraph == line.replace("Copperfield Mining", "Copperfield Mining (CPF)")


def test_written_tickers_are_said_once_and_the_same_way(results: dict[str, tuple[str, str]]) -> None:
    paragraph = results["deal"][1]
    assert "Halvorsen Industries (HVI) agreed" in paragraph
    assert "Quill Systems Inc. (QLSY) for" in paragraph
    assert "NYSE" not in paragraph and "NASDAQ" not in paragraph


def test_share_classes_and_words_that_contain_a_name(results: dict[str, tuple[str, str]]) -> None:
    paragraph = results["classes"][1]
    assert "Lumen (LUMA, LUMB) pays" in paragraph
    assert (
        "Super(LUMA" not in paragraph
        and "SuperLumen (" not in paragraph
        and "Lumen (LUMA, LUMB)-" not in paragraph
    )


def test_what_newsrooms_wrap_around_is_left_out(results: dict[str, tuple[str, str]]) -> None:
    for name in ("deal", "earnings", "title repeated"):
        paragraph = results[name][1].lower()
        for noise in (
            "newsletter",
            "reporting by",
            "editing by",
            "jo sample",
            "declined to comment",
            "reuters",
        ):
            assert noise not in paragraph
    assert results["title repeated"][1].count("Graystone Energy") == 1


def test_table_rows_are_not_said(results: dict[str, tuple[str, str]]) -> None:
    assert "2,140" not in results["table"][1]
    assert "expects sales growth of 6 to 8 percent" in results["table"][1]


def test_no_quotation_without_a_speaker(results: dict[str, tuple[str, str]]) -> None:
    paragraph = results["quotes"][1]
    assert paragraph.index("Reyes") < paragraph.index(" he said") if " he said" in paragraph else True
    assert "?" not in paragraph


def test_leaning_sentence_follows_what_it_leans_on(results: dict[str, tuple[str, str]]) -> None:
    paragraph = results["title repeated"][1]
    assert "into a creek. It also evacuated forty homes." in paragraph


def test_events_and_evidence_draw_sentences_in() -> None:
    filler = " ".join(
        f"Analysts described the quarter number {n} as calm for the whole sector." for n in range(3, 30)
    )
    proof = "Dorset Shipping cancelled an order for six ships worth $900 million."
    text = f"Shipping stocks were quiet on Monday. {filler} {proof}"
    start = text.index(proof)
    evidence = (Evidence(proof, start, start + len(proof), -0.6),)
    event = Event("contract_lost", "contract lost", ("DST",), {}, evidence)
    row = TickerSentiment(
        "DST", (), "Dorset Shipping", "NYSE", "primary", 0.9, -0.6, "moderately negative", 0.8, evidence
    )
    _, paragraph = summarise(document(text), companies(text, {"Dorset Shipping": ["DST"]}), [event], [row])
    assert "Dorset Shipping (DST) cancelled an order for six ships worth $900 million." in paragraph


def test_repetition_is_said_once() -> None:
    once = "Kestrel Semiconductor cut its revenue forecast for the year to $3 billion."
    text = f"{once} Demand from carmakers has slowed sharply. {once} Its shares fell 9 percent."
    _, paragraph = summarise(document(text), [], [], [])
    assert paragraph.count("cut its revenue forecast") == 1


PIECES = [
    line for sample in ALL.values() for line in re.split(r"(?<=[.”\"])\s+|\n+", sample.text) if line.strip()
]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=12),
    st.sampled_from([s.title for s in ALL.values()]),
)
def test_any_pile_of_sentences_gives_whole_grounded_texts(pieces: list[str], title: str) -> None:
    parsed = document(" ".join(pieces), title)
    line, paragraph = summarise(parsed, [], [], [])
    assert 0 < count_words(line) <= MAX_TLDR_WORDS
    assert ungrounded(line, parsed.article, []) == ungrounded(paragraph, parsed.article, []) == []
    assert count_words(paragraph) <= max(170, *(sentence.words for sentence in parsed.sentences))


def test_empty_article_says_nothing() -> None:
    assert summarise(document("", ""), [], [], []) == ("", "")


def test_title_that_is_no_sentence_and_far_too_long_is_marked_as_cut() -> None:
    title = "price " * 5000
    line, _ = summarise(document("", title.strip()), [], [], [])
    assert line.endswith("…") and count_words(line) <= MAX_TLDR_WORDS


def test_fast_and_linear_enough() -> None:
    sentence = "Orbion Devices said on Monday that sales of its model {n} rose {n} percent to ${n} million. "
    short = document("".join(sentence.format(n=n) for n in range(2, 36)))
    long = document("".join(sentence.format(n=n) for n in range(2, 1100)))
    spent = []
    for parsed in (short, long):
        begin = time.process_time()
        summarise(parsed, [], [], [])
        spent.append(time.process_time() - begin)
    assert spent[0] < 0.3  # 0.06 s on the reference machine
    assert spent[1] < 3.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A Larch Co. unit was sold.", "A Larch Co. (LRCH) unit was sold."),
        ("Bluefin bought Larch Inc. It paid $9 million.", "Bluefin bought Larch Inc (LRCH). It paid"),
        ("Larch Holdings Inc, a chain, fell.", "Larch Holdings Inc (LRCH), a chain, fell."),
        ("Larch Financial Corp, a lender, fell.", "Larch Financial Corp (LRCH), a lender, fell."),
        ("Larch's shares fell.", "Larch's (LRCH) shares fell."),
        ("Larch Chief Executive Ann Poe resigned.", "Larch (LRCH) Chief Executive Ann Poe resigned."),
        ("Larch Cloud is a product.", "Larch Cloud (LRCH) is a product."),
        ("Larch Cloud grew and Larch fell.", "Larch Cloud grew and Larch (LRCH) fell."),
        ("Larch (NYSE: LRCH) fell.", "Larch (LRCH) fell."),
        ("Larch <LRCH.N> fell and Larch (LRCH) rose.", "Larch (LRCH) fell and Larch rose."),
        ("The US regulator fined Larch over a mine.", "The US regulator fined Larch (LRCH) over a mine."),
    ],
)
def test_tickers_go_where_a_reader_expects_them(text: str, expected: str) -> None:
    _, paragraph = summarise(document(text), companies(text, {"Larch": ["LRCH"]}), [], [])
    assert paragraph.startswith(expected)


@pytest.mark.parametrize(
    "lead",
    [
        "Larch Industries Inc, controlled by activist investor Carl Budd, offered to buy rival pump maker Kelt Cos Inc"
        " for about $543 million, reviving a plan to combine the companies.",
        "A comet flared across the sky over northern Larchland on Tuesday night, lighting up the darkness with a green"
        " glow for a short time and leaving people in four states in awe.",
    ],
)
def test_the_event_is_said_though_the_parse_finds_no_verb_in_it(lead: str) -> None:
    rest = (
        "The offer of $20 a share is a premium of 5.4 percent to the close on Monday. Shares of both rose in early"
        " trade in New York. Analysts at Halden Rowe said a deal would save $40 million a year. The two sides talked"
        " for the first time five years ago. A decision is expected by the end of May, people close to the talks said."
    )
    parsed = document(f"{lead} {rest}")
    assert not standing.says(list(parsed.sentences[0].span)), "the parse has learnt: find another sentence"
    assert summarise(parsed, [], [], [])[1].startswith(lead.partition(" Tuesday")[0][:60])


@pytest.mark.parametrize(
    ("sentence", "more"),
    [
        ("Larch shares climbed 9.3% to a record.", True),
        ("Larch shares were down 4 percent.", True),
        ("Larch shares climbed 9.3% last year.", False),
        ("Larch plants trees in 9.3% of parks.", False),
        ("Dorset shares climbed 9.3% to a record.", False),
    ],
)
def test_how_the_market_took_it_counts(sentence: str, more: bool) -> None:
    """Against the same sentence in a text whose companies are not known, so that all else is alike."""
    text = f"Larch cut its forecast for pumps to $3 billion on Monday. {sentence}"
    parsed = document(text)
    found = companies(text, {"Larch": ["LRCH"]})
    secondary = [replace(company, role="secondary", relevance=1.5 * company.relevance) for company in found]
    one, two = (score(passages(parsed), parsed, them, [], [])[1].score for them in (found, secondary))
    assert (one - two > 0.1) is more
