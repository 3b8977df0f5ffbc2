from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack.escape import escape, unescape
from bot.slack.messages import REST_IN_THREAD, fit, fit_view
from bot.slack.text import cut, split, units
from tests.unit.slack.validator import problems, utf16, view_problems

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
