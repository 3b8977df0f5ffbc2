from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack.escape import escape
from bot.slack.messages import REST_IN_THREAD, fit, fit_view
from bot.slack.text import cut, split
from tests.unit.slack.validator import _markup, problems, utf16, view_problems

SNIPPETS = st.sampled_from(
    [
        "word ",
        "&amp;",
        "&lt;b&gt; ",
        "<https://a.example/x?a=1&amp;b=2|a label here> ",
        "\n",
        "\n\n",
        "🙂",
        "x" * 60,
        " ",
    ]
)
MARKUP = st.builds(
    lambda parts, times: "".join(parts) * times, st.lists(SNIPPETS, max_size=12), st.integers(0, 400)
)
SHORTER = st.builds(lambda parts, n: "".join(parts) * n, st.lists(SNIPPETS, max_size=12), st.integers(0, 30))
ANY = st.one_of(MARKUP, st.text(max_size=40).map(lambda text: escape(text, one_line=False)))


def mrkdwn(text: st.SearchStrategy[str] = ANY) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda shown: {"type": "mrkdwn", "text": shown}, text)


RAW = st.builds(lambda text, times: text * times, st.text(max_size=30), st.integers(0, 300))


def plain() -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda shown: {"type": "plain_text", "text": shown}, RAW)


OPTION = st.builds(
    lambda text, value: {"text": text, "value": value}, plain(), st.text(min_size=1, max_size=160)
)
BUTTON = st.builds(
    lambda text, value: {"type": "button", "action_id": "why", "text": text, "value": value},
    plain(),
    st.integers(0, 2100).map(lambda size: "v" * size),
)
MENU = st.builds(
    lambda options: {"type": "overflow", "action_id": "menu", "options": options},
    st.lists(OPTION, max_size=8),
)
SELECT = st.builds(
    lambda options: {"type": "static_select", "action_id": "s", "options": options},
    st.lists(OPTION, max_size=120),
)
RUN = st.one_of(
    st.builds(lambda text: {"type": "text", "text": text}, RAW),
    st.builds(
        lambda text, n: {"type": "link", "url": "https://a.example/" + "p" * n, "text": text},
        RAW,
        st.integers(0, 4000),
    ),
    st.just({"type": "user", "user_id": "U1"}),
    st.just({"type": "broadcast", "range": "here"}),
)
PARAGRAPH = st.builds(lambda runs: {"type": "rich_text_section", "elements": runs}, st.lists(RUN, max_size=5))
PART = st.one_of(
    PARAGRAPH,
    st.builds(
        lambda items: {"type": "rich_text_list", "style": "bullet", "elements": items},
        st.lists(PARAGRAPH, max_size=6),
    ),
)
BLOCK = st.one_of(
    st.builds(lambda text: {"type": "section", "block_id": "same", "text": text}, mrkdwn()),
    st.builds(
        lambda text, fields, button: {"type": "section", "text": text, "fields": fields, "accessory": button},
        mrkdwn(),
        st.lists(mrkdwn(), max_size=13),
        BUTTON,
    ),
    st.builds(lambda text: {"type": "header", "text": text}, plain()),
    st.builds(lambda texts: {"type": "context", "elements": texts}, st.lists(mrkdwn(), max_size=14)),
    st.builds(
        lambda items: {"type": "actions", "elements": items},
        st.lists(st.one_of(BUTTON, MENU, SELECT), max_size=30),
    ),
    st.builds(lambda parts: {"type": "rich_text", "elements": parts}, st.lists(PART, max_size=6)),
    st.just({"type": "divider"}),
    st.builds(lambda alt: {"type": "image", "image_url": "https://a.example/i.png", "alt_text": alt}, RAW),
)
MESSAGE = st.builds(
    lambda text, blocks: {"text": text, "blocks": blocks}, ANY, st.lists(BLOCK, min_size=1, max_size=70)
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(MESSAGE)
def test_whatever_is_sent_keeps_slacks_limits(message: dict[str, Any]) -> None:
    before = copy.deepcopy(message)
    fitted = fit(message)  # type: ignore[arg-type]
    if fitted["blocks"]:
        assert problems(fitted) == []  # type: ignore[arg-type]
    assert message == before, "fit changed its input"
    assert fit(fitted) == fitted, "fitting twice is not fitting once"


@settings(max_examples=80, deadline=None)
@given(SHORTER, st.integers(1, 900))
def test_cutting_never_breaks_an_entity_or_a_link(text: str, limit: int) -> None:
    for piece in (cut(text, limit), *split(text, max(limit, 60))):
        assert utf16(piece) <= max(limit, 60)
        assert _markup(piece) == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300).map(lambda text: escape(text, one_line=False)), st.integers(20, 200))
