"""What a digest says of the news of a window."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from bot.desk.digests.digesting import Silence, build
from bot.slack.digest_parts import Disagreement, Hint, Voice, Weighed
from tests.unit.digest.world import SINCE, UNTIL, WINDOW, Holds, news, row


def test_stories_come_by_impact_each_once_with_all_its_sources() -> None:
    digest = build(
        "Tech",
        WINDOW,
        [
            news("a", impact=0.3),
            news("b", impact=0.5, source="Morning Paper"),
            news("b2", impact=0.7, story_id="b", source="Example Wire", title="The weightier telling"),
            news("b3", impact=0.2, story_id="b", source="Evening Paper"),
            news("elsewhere", row("ZZZ", 0.9), impact=1.0),
        ],
        Holds(),
    )
    assert [(s.story_id, s.impact, s.articles) for s in digest.stories] == [("b", 0.7, 3), ("a", 0.3, 1)]
    assert digest.stories[0].title == "The weightier telling"
    assert (digest.stories[0].source, set(digest.stories[0].also_from)) == (
        "Example Wire",
        {"Morning Paper", "Evening Paper"},
    )
    assert (digest.counts.read, digest.counts.stories, digest.counts.dropped) == (4, 2, ())


def test_net_sentiment_counts_a_story_once_and_tells_the_change() -> None:
    reprints = [news(f"r{n}", row("HRW", -0.8), story_id="r0") for n in range(9)]
    digest = build(
        "Tech",
        WINDOW,
        [*reprints, news("good", row("HRW", 0.4)), news("old", row("HRW", 0.5), hours=30)],
        Holds(),
    )
    (net,) = digest.nets
    assert (net.ticker, net.score, net.stories, net.before, net.change) == ("HRW", -0.2, 2, 0.5, -0.7)
    assert digest.silent == ("BWB", "KLT")
    assert Hint("HRW turned negative: +0.50 to -0.20") in digest.watch


def test_a_ticker_without_news_before_has_no_change() -> None:
    (net,) = build("Tech", WINDOW, [news("a")], Holds()).nets
    assert net.before is None and net.change is None


def test_windows_follow_each_other_without_gap_or_overlap() -> None:
    first, last = news("first", read_at=SINCE), news("last", read_at=UNTIL)
    before = news("before", read_at=WINDOW.before)
    too_old = news("too-old", read_at=WINDOW.before - timedelta(seconds=1))
    digest = build("Tech", WINDOW, [first, last, before, too_old], Holds())
    assert [s.story_id for s in digest.stories] == ["first"]
    assert digest.nets[0].before == -0.4


def test_nothing_is_said_of_a_story_in_which_a_restricted_name_occurs() -> None:
    told = [
        news("a", row("HRW", -0.4)),
        news("a2", row("HRW", -0.4), row("BWB", 0.1, 0.1, "secondary"), story_id="a"),
        news("b", row("KLT", 0.4)),
    ]
    digest = build("Tech", WINDOW, told, Holds(), Silence(restricted=frozenset({"BWB"})))
    assert [s.story_id for s in digest.stories] == ["b"]
    assert digest.counts.dropped == (("restricted", 2),)
    assert digest.tickers == ("HRW", "KLT"), "BWB is not even named among those without news"


def test_what_is_muted_old_or_in_passing_is_left_out_and_counted() -> None:
    told = [
        news("ticker", row("BWB", 0.4)),
        news("source", source="Loud Site"),
        news("host", canonical_url="https://loud.example/x"),
        news("story"),
        news("old", age="stale"),
        news("passing", row("HRW", 0.1, 0.2, "secondary")),
        news("kept", row("HRW", -0.4), row("BWB", 0.9)),
    ]
    silence = Silence(
        tickers=frozenset({"BWB"}),
        sources=frozenset({"loud site", "loud.example"}),
        stories=frozenset({"story"}),
    )
    digest = build("Tech", WINDOW, told, Holds(), silence)
    assert [s.story_id for s in digest.stories] == ["kept"]
    assert [mark.ticker for mark in digest.stories[0].marks] == ["HRW"]
    assert dict(digest.counts.dropped) == {"muted": 4, "old": 1, "in passing": 1}
    assert (digest.counts.read, digest.counts.left_out) == (7, 6)


def test_sources_far_apart_on_a_story_disagree() -> None:
    told = [
        news("a", row("HRW", 0.5), source="Morning Paper"),
        news("a2", row("HRW", -0.3), story_id="a", source="Evening Paper"),
        news("a3", row("HRW", 0.9, 0.4), story_id="a", source="Not about it"),
    ]
    digest = build("Tech", WINDOW, told, Holds())
    low, high = Voice("Evening Paper", -0.3), Voice("Morning Paper", 0.5)
    assert digest.disagreements == (Disagreement("HRW", low, high, "Headline a", told[0].canonical_url),)


def test_over_several_stories_only_opposite_signs_disagree() -> None:
    apart = [news("a", row("HRW", 0.9), source="One"), news("b", row("HRW", 0.1), source="Two")]
    assert not build("Tech", WINDOW, apart, Holds()).disagreements
    opposite = [news("a", row("HRW", 0.5), source="One"), news("b", row("HRW", -0.4), source="Two")]
    (found,) = build("Tech", WINDOW, opposite, Holds()).disagreements
    assert (found.ticker, found.title) == ("HRW", "")


def test_filings_stand_apart_unless_they_are_news_in_their_own_right() -> None:
    told = [
        news("small", kind="filing", impact=0.2),
        news("large", kind="filing", impact=0.8),
        news("both", impact=0.4),
        news("both2", story_id="both", kind="filing", impact=0.1, source="SEC EDGAR"),
    ]
    digest = build("Tech", WINDOW, told, Holds())
    assert [s.story_id for s in digest.stories] == ["large", "both"]
    assert [s.story_id for s in digest.filings] == ["small"]
    assert digest.stories[1].also_from == ("SEC EDGAR",)


def test_withdrawn_news_moves_no_figure_and_is_marked() -> None:
    digest = build("Tech", WINDOW, [news("a", retracted=True), news("b", row("KLT", 0.3))], Holds())
    assert [s.story_id for s in digest.withdrawn] == ["a"]
    assert [s.story_id for s in digest.stories] == ["b"]
    assert [net.ticker for net in digest.nets] == ["KLT"]


def test_themes_and_keywords_are_found_and_name_the_primary_tickers() -> None:
    told = [
        news("theme", row("AAA", 0.4), row("BBB", 0.1, 0.4, "secondary"), themes=("Batteries",)),
        news("word", row("CCC", 0.4), title="A SMELTER closes, again"),
        news("not", row("DDD", 0.4), title="Smelters close"),
    ]
    digest = build("Metals", WINDOW, told, Holds((), ("batteries",), ("smelter closes",)))
    assert sorted(s.story_id for s in digest.stories) == ["theme", "word"]
    assert digest.tickers == ("AAA", "CCC")


def test_one_article_brought_by_a_source_and_by_a_person_counts_once() -> None:
    mine = news("a", hours=1, article_id="other-hash", canonical_url="https://paper.example/a")
    assert build("Tech", WINDOW, [mine, news("a")], Holds()).counts.read == 1


def test_what_is_worth_watching() -> None:
    developing = [news(f"d{n}", story_id="d0", impact=0.4, hours=1) for n in range(3)]
    told = [*developing, news("alone", impact=0.8, hours=20)]
    said = [hint.says for hint in build("Tech", WINDOW, told, Holds()).watch]
    assert said == ["High impact, one source so far", "Still developing, 3 articles"]


def test_material_is_what_has_at_least_medium_impact_a_filing_or_a_withdrawal() -> None:
    assert not build("Tech", WINDOW, [], Holds()).material
    assert not build("Tech", WINDOW, [news("a", impact=0.29)], Holds()).material
    assert build("Tech", WINDOW, [news("a", impact=0.3)], Holds()).material
    assert build("Tech", WINDOW, [news("a", impact=0.1, kind="filing")], Holds()).material
    assert build("Tech", WINDOW, [news("a", impact=0.1, retracted=True)], Holds()).material


def test_the_order_of_the_news_changes_nothing() -> None:
    told = [
        news(f"n{n}", row(("HRW", "BWB", "KLT")[n % 3], (n % 7) / 7 - 0.5), story_id=f"s{n % 11}", hours=n)
        for n in range(40)
    ]
    digest = build("Tech", WINDOW, told, Holds())
    shuffled = list(told)
    random.Random(4).shuffle(shuffled)
    assert build("Tech", WINDOW, shuffled, Holds()) == digest


def test_what_is_mainly_about_a_muted_company_is_muted_for_themes_and_others_too() -> None:
    about = news("a", row("ZZZ", -0.5), row("HRW", -0.2, role="secondary"), themes=("steel",))
    by_theme = news("b", row("ZZZ", -0.5), themes=("steel",))
    both = news("c", row("ZZZ", -0.5), row("HRW", -0.3))
    holds, told = Holds(themes=("steel",)), [about, by_theme, both]
    assert len(build("Tech", WINDOW, told, holds).stories) == 3
    digest = build("Tech", WINDOW, told, holds, Silence(tickers=frozenset({"ZZZ"})))
    assert [s.story_id for s in digest.stories] == ["c"]
    assert [mark.ticker for mark in digest.stories[0].marks] == ["HRW"]
    assert dict(digest.counts.dropped) == {"muted": 2}


def test_a_portfolio_is_told_by_weight_and_a_short_position_counts_against_its_news() -> None:
    told = [news("a", row("HRW", -0.2)), news("b", row("BWB", 0.5)), news("c", row("KLT", 0.9))]
    digest = build("Portfolio", WINDOW, told, Holds(), weights={"HRW": 0.6, "BWB": -0.3, "ZZZ": 0.1})
    assert [(net.ticker, net.weight) for net in digest.nets] == [("BWB", -0.3), ("HRW", 0.6), ("KLT", None)]
    assert digest.weighed == Weighed(-0.3, pytest.approx(0.9))


def test_without_weights_nothing_is_said_of_the_whole() -> None:
    assert build("Tech", WINDOW, [news("a")], Holds()).weighed is None
    assert build("Tech", WINDOW, [], Holds(), weights={"HRW": 0.5}).weighed is None
