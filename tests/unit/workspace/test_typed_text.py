"""From what a person types to what Slack sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workspace.mrkdwn import escape, from_app, from_typed, rich_text, unescape

PEOPLE = {"ada": "U1", "deskwire": "UB"}
CHANNELS = {"general": "C1"}


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("see https://a.example/x?y=1&z=2.", "see <https://a.example/x?y=1&amp;z=2>."),
        ("(https://a.example/x)", "(<https://a.example/x>)"),
        ("https://a.example/wiki/A_(b)", "<https://a.example/wiki/A_(b)>"),
        ("read a.example.com/x, now", "read <http://a.example.com/x|a.example.com/x>, now"),
        ("R&D < 5 > 3", "R&amp;D &lt; 5 &gt; 3"),
        ("@Deskwire and @ada in #general", "<@UB> and <@U1> in <#C1>"),
        ("mail ada@example.com", "mail ada@example.com"),
        ("@here", "<!here>"),
        (
            "`https://a.example` and ```\nhttps://b.example\n```",
            "`https://a.example` and ```\nhttps://b.example\n```",
        ),
        ("<https://a.example>", "&lt;<https://a.example>&gt;"),
    ],
)
def test_typed(typed: str, sent: str) -> None:
    assert from_typed(typed, PEOPLE, CHANNELS) == sent


@given(st.text(max_size=60))
def test_escaping_is_reversible(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.text(alphabet="ab <>&|@#!`*_.:/htps\n", max_size=60))
def test_what_is_typed_never_breaks_out_of_its_markup(text: str) -> None:
    sent = from_typed(text, PEOPLE, CHANNELS)
    depth = 0
    for letter in sent:
        depth += {"<": 1, ">": -1}.get(letter, 0)
        assert depth in (0, 1)
    assert depth == 0
    rich_text(sent)


@given(st.text(alphabet="ab <>&|`:/htps.", max_size=60))
def test_storing_an_app_s_text_twice_changes_nothing_more(text: str) -> None:
    assert from_app(from_app(text)) == from_app(text)


def test_rich_text_of_a_message() -> None:
    block = rich_text(from_typed("hi @ada, *see* `x` https://a.example/?a=1&b=2", PEOPLE, CHANNELS))
    [section] = block["elements"]
    assert section["elements"] == [
        {"type": "text", "text": "hi "},
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": ", *see* "},
        {"type": "text", "text": "x", "style": {"code": True}},
        {"type": "text", "text": " "},
        {"type": "link", "url": "https://a.example/?a=1&b=2"},
    ]
