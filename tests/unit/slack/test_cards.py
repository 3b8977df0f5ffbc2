from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import Brief, Driver, Event, Impact, Overall, TickerSentiment, label_of
from bot.slack import say
from bot.slack.cards import (
    CardView,
    Correction,
    card,
    details,
    menu_value,
    read_menu_value,
    watch_targets,
)
from bot.slack.escape import unescape
from bot.slack.ids import ActionId
from bot.slack.messages import fit
from bot.slack.why import why
from tests.unit.slack.samples import article, brief, evidence, row, view
from tests.unit.slack.validator import problems, view_problems


def read(value: Any) -> str:
    """A message as a person reads it."""
    if isinstance(value, dict):
        own = value.get("text") if isinstance(value.get("text"), str) else ""
        return (unescape(own) if own else "") + "".join(
            read(v) for k, v in value.items() if k != "text" or not own
        )
    return "".join(f"{read(each)}\n" for each in value) if isinstance(value, list) else ""


def buttons(message: Any) -> dict[str, dict[str, Any]]:
    return {each["action_id"]: each for each in message["blocks"][-1]["elements"]}


def test_the_card_top_to_bottom() -> None:
    message = card(view(also_from=("Wire One", "Daily Two")))
    assert [block["type"] for block in message["blocks"]] == [
        "rich_text",
        "context",
        "rich_text",
        "section",
        "rich_text",
        "rich_text",
        "context",
        "actions",
    ]
    headline, origin, tldr, figures, rows, summary, footer, _ = message["blocks"]
    link = headline["elements"][0]["elements"][0]
    assert (link["type"], link["url"]) == ("link", "https://news.example/markets/harbour-copper")
    assert link["text"] == "Harbour Copper cuts its forecast as a smelter stands still"
    assert origin["elements"][0]["text"] == (
        "*NEW*  ·  Example News  ·  "
        "<!date^1793732700^{date_short_pretty} {time}|3 Nov 2026, 14:05 EST>  ·  fresh"
    )
    assert read(tldr).strip() == "Harbour Copper expects a third less profit after its smelter stopped."
    assert figures["text"]["text"] == (
        "*Mildly negative -0.31*   |   Impact *high 0.72*   |   Confidence *fair*"
    )
    first, second = rows["elements"][0]["elements"]
    assert "".join(each["text"] for each in first["elements"]) == (
        "HBCU  -0.55 moderately negative  relevance 0.80\n“It cut its forecast by a third.”"
    )
    assert "NORE  +0.42 moderately positive  relevance 0.40" in read(second).replace("\n", "")
    assert "Rival Nordic Ore (NORE)" in read(summary)
    assert footer["elements"][0]["text"] == (
        "Read in full  ·  also from Wire One and Daily Two  ·  "
        "engine vader+finance 1, extractive 1  ·  Not investment advice"
    )
    assert problems(fit(message)) == []  # type: ignore[arg-type]


def test_the_fallback_says_it_in_one_line() -> None:
    assert card(view())["text"] == (
        "Harbour Copper cuts its forecast as a smelter stands still: "
        "mildly negative -0.31, impact high 0.72 (HBCU, NORE)"
    )


def test_primary_rows_come_first_and_the_rest_is_counted() -> None:
    rows = (row("AAA", 0.2, primary=False), *(row(f"B{n}", 0.1) for n in range(8)), row("GOOGL", -0.35, "Q."))
    text = read(card(view(brief=brief(tickers=rows)))["blocks"])
    assert text.index("B0") < text.index("B5")
    assert "AAA  " not in text
    assert "and 4 more in the thread" in text
    assert "and 4 more under Why?" in read(card(view(brief=brief(tickers=rows), details_in_thread=False)))
    below = read(details(view(brief=brief(tickers=rows)))["blocks"])
    assert "GOOGL/GOOG" in below and "AAA" in below


