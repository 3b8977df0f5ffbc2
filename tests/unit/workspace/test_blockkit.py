"""Strict Block Kit: every limit at its edge, and structures that Slack refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace.blockkit import check_message, problems_of_message, problems_of_view
from bot.workspace.errors import SlackError


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "a", "text": plain("Go"), **more}


def option(number: int) -> dict[str, Any]:
    return {"text": plain(f"o{number}"), "value": f"v{number}"}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text)}


def table(rows: int, columns: int) -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("T"), "blocks": [], **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def buttons(count: int) -> dict[str, Any]:
    return actions(*(button(action_id=f"a{number}") for number in range(count)))


def select(count: int) -> dict[str, Any]:
    options = [option(number) for number in range(count)]
    return actions({"type": "static_select", "action_id": "s", "options": options})


EDGES = [
    (lambda n: [{"type": "divider"}] * n, 50),
    (lambda n: [section("x" * n)], 3000),
    (lambda n: [{"type": "section", "fields": [mrkdwn("x")] * n}], 10),
    (lambda n: [{"type": "section", "fields": [mrkdwn("x" * n)]}], 2000),
    (lambda n: [{"type": "header", "text": plain("x" * n)}], 150),
    (lambda n: [{"type": "context", "elements": [mrkdwn("x")] * n}], 10),
    (lambda n: [buttons(n)], 25),
    (lambda n: [actions(button(text=plain("x" * n)))], 75),
    (lambda n: [actions(button(value="x" * n))], 2000),
    (lambda n: [actions(button(action_id="x" * n))], 255),
    (lambda n: [actions(button(url="https://e.example/" + "x" * (n - 18)))], 3000),
    (lambda n: [{"type": "divider", "block_id": "x" * n}], 255),
    (lambda n: [select(n)], 100),
    (
        lambda n: [actions({"type": "overflow", "action_id": "o", "options": [option(i) for i in range(n)]})],
        5,
    ),
    (
        lambda n: [
            actions({"type": "radio_buttons", "action_id": "o", "options": [option(i) for i in range(n)]})
        ],
        10,
    ),
    (lambda n: [table(n, 2)], 100),
    (lambda n: [table(2, n)], 20),
]


@pytest.mark.parametrize(("build", "limit"), EDGES)
def test_each_limit_holds_at_its_edge(build: Any, limit: int) -> None:
    assert problems_of_message(build(limit)) == []
    assert problems_of_message(build(limit + 1)) != []


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ([{"type": "nonsense"}], "[ERROR] unsupported type: nonsense [json-pointer:/blocks/0/type]"),
        ([{}], "[ERROR] missing required field: type [json-pointer:/blocks/0]"),
        (
            [{**section("x"), "colour": "red"}],
            "[ERROR] invalid additional property [json-pointer:/blocks/0/colour]",
        ),
        ([section("")], "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([{"type": "header", "text": mrkdwn("x")}], "[ERROR] unsupported type: mrkdwn"),
        ([{"type": "section"}], "[ERROR] must define one of: text, fields [json-pointer:/blocks/0]"),
        ([actions(button(style="blue"))], "[ERROR] must be one of: primary, danger"),
        ([actions(button(url="javascript:alert(1)"))], "[ERROR] must be a valid URL"),
        (
            [actions(button(), button())],
            '[ERROR] "a" already exists as an action_id [json-pointer:/blocks/0/elements/1/action_id]',
        ),
        (
            [{"type": "divider", "block_id": "b"}] * 2,
            '[ERROR] "b" already exists as a block_id [json-pointer:/blocks/1/block_id]',
        ),
        ([table(1, 1), table(1, 1)], "[ERROR] only one table allowed [json-pointer:/blocks/1]"),
        (
            [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * n for n in (2, 1)]}],
            "[ERROR] must have the same number of cells as the first row [json-pointer:/blocks/0/rows/1]",
        ),
        ([actions({"type": "plain_text_input", "action_id": "p"})], "[ERROR] unsupported type"),
        ([{"type": "data_table", "rows": []}], "[ERROR] unsupported type: data_table"),
        (
            [{"type": "image", "image_url": "https://e.example/i.png"}],
            "[ERROR] missing required field: alt_text",
        ),
        (["text"], "[ERROR] must be an object [json-pointer:/blocks/0]"),
        ("text", "[ERROR] must be an array [json-pointer:/blocks]"),
        (
            [actions({"type": "static_select", "options": [option(1)], "initial_option": option(2)})],
            "[ERROR] must match an option exactly",
        ),
        ([actions({"type": "static_select", "options": [option(1)] * 2})], '[ERROR] "v1" already exists'),
    ],
)
def test_what_slack_refuses(blocks: Any, message: str) -> None:
    assert any(str(problem).startswith(message) for problem in problems_of_message(blocks))


def test_rich_blocks_pass() -> None:
    blocks = [
        {"type": "header", "text": plain("News")},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "see ", "style": {"bold": True}},
                        {"type": "link", "url": "https://e.example"},
                        {"type": "emoji", "name": "wave"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
                    ],
                },
            ],
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "f",
                    "positive_button": {"text": plain("Useful"), "value": "1"},
                    "negative_button": {"text": plain("Not useful"), "value": "0"},
                }
            ],
        },
        {
            "type": "input",
            "label": plain("Name"),
            "element": {
                "type": "checkboxes",
                "action_id": "c",
                "options": [{"text": mrkdwn("*a*"), "value": "a", "description": plain("d")}],
            },
        },
    ]
    assert problems_of_message(blocks) == []


def test_all_text_of_a_message_together_is_limited() -> None:
    check_message([section("x" * 3000)] * 3)
    with pytest.raises(SlackError) as caught:
        check_message([section("x" * 3000)] * 3 + [section("x")])
    assert caught.value.name == "msg_blocks_too_long"


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        (modal(title=plain("x" * 25)), "/view/title/text"),
        (modal(submit=plain("x" * 25)), "/view/submit/text"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(blocks=[{"type": "divider"}] * 101), "/view/blocks"),
        (modal(blocks=[table(1, 1)]), "/view/blocks/0/type"),
        (modal(unknown=1), "/view/unknown"),
        ({"type": "modal", "blocks": []}, "/view"),
        ({"type": "home", "title": plain("x"), "blocks": []}, "/view/title"),
        ({"type": "dialog"}, "/view/type"),
        (
            modal(
                blocks=[
                    {
                        "type": "input",
                        "label": plain("L"),
                        "element": {"type": "plain_text_input", "action_id": "t"},
                    }
                ]
            ),
            "/view/submit",
        ),
    ],
)
def test_views(view: dict[str, Any], pointer: str) -> None:
    assert pointer in [problem.pointer for problem in problems_of_view(view)]
    assert problems_of_view(modal(blocks=[{"type": "divider"}] * 100, submit=plain("x" * 24))) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "element", "options", "rows", "fields", "url", "x"]),
            inner
            | st.sampled_from(["section", "actions", "input", "table", "rich_text", "button", "overflow"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_anything_at_all_is_judged_without_a_crash(value: Any) -> None:
    problems_of_message(value)
    problems_of_message([value])
    problems_of_view(value)


async def test_the_error_reaches_the_caller(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(
            channel="#general", text="x", blocks=[{"type": "header", "text": plain("x" * 151)}]
        )
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]
    with pytest.raises(SlackApiError) as caught:
        await client.blocks_validate(blocks=[{"type": "header"}])
    assert caught.value.response["errors"] == [
        {"pointer": "/0", "code": "missing_field", "message": "missing required field: text"}
    ]
    await client.blocks_validate(message={"blocks": [section("x")]})
