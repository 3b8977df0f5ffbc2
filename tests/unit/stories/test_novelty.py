"""Novelty of reprints, retellings, continuations and other news: 55 pairs of our own, their ranges and order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.desk import tasks
from bot.model import Article
from bot.sources.facts import figures, said, sentences
from bot.sources.novelty import novelty
from tests.unit.stories.told import STORIES

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAMES = list(STORIES)
OTHERS = dict(zip(NAMES, NAMES[1:] + NAMES[:1], strict=True))


def article(title, text, hours=0.0):
    return Article(
        url="", canonical_url="", title=title, text=text, published_at=NOON + timedelta(hours=hours)
    )


def first(name):
    told = STORIES[name]
    return article(told.title, told.first)


def reprint(name):
    """Another outlet's copy: a dateline, a credit, and the last sentence cut."""
    told = STORIES[name]
    body = " ".join(sentences(told.first)[:-1])
    return article(told.title, f"LONDON (Newswire) - {body}", 2)


def again(name):
    return article(STORIES[name].again_title, STORIES[name].again, 3)


def later(name):
    return article(STORIES[name].later_title, STORIES[name].later, 30)


def other(name):
    return article(STORIES[name].other_title, STORIES[name].other, 30)


@pytest.mark.parametrize("name", NAMES)
def test_a_reprint_says_nothing_new(name):
    found = novelty(reprint(name), [first(name)])
    assert found.kind == "repeat"
    assert found.score <= 0.08


@pytest.mark.parametrize("name", NAMES)
def test_the_same_in_other_words_says_little_new(name):
    found = novelty(again(name), [first(name)])
    assert found.kind == "repeat"
    assert found.score < 0.25


@pytest.mark.parametrize("name", NAMES)
def test_new_figures_and_names_are_an_update(name):
    found = novelty(later(name), [first(name)])
    assert found.kind == "update"
    assert 0.35 <= found.score <= 0.9


@pytest.mark.parametrize("name", NAMES)
def test_another_story_is_new(name):
    found = novelty(first(OTHERS[name]), [first(name)])
    assert (found.score, found.kind) == (1.0, "new")


@pytest.mark.parametrize("name", NAMES)
def test_other_news_of_the_same_company_is_nearly_all_new(name):
    assert novelty(other(name), [first(name)]).score >= 0.6


@pytest.mark.parametrize("name", NAMES)
def test_reprint_retelling_and_news_stand_in_this_order(name):
    copied, retold, carried_on, elsewhere = (
        novelty(make(name), [first(name)]).score for make in (reprint, again, later, other)
    )
    assert copied <= retold
    assert retold + 0.25 < min(carried_on, elsewhere)


@pytest.mark.parametrize("name", NAMES)
def test_an_update_that_was_read_before_is_a_repeat(name):
    assert novelty(later(name), [first(name), later(name)]).score == 0.0


def test_one_changed_figure_makes_a_copied_sentence_news():
    before = first("recall")
    changed = replace(before, text=before.text.replace("three minor accidents", "17 minor accidents"))
    assert 0.05 <= novelty(changed, [before]).score <= 0.4


def test_what_came_before_may_stand_in_any_order():
    earlier = [first(name) for name in NAMES]
    assert novelty(later("oil"), earlier) == novelty(later("oil"), earlier[::-1])


def test_nothing_before_is_new_and_an_article_without_words_too():
    assert novelty(first("oil"), []).score == 1.0
    assert novelty(article("", ""), [first("oil")]).score == 1.0


def test_the_same_novelty_reaches_the_worker_task():
    assert tasks.novelty_of(later("oil"), [first("oil")]) == novelty(later("oil"), [first("oil")]).score


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It paid $1.2bn for 1,200 million shares.", {"1.2e+09"}),
        ("Two dozen people and 24 dogs", {"2", "12", "24"}),
        ("a rise of 4.5 percent in Q3 2026", {"4.5", "2026"}),
        ("nothing at all", set()),
        ("three million", {"3e+06"}),
    ],
)
def test_figures_have_one_spelling(text, found):
    assert figures(text) == found


def test_a_title_in_title_case_names_nobody():
    assert said("Oil Prices Rise After Fire At Port").names == frozenset()
    assert (
        "aun" in said("Chief executive Berit Aune spoke.").names or "aune" in said("Berit Aune spoke").names
    )


def test_sentences_do_not_end_at_abbreviations():
    assert sentences("Mr. Hale left. He runs U.S. sales at 4.5 points. Done.") == [
        "Mr. Hale left.",
        "He runs U.S. sales at 4.5 points.",
        "Done.",
    ]