def test_buttons_carry_the_card_and_say_what_they_do() -> None:
    found = buttons(card(view()))
    assert [each["text"]["text"] for each in found.values() if each["type"] == "button"] == [
        "Why?",
        "Watch HBCU",
        "Wrong ticker",
        "Useful",
        "Not useful",
    ]
    assert {each["value"] for each in found.values() if each["type"] == "button"} == {"card-1"}
    [delete] = found[ActionId.CARD_MENU]["options"]
    assert read_menu_value(delete["value"]) == (ActionId.DELETE_CARD, "card-1")
    assert delete["description"]["text"] == "Only the person who asked can do this"


def test_a_story_can_be_muted_once_it_is_known() -> None:
    assert ActionId.MUTE_STORY not in buttons(card(view()))
    assert buttons(card(view(story_id="story-9")))[ActionId.MUTE_STORY]["value"] == "story-9"


def test_an_article_without_tickers_can_still_be_read() -> None:
    message = card(view(brief=brief(tickers=())))
    assert "No listed company is named" in read(message["blocks"])
    assert ActionId.WATCH not in buttons(message)
    assert message["text"].endswith("impact high 0.72")
    assert "no listed company" in read(
        details(view(brief=Brief("", "", Overall(0, "neutral", 0), Impact(0, "low"), ())))
    )


def test_a_correction_says_who_made_it_and_can_be_undone() -> None:
    made = Correction("k1", "U0BEN", "“Harbour” is not HBCU")
    message = card(view(corrections=(made,)))
    assert "*Corrected by* <@U0BEN>: “Harbour” is not HBCU" in str(message["blocks"])
    undo, _ = buttons(message)[ActionId.CARD_MENU]["options"]
    assert undo["value"] == menu_value(ActionId.UNDO_CORRECTION, "k1")
    nobody = card(view(corrections=(Correction("k1", "<!here>", "*x*"),)))
    assert "<!here>" not in str(nobody["blocks"])


@pytest.mark.parametrize(
    ("changes", "badge", "expected"),
    [
        ({"coverage": "partial"}, "NEW", "Only part of the article could be read"),
        ({"coverage": "headline"}, "NEW", "Only the headline was read"),
        ({"age": "stale"}, "OLD", "more than 48 hours"),
        ({"age": "undated"}, "NEW", "does not say when"),
        ({"warnings": ("The page is cut.",)}, "NEW", "The page is cut."),
        ({}, "RETRACTED", "The publisher has withdrawn"),
    ],
)
def test_what_a_reader_must_know_stands_above_the_figures(changes: Any, badge: Any, expected: str) -> None:
    blocks = card(view(brief=brief(**changes), badge=badge))["blocks"]
    assert expected in read(blocks[2])
    assert f"*{badge}*" in read(blocks[1])


def test_an_undated_article_without_a_title_still_has_a_headline() -> None:
    message = card(view(article=article(title="", site=None, published_at=None), brief=brief(age="undated")))
    assert message["text"].startswith("news.example: ")
    assert message["blocks"][1]["elements"][0]["text"] == "*NEW*  ·  news.example  ·  undated"


def test_details_show_every_sentence_event_and_theme() -> None:
    text = read(details(view())["blocks"])
    for expected in (
        "The smelter has stood still since May.",
        "Orders at Nordic Ore rose.",
        "Forecast cut (HBCU)",
        "by: a third",
        "guidance cut, weight 0.60",
        "copper, smelting",
    ):
        assert expected in text


def test_why_explains_every_figure() -> None:
    made = why(view())
    text = read(made["blocks"])
    assert view_problems(made) == []
    for expected in (
        "Overall: mildly negative -0.31",
        "weighted by how much the article is about that company",
        "HBCU  -0.55, 67% of the weight",
        "From what 2 sentences about it said:",
        "-0.55  “It cut its forecast by a third.”",
        "Impact: high 0.72",
        "guidance cut, weight 0.60",
        "Event: Forecast cut (HBCU)",
    ):
        assert expected in text.replace("\n", "").replace("*", "") or expected in text.replace("\n", "")


def test_why_of_a_huge_brief_fits_and_counts_the_rest() -> None:
    rows = tuple(
        row(f"T{n}", 0.3, *(f"Sentence {n}-{k} " + "word " * 90 for k in range(12))) for n in range(120)
    )
    made = why(view(brief=brief(tickers=rows)))
    assert view_problems(made) == []
    text = read(made["blocks"])
    assert "and 4 more sentences" in text
    assert "not shown" in text


