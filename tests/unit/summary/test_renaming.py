"""A company that a sentence only describes is named where its readers would take it for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.analysis.document import Company, Document
from bot.analysis.passages import passages
from bot.analysis.prose import say, without
from bot.analysis.renaming import renamed
from tests.unit.summary.build import companies, document

TEXT = (
    "Larch said that its tablet met every goal of a trial, less than an hour after Dorset stopped a rival pill. "
    "Larch will ask for approval this year. "
    "Dorset's decision is its third failure in the field. "
    "The company will take a charge of $590 million. "
    "Larch shares climbed 9 percent."
)


def placed(text: str, *names: str) -> tuple[Document, list[Company]]:
    """A text with its companies, each mention in the sentence in which it stands."""
    parsed = document(text)
    found = [
        replace(
            company,
            mentions=tuple(
                replace(mention, sentence=sentence.index)
                for mention in company.mentions
                for sentence in parsed.sentences
                if sentence.start <= mention.start < sentence.end
            ),
        )
        for company in companies(text, {name: [name[:3].upper()] for name in names})
    ]
    return parsed, found


def said(text: str, order: Sequence[int], *names: str) -> list[str]:
    """The sentences of a paragraph, in their order, as they are said."""
    parsed, found = placed(text, *names)
    every = passages(parsed)
    chosen = [every[at] for at in order]
    lines = [passage.ranges for passage in chosen]
    out = []
    for ranges, one in zip(lines, renamed(chosen, lines, parsed, found), strict=True):
        holes = without(ranges, [one.hole]) if one else ranges
        out.append(say(text, holes, {one.hole[1]: one.name} if one else {}))
    return out


def test_a_description_behind_another_company_becomes_the_name() -> None:
    assert said(TEXT, [0, 1, 3], "Larch", "Dorset")[2] == "Dorset will take a charge of $590 million."


def test_its_possessive_stays() -> None:
    text = TEXT.replace("The company will take", "The company's owners will take")
    assert (
        said(text, [0, 1, 3], "Larch", "Dorset")[2] == "Dorset's owners will take a charge of $590 million."
    )


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ([0, 2, 3], ("Larch", "Dorset")),  # it stands where the article has it
        ([1, 3], ("Larch", "Dorset")),  # the paragraph has not said who Dorset is
        ([0, 1, 3], ("Dorset",)),  # there is no other company to be taken for
    ],
)
def test_what_is_clear_or_cannot_be_said_stays_as_it_is(order: list[int], names: tuple[str, ...]) -> None:
    assert said(TEXT, order, *names)[-1] == "The company will take a charge of $590 million."


def test_the_same_company_further_up_is_still_the_company() -> None:
    text = TEXT.replace("Larch will ask for approval this year.", "Dorset will cut jobs this year.")
    assert said(text, [0, 1, 3], "Larch", "Dorset")[2] == "The company will take a charge of $590 million."