def test_splitting_loses_nothing_but_blanks(text: str, limit: int) -> None:
    assert "".join("".join(split(text, limit)).split()) == "".join(text.split())


def test_a_cut_ends_at_a_word() -> None:
    assert cut("Harbour Copper cuts its forecast", 20) == "Harbour Copper cuts…"
    assert cut("Harbour", 7) == "Harbour"
    assert cut("a &amp; b &amp; c", 9) == "a &amp;…"
    assert cut("🙂🙂🙂", 5) == "🙂🙂…"
    assert cut("x" * 10, 4) == "xxx…"
    assert (cut("x" * 5_000, 1), cut("&amp;" * 5_000, 3), cut("x", 0)) == ("…", "…", "")


def test_text_is_split_at_paragraphs_first() -> None:
    text = "one " * 10 + "\n\n" + "two two"
    assert split(text, 45) == [("one " * 10).strip(), "two two"]


def test_a_link_longer_than_the_room_becomes_its_label() -> None:
    assert split(f"<https://a.example/{'p' * 90}|the label>", 40) == ["the label"]


def buttons() -> dict[str, Any]:
    return {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "why", "text": {"type": "plain_text", "text": "Why?"}}],
    }


def test_small_print_and_buttons_stay_while_the_rest_moves_into_the_thread() -> None:
    body = [{"type": "section", "text": {"type": "mrkdwn", "text": f"{n} " + "w " * 700}} for n in range(12)]
    footer = {"type": "context", "elements": [{"type": "mrkdwn", "text": "Not investment advice"}]}
    fitted = fit({"text": "card", "blocks": [*body, footer, buttons()]})
    assert fitted["blocks"][-1]["type"] == "actions"
    assert "Not investment advice" in str(fitted["blocks"][-2])
    assert REST_IN_THREAD in str(fitted["blocks"][-3])
    said = []
    message: Any = fitted
    while message:
        said += [b["text"]["text"].split()[0] for b in message["blocks"] if b["type"] == "section"]
        message = message.get("overflow")
    assert said == [str(n) for n in range(12)]
    assert problems(fitted) == []  # type: ignore[arg-type]


def test_more_than_fifty_blocks_go_on_in_the_thread() -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": str(n)}} for n in range(120)]
    fitted = fit({"text": "t", "blocks": blocks})
    assert len(fitted["blocks"]) == 50
    assert problems(fitted) == []  # type: ignore[arg-type]


def test_a_message_that_fits_is_left_alone() -> None:
    message: Any = {"text": "t", "blocks": [{"type": "divider"}, buttons()]}
    assert fit(message) == message


def test_broadcasts_are_shown_not_fired() -> None:
    text = "<!here> <!channel|x> <!subteam^S1> <!date^1^{time}|noon>"
    fitted = fit({"text": text, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]})
    for shown in (fitted["text"], fitted["blocks"][0]["text"]["text"]):
        assert shown == "&lt;!here&gt; &lt;!channel|x&gt; &lt;!subteam^S1&gt; <!date^1^{time}|noon>"


def test_a_list_that_is_split_keeps_counting() -> None:
    items = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "w " * 600}]} for _ in range(5)
    ]
    block = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_list", "style": "ordered", "elements": items}],
    }
    lists = [part for each in fit({"text": "t", "blocks": [block]})["blocks"] for part in each["elements"]]
    assert [part.get("offset", 0) for part in lists] == [0, 2, 4]


def test_a_form_counts_what_it_cannot_show() -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": str(n)}} for n in range(130)]
    title = {"type": "plain_text", "text": "A title of far more than 24"}
    fitted = fit_view({"type": "modal", "title": title, "blocks": blocks})
    assert len(fitted["blocks"]) == 100
    assert "31 more parts not shown" in str(fitted["blocks"][-1])
    assert view_problems(fitted) == []


def test_a_form_stays_below_slacks_250_kilobytes() -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "ß" * 2900}} for _ in range(60)]
    fitted = fit_view({"type": "modal", "title": {"type": "plain_text", "text": "t"}, "blocks": blocks})
    assert len(json.dumps(fitted, ensure_ascii=False).encode()) < 250_000
    assert "not shown" in str(fitted["blocks"][-1])
