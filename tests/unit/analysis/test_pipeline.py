from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.blocks import blocks_of
from bot.model import MAX_WORDS
from tests.unit.analysis.build import article, pipeline


def sentences(text: str) -> list[str]:
    return [sentence.text for sentence in pipeline().parse(article(text)).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme Inc. cut its U.S. outlook. Shares fell.", ["Acme Inc. cut its U.S. outlook.", "Shares fell."]),
        (
            '"We are done," said Mr. Holt of Acme Corp. He left.',
            ['"We are done," said Mr. Holt of Acme Corp.', "He left."],
        ),
        ('"Is it over?" he asked. "It is."', ['"Is it over?" he asked.', '"It is."']),
        ("“It is over.” She smiled.", ["“It is over.”", "She smiled."]),
        (
            "Sales rose 5.5% to $1.2 billion. (Costs fell.) Margins grew.",
            ["Sales rose 5.5% to $1.2 billion.", "(Costs fell.)", "Margins grew."],
        ),
        ("John D. Alder of St. Ives left on Dec. 5.", ["John D. Alder of St. Ives left on Dec. 5."]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_paragraph_break_ends_a_sentence_without_a_full_stop() -> None:
    assert sentences("A heading without a stop\n\nAcme rose 5%") == [
        "A heading without a stop",
        "Acme rose 5%",
    ]


def test_a_shouted_sub_heading_is_cut_from_the_text_glued_to_it() -> None:
    text = "The board met on Monday.\n\nIMPACT ON MARKETS Shares of Acme fell 5%."
    assert sentences(text)[1:] == ["IMPACT ON MARKETS", "Shares of Acme fell 5%."]


def test_capital_names_and_offices_are_no_sub_heading() -> None:
    assert len(sentences("The board met.\n\nACMECORP CEO Ada Lin said sales rose.")) == 2


def test_hard_wrapped_lines_stay_one_sentence_and_list_items_do_not() -> None:
    wrapped = "Acme said that it would close four of its plants in\nthe north and move the work to Lyon."
    assert sentences(wrapped) == [wrapped]
    listed = "The plan:\n* Close four plants\n* Sell the Lyon unit"
    assert len(sentences(listed)) == 3


def test_a_title_that_is_the_text_is_no_title_of_its_own() -> None:
    assert pipeline().parse(article("Acme rises", "Acme rises")).title is None
    assert pipeline().parse(article("Acme rises", "")).title is None
    titled = pipeline().parse(article("Acme rose 5%.", "Acme rises"))
    assert titled.title is not None
    assert titled.title.text == "Acme rises"


def test_only_the_first_words_of_a_very_long_text_are_read() -> None:
    text = "word " * (MAX_WORDS + 500)
    assert sum(text[b.start : b.end].count("word") for b in blocks_of(text, max_words=MAX_WORDS)) == MAX_WORDS


def test_what_lies_beyond_the_limit_costs_next_to_nothing() -> None:
    def seconds(times: int) -> float:
        text = "Acme rose 5% on Tuesday. " * times
        started = time.process_time()
        blocks_of(text, max_words=MAX_WORDS)
        return time.process_time() - started

    # Forty times the text, of which the same part is read: far from forty times the work, on any machine.
    assert seconds(160_000) < 25 * max(seconds(4_000), 0.02)


pieces = st.sampled_from(
    [
        "Acme Inc. ",
        "rose 5%. ",
        "“Well,” ",
        "he said. ",
        "\n\n",
        "\n",
        " \t",
        "U.S. ",
        "* ",
        "it’s é ",
        "\u00a0",
        "A. B. ",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(pieces, max_size=30).map("".join))
def test_offsets_are_exact_ordered_and_lose_no_word(text: str) -> None:
    document = pipeline().parse(article(text))
    at = 0
    for sentence in document.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip()
        assert sentence.start >= at
        first = sentence.span[0]
        assert first.idx + sentence.offset <= sentence.start
        at = sentence.end
    said = " ".join(sentence.text for sentence in document.sentences).split()
    lost = len(text.split()) - len(said)
    assert 0 <= lost <= text.count("*") + text.count("Acme Inc.")


def test_importing_the_package_loads_no_language_model() -> None:
    code = "import sys, bot.analysis; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
