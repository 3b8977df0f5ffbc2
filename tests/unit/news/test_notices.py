"""What publishers say of their own articles."""

from __future__ import annotations

import pytest

from bot.sources.notices import notice_of


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("RETRACTED: Acme to buy Bolt", "Acme said nothing of the kind."),
        ("Withdrawn - Acme sees lower sales", ""),
        ("[RETRACTED] Acme to buy Bolt", ""),
        ("ADVISORY - Acme story withdrawn", ""),
        ("Acme to buy Bolt", "This story has been retracted because its source could not be confirmed."),
        ("Acme to buy Bolt", "The agency has withdrawn its story on Acme."),
    ],
)
def test_an_article_taken_back(title: str, text: str) -> None:
    assert notice_of(title, text) == "retracted"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("CORRECTED-Acme profit rises 4 pct", "Profit rose."),
        ("Correction: Acme's profit", "Profit rose."),
        ("(CORRECTED) Acme profit rises", "Profit rose."),
        ("[Corrected] Acme profit rises", "Profit rose."),
        ("Acme profit rises 4 pct (Corrected)", "Profit rose."),
        ("Acme profit rises", "An earlier version of this article gave a wrong figure for sales."),
        ("Acme profit rises", "(Corrects sales figure in third paragraph) Profit rose."),
    ],
)
def test_an_article_that_corrects(title: str, text: str) -> None:
    assert notice_of(title, text) == "corrected"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Acme withdraws its outlook", "Acme has withdrawn its forecast for the year."),
        ("Withdrawn drug returns to shelves", "The pill was withdrawn in May."),
        ("Correction in tech stocks deepens", "Shares fell for a third day."),
        ("Corrections officers strike", "Guards walked out."),
        ("Retracted landing gear delays flight", "A plane waited."),
        ("Advisory firm says offer withdrawn", "The bidder left."),
        ("Acme profit rises", "Profit rose by 4 percent."),
    ],
)
def test_other_articles_use_the_same_words(title: str, text: str) -> None:
    assert notice_of(title, text) == ""
