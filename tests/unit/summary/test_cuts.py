"""What may go from a sentence and what must stay, sentence by sentence; companies and people are invented."""

from __future__ import annotations

import pytest

from bot.analysis.compress import compress, tidy
from bot.analysis.cuts import offers
from bot.analysis.grounding import ungrounded
from bot.analysis.passages import Passage, passages
from bot.analysis.prose import balanced, count_words
from bot.model import Article
from tests.unit.summary.build import document


def passage(text: str) -> Passage:
    return passages(document(text))[0]


def plain(token: object) -> float:
    return 1.0 if getattr(token, "like_num", False) else 0.05


# What a paragraph says of a sentence: tidied.
TIDIED = [
    ("Larch rose 5 percent on Monday.", "Larch rose 5 percent."),
    ("Larch cut 900 jobs on Tuesday.", "Larch cut 900 jobs."),
    ("Larch said it expects sales of $3 billion.", "Larch expects sales of $3 billion."),
    ("Larch said on Thursday that it rejected the offer.", "Larch rejected the offer."),
    ("Profit fell 12 percent, the company said on Friday.", "Profit fell 12 percent."),
    ("Sales rose to $3 billion, the company said.", "Sales rose to $3 billion."),
    ("Larch bought Quill (a maker of pumps) for $8 million.", "Larch bought Quill for $8 million."),
    ("The deal is worth 2 billion euros ($2.7 billion).", "The deal is worth 2 billion euros."),
]


# Long enough that something goes: what is left is a sentence with its marks, and says who people are.
LONG = [
    (
        "Ann Poe, chief executive of Larch Motors Inc., said on Friday that Quill would have to give its "
        "dealers higher "
        "discounts on its line of tractors, a business it bought last year, in the face of newer models from Dorset.",
        "Ann Poe, chief executive of Larch Motors Inc., said",
    ),
    (
        "Larch has called the launch of the Tarn, which starts this year, the most important in its history and its "
        "chance to move into a part of the market that is still dominated by two makers from abroad, a union said.",
        "the launch of the Tarn the most important in its history",
    ),
    (
        "The changes, announced on Monday, are the latest at Larch.",
        "The changes, announced on Monday, are the latest at Larch.",
    ),
]


@pytest.mark.parametrize(("text", "kept"), LONG)
def test_long_sentences_stay_whole(text: str, kept: str) -> None:
    made = tidy(passage(text))
    assert kept in (made.text if made is not None else passage(text).text)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        (
            "Larch & Co LP is leading a venture with Quill Dairy Holdings Ltd and a private equity firm that "
            "will spend "
            "$140 million on two dairy farms to help meet rising demand for premium milk products.",
            26,
            "Larch is leading a venture with Quill Dairy Holdings Ltd and a private equity firm that will spend "
            "$140 million on "
            "two dairy farms.",
        ),
        (
            "The slump ended in March, and while there is improvement, the recovery will be slow, said Larch.",
            13,
            "The slump ended in March, and the recovery will be slow, said Larch.",
        ),
        (
            "Larch Inc, the world's largest network of cards, filed with regulators on Friday to raise up to "
            "$10 billion in "
            "a public offering, in one of the largest sales of stock in the country.",
            18,
            "Larch Inc filed with regulators on Friday to raise up to $10 billion in a public offering.",
        ),
    ],
)
def test_compressed_whole(text: str, limit: int, expected: str) -> None:
    made = compress(passage(text), limit, plain)
    assert made is not None and made.text == expected


@pytest.mark.parametrize(("text", "expected"), TIDIED)
def test_tidied(text: str, expected: str) -> None:
    made = tidy(passage(text))
    assert made is not None and made.text == expected


# Words that a paragraph keeps, for without them the sentence would claim more, or nothing.
KEPT_IN_PARAGRAPH = [
    ("Larch will report its results on Tuesday.", "on Tuesday"),
    ("Larch is due to decide on Friday.", "on Friday"),
    ("The court will rule on Wednesday.", "on Wednesday"),
    ("Profit rose 4 percent (excluding a tax gain).", "excluding a tax gain"),
    ("Sales rose 2 percent (not adjusted for currencies).", "not adjusted"),
    ("Quill is for sale, two people familiar with the matter said.", "two people familiar with the matter"),
    ("Larch said in August it is closing its wholesale unit.", "said in August"),
    ("Larch said it was talking to its lenders.", "said it was"),
    ("Larch said it would sell the unit.", "said it would"),
    ("Larch said it did nothing wrong.", "said it did"),
    ("Larch said it is confident of a recovery.", "said it is"),
    ("Backers of tariffs say that they help American companies.", "say that they help"),
    ("The maker of the drug said it works.", "said it works"),
    ("The plant may close, the Harbour Times reported.", "the Harbour Times reported"),
    ("Margins will shrink, analyst Ann Poe said.", "Ann Poe"),
    ("The move, which it announced on Monday, would save $40 million.", "announced on Monday"),
]


@pytest.mark.parametrize(("text", "kept"), KEPT_IN_PARAGRAPH)
def test_paragraph_keeps(text: str, kept: str) -> None:
    made = tidy(passage(text))
    assert kept in (made.text if made is not None else passage(text).text)