@pytest.mark.parametrize(
    ("score", "said"), [(0.42, "+0.42"), (-0.35, "-0.35"), (0.0, "0.00"), (-0.001, "0.00"), (1.0, "+1.00")]
)
def test_scores_have_their_sign(score: float, said: str) -> None:
    assert say.signed(score) == said


def test_an_unknown_zone_means_utc() -> None:
    when = datetime(2026, 11, 3, 19, 5, tzinfo=UTC)
    assert say.moment(when, "Mars/Olympus") == say.moment(when, "") == "3 Nov 2026, 19:05 UTC"
    assert say.moment(when, "Asia/Tokyo") == "4 Nov 2026, 04:05 JST"


def test_watch_takes_the_main_tickers() -> None:
    assert watch_targets(brief()) == ("HBCU",)
    secondary = brief(tickers=(row("AAA", 0.1, primary=False), row("BBB", 0.1, primary=False)))
    assert watch_targets(secondary) == ("AAA",)


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["<!channel>", "*b*", "`c`", ":tada:", "> q", "<@U1>", "https://x.example", "\n", "&lt;", "🙂" * 40]
    ),
).flatmap(lambda text: st.integers(1, 60).map(lambda times: text * times))
SCORE = st.floats(-1, 1).map(lambda value: round(value, 2))
UNIT = st.floats(0, 1).map(lambda value: round(value, 2))
EVIDENCE = st.builds(evidence, HOSTILE, SCORE)
ROW = st.builds(
    lambda ticker, name, score, unit, found: TickerSentiment(
        ticker, ("X",), name, "NYSE", "primary", unit, score, label_of(score), unit, tuple(found)
    ),
    st.text("ABC.<*", min_size=1, max_size=6),
    HOSTILE,
    SCORE,
    UNIT,
    st.lists(EVIDENCE, max_size=4),
)
EVENT = st.builds(
    lambda label, value, found: Event("t", label, ("A",), {"who": value}, (found,)),
    HOSTILE,
    HOSTILE,
    EVIDENCE,
)
BRIEF = st.builds(
    lambda tldr, summary, score, rows, events, found, warnings: Brief(
        tldr=tldr,
        summary=summary,
        overall=Overall(score, label_of(score), 0.5, True),
        impact=Impact(0.5, "medium", (Driver("x", 0.5, (found,)),)),
        tickers=tuple(rows),
        events=tuple(events),
        themes=(tldr,),
        warnings=tuple(warnings),
        engine={"sentiment": summary},
    ),
    HOSTILE,
    HOSTILE,
    SCORE,
    st.lists(ROW, max_size=12),
    st.lists(EVENT, max_size=6),
    EVIDENCE,
    st.lists(HOSTILE, max_size=12),
)
VIEW = st.builds(
    lambda brief, title, site, url, also: CardView(
        "c",
        article(title=title, site=site, canonical_url=url),
        brief,
        also_from=tuple(also),
        corrections=(Correction("k", "U1", title),),
    ),
    BRIEF,
    HOSTILE,
    HOSTILE,
    st.one_of(HOSTILE, st.just("https://a.example/|>x")),
    st.lists(HOSTILE, max_size=6),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(VIEW)
def test_whatever_the_article_says_the_card_fits_and_fires_nothing(made: CardView) -> None:
    for message in (card(made), details(made)):
        fitted = fit(message)
        assert problems(fitted) == []  # type: ignore[arg-type]
        for block in fitted["blocks"]:
            for text in mrkdwn_of(block):
                for markup in text.split("<")[1:]:
                    assert markup.startswith(("!date^", "@U1>"))
    assert view_problems(why(made)) == []


def mrkdwn_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [text for each in value.values() for text in mrkdwn_of(each)]
    return [text for each in value for text in mrkdwn_of(each)] if isinstance(value, list) else []


def test_evidence_is_only_quoted() -> None:
    made = card(view(brief=brief(tickers=(row("HBCU", -0.5, "<!here> *sell* :tada: now"),))))
    assert "<!here>" in read(made["blocks"])
    assert all("<!here>" not in text for text in mrkdwn_of(made["blocks"]))
