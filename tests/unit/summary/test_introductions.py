"""Who is who: surnames get the article's own introduction; what can move in a paragraph and what stays."""

from __future__ import annotations

import pytest

from bot.analysis.arrange import arrange
from bot.analysis.introductions import bare, people
from bot.analysis.passages import passages
from bot.analysis.prose import balanced
from bot.analysis.summary import summarise
from tests.unit.summary.build import companies, document


@pytest.mark.parametrize(
    ("text", "surname", "office", "first", "behind"),
    [
        ("Chief Executive Dana Whitlock resigned from Larch.", "Whitlock", "Chief Executive ", "Dana ", ""),
        ("The plan failed, said analyst Peter Bugatch of Hollis.", "Bugatch", "analyst ", "Peter ", ""),
        ("Priya Raman, an analyst at Hollis Partners, sold it.", "Raman", "", "Priya ",
         "an analyst at Hollis Partners"),
        ("Marta Lindqvist left the board of Larch.", "Lindqvist", "", "Marta ", ""),
    ],
)  # fmt: skip
def test_introductions_are_the_articles_own(
    text: str, surname: str, office: str, first: str, behind: str
) -> None:
    found = people(passages(document(text)))
    assert (found[surname].office, found[surname].first, found[surname].behind) == (office, first, behind)


def test_two_people_of_one_surname_are_not_introduced() -> None:
    found = people(passages(document("Dana Whitlock left. Peter Whitlock stayed. Whitlock was glad.")))
    assert "Whitlock" not in found


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("Whitlock sold the shares.", True),
        ("Dana Whitlock sold the shares.", False),
        ("Mr Whitlock sold the shares.", False),
        ("The fund bought Whitlock Partners.", False),
        ("“Whitlock is right,” the fund said.", False),
    ],
)
def test_bare_surnames(second: str, expected: bool) -> None:
    every = passages(document(f"Chief Executive Dana Whitlock resigned from Larch. {second}"))
    known = people(every)
    assert bool(bare(every[1], every[1].ranges, known, [])) is expected


def test_a_company_is_no_person() -> None:
    text = "Chairman Henry Larch founded the firm. Larch makes pumps in Ohio."
    every = passages(document(text))
    spans = [(m.start, m.end) for c in companies(text, {"Larch": ["LRCH"]}) for m in c.mentions]
    assert bare(every[1], every[1].ranges, people(every), spans) == {}


def test_order_is_event_facts_counter_view_outlook() -> None:
    text = (
        "Larch cut its profit forecast to $3 billion. Costs rose 9 percent in the quarter. Cocoa prices hit a "
        "record in May. Larch expects to close two plants by March. But some analysts doubt that cocoa stays "
        "this dear. Rival Quill lost 4 percent of its customers."
    )
    every = passages(document(text))
    order = [passage.at for passage in arrange(every, {})]
    assert order == [0, 1, 2, 5, 4, 3]


def test_what_leans_or_is_leant_on_stays() -> None:
    text = (
        "Larch cut its profit forecast. Costs rose 9 percent. Cocoa prices hit a record. Larch expects to close "
        "two plants. It will also sell one in Spain. Rival Quill lost customers."
    )
    order = [passage.at for passage in arrange(passages(document(text)), {})]
    assert order.index(4) == order.index(3) + 1


def test_introducer_stays_before_whom_it_introduces() -> None:
    text = (
        "Larch cut its profit forecast. Costs rose 9 percent. Cocoa prices hit a record. Larch expects that "
        "Dana Whitlock stays. Rival Quill hired Whitlock."
    )
    order = [passage.at for passage in arrange(passages(document(text)), {4: [frozenset({3})]})]
    assert order == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('"One," he said. "Two."', True),
        ('It called "a" and "b" wrong.', True),
        ('A spokesman said: "We are here. "Others came.', False),
        ('He said "no.', False),
        ("A “b” c.", True),
        ("A ”b“ c.", False),
        ("A (b [c] d) e.", True),
        ("A (b [c) d] e.", False),
    ],
)
def test_balanced(text: str, whole: bool) -> None:
    assert balanced(text) is whole


def test_nobody_appears_by_surname_alone() -> None:
    filler = " ".join(f"The weather in town number {n} was calm." for n in range(2, 12))
    text = (
        "Larch cut its profit forecast to $3 billion on weak demand for pumps. "
        "“We are patient,” said Priya Raman, an analyst at Hollis Partners? "
        f"{filler} However, Raman expects Larch profit to rise 8 percent to $4 billion next year."
    )
    _, paragraph = summarise(document(text), companies(text, {"Larch": ["LRCH"]}), [], [])
    assert "Raman expects" not in paragraph or "Priya Raman" in paragraph