# Restrictions and doubts: no offered cut may take them from the claim.
RESTRICTIONS = [
    ("Larch sold the unit without admitting any wrongdoing in the matter.", "without admitting"),
    ("Earnings rose to $2 a share excluding one-time items.", "excluding one-time items"),
    ("Larch will close the plant unless the union accepts lower pay.", "unless the union"),
    ("The bank will lend the money if regulators agree to the plan.", "if regulators agree"),
    ("Larch will sell the phone only in Japan this year.", "only"),
    ("Larch will never reopen the mine in Ohio.", "never"),
    ("Larch has not paid the fine.", "not"),
    ("Output fell partly because of a strike at two mines.", "partly"),
    ("The fund almost doubled its stake in Larch.", "almost"),
    ("Larch reportedly sold the unit for $40 million.", "reportedly"),
    ("Larch temporarily halted trading in its shares.", "temporarily"),
    ("The offer ends in May except in Canada.", "except in Canada"),
    ("Larch is unlikely to ship the pump soon because of a missing permit.", "soon"),
    ("Larch will pay up to $500 million for the chain.", "up to"),
    ("Larch holds at least 30 percent of Quill.", "at least"),
    ("The merger will close in June subject to approval by regulators.", "subject to approval"),
    ("Hardly any customer returned the pump to Larch.", "Hardly"),
    ("The board may still reject the bid provided that the price falls.", "provided"),
    ("Larch fell less than 1 percent.", "less than"),
    ("Larch earned more than $4 billion.", "more than"),
]


@pytest.mark.parametrize(("text", "words"), RESTRICTIONS)
def test_no_cut_takes_a_restriction(text: str, words: str) -> None:
    tokens = [token for token, _ in passage(text).tokens]
    for cut in [cut for some in offers(tokens) for cut in some]:
        gone = "".join(tokens[at].text_with_ws for at in cut.covers())
        assert words not in gone, (cut, gone)


# Compression to few words: what must be left out, what must be said.
COMPRESSED = [
    (
        "Larch Industries has secured $11.2 billion for its latest fund, one of the largest since the crisis, "
        "underscoring demand for high returns at a time of low rates.",
        14,
        ("$11.2 billion", "Larch Industries"),
        ("underscoring",),
    ),
    (
        "Larch, which makes pumps in Ohio, cut its forecast for the year to $3 billion.",
        12,
        ("cut its forecast", "$3 billion"),
        ("which makes",),
    ),
    (
        "Quill agreed to sell its Dutch unit for $90 million, ending a dispute that began in March.",
        12,
        ("$90 million",),
        ("ending",),
    ),
    (
        "Shares of Larch fell 11 percent, their steepest drop since 2009, after the company cut its outlook.",
        10,
        ("11 percent",),
        ("steepest",),
    ),
    (
        "Larch, based in Ohio, will buy Quill for $2 billion, the companies said on Monday.",
        12,
        ("will buy Quill for $2 billion",),
        ("the companies said",),
    ),
    (
        "The retailer is opening 40 shops in Spain as part of a plan to double sales within four years.",
        12,
        ("40 shops",),
        ("as part of",),
    ),
    (
        "Dorset is pushing Larch and other banks for stricter pricing on trades, the latest sign of how "
        "managers are trying to cut costs.",
        14,
        ("stricter pricing",),
        ("latest sign",),
    ),
    (
        "Oil rose 3 percent, its fifth gain in a row, as traders bet on lower output.",
        8,
        ("Oil rose 3 percent",),
        ("fifth gain",),
    ),
]


@pytest.mark.parametrize(("text", "limit", "said", "left"), COMPRESSED)
def test_compressed(text: str, limit: int, said: tuple[str, ...], left: tuple[str, ...]) -> None:
    made = compress(passage(text), limit, plain)
    assert made is not None
    assert count_words(made.text) <= limit and balanced(made.text) and made.text.endswith(".")
    assert all(words in made.text for words in said), made.text
    assert not any(words in made.text for words in left), made.text


# No cut may leave a loose end: the reading of each single sound cut must not hold these.
BROKEN = [
    ("Larch is in talks to buy Quill for $150 million.", "Larch is."),
    ("Larch remains under pressure from its lenders.", "Larch remains."),
    ("The Treasury is late in making its payments to lenders.", "is late."),
    ("Larch was charged with fraud by the regulator.", "charged by"),
    ("Larch bought pumps, valves and pipes from Quill.", "pumps, valves."),
    ("Both Larch and Quill raised their prices in May.", "Both Larch raised"),
    ("Larch cut its forecast and closed two plants in Ohio.", "and closed two plants."),
]


@pytest.mark.parametrize(("text", "broken"), BROKEN)
def test_no_loose_end(text: str, broken: str) -> None:
    made = passage(text)
    for limit in range(3, count_words(made.text)):
        shorter = compress(made, limit, plain)
        assert shorter is None or broken not in shorter.text


# Whatever is compressed to whatever length: every number and name is the article's, and it is a sentence.
EVERY = [text for text, *_ in (*TIDIED, *KEPT_IN_PARAGRAPH, *RESTRICTIONS, *COMPRESSED, *BROKEN)]


@pytest.mark.parametrize("text", EVERY)
def test_every_reading_is_grounded_and_whole(text: str) -> None:
    article = Article("", "", "", text)
    made = passage(text)
    readings = [shorter for limit in (8, 14, 22) if (shorter := compress(made, limit, plain)) is not None]
    for reading in (*readings, *(part for part in [tidy(made)] if part is not None)):
        assert ungrounded(reading.text, article, []) == []
        assert balanced(reading.text) and reading.text[0].isupper() and reading.text.endswith(".")
