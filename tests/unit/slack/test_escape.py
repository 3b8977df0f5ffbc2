from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack.elements import anchor, run
from bot.slack.escape import JOINER, clean, escape, host_of, link, literal, safe_url, unescape, user_mention

NASTY = st.text(alphabet=st.sampled_from(list("*_~`<>&|:@#!-. \nabc1\u202e\u200b\u2060")), max_size=60)
TEXT = st.one_of(st.text(max_size=80), NASTY)

# A marker is active for Slack when it touches a word or a blank; a joiner on both sides prevents that.
ACTIVE = re.compile(rf"(?<!{JOINER})[*_~`@]|[*_~`@](?!{JOINER})")
EMOJI = re.compile(r":[\w+'\-]+:")


@given(TEXT)
@example("<!here> *now* `rm` ~no~ _x_")
@example("> quote\n&gt; quote")
@example(":tada::tada:")
@example("&amp;lt;!channel&gt;")
def test_escaped_text_reads_the_same_and_does_nothing(text: str) -> None:
    for one_line in (True, False):
        safe = escape(text, one_line=one_line)
        assert unescape(safe) == clean(text, one_line=one_line)
        assert "<" not in safe and ">" not in safe
        assert not re.search(r"&(?!amp;|lt;|gt;)", safe)
        assert not ACTIVE.search(safe)
        assert not EMOJI.search(safe)
        assert not re.search(r"^\s*&gt;", safe, re.MULTILINE)


@given(TEXT)
def test_text_for_elements_that_parse_nothing_reads_the_same(text: str) -> None:
    assert literal(text).replace(JOINER, "") == clean(text)
    assert not EMOJI.search(literal(text))


@given(st.text(max_size=60))
def test_cleaning_is_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert "\n" not in clean(text)
    clean(text).encode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u202egnp.exe", "agnp.exe"),
        ("one\r\ntwo\tthree\u2028four", "one two three four"),
        ("ze\u200bro\ufeff", "zero"),
        ("\ud83d lone", "lone"),
        ("family 👩\u200d👧 stays", "family 👩\u200d👧 stays"),
    ],
)
def test_what_cleaning_removes_and_keeps(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_lines_are_kept_where_asked() -> None:
    assert clean("one \n\n\n\n two", one_line=False) == "one\n\ntwo"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?a=1&b=2", "https://a.example/x?a=1&b=2"),
        ("https://a.example/a b|c>d", "https://a.example/a%20b%7Cc%3Ed"),
        ("HTTP://a.example/", "HTTP://a.example/"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://user:secret@a.example/", None),
        ("https://", None),
        ("https://[broken/", None),
        ("slack://channel?id=C1", None),
        ("https://a.example/" + "p" * 3000, None),
    ],
)
def test_only_plain_web_addresses_are_linked(url: str, expected: str | None) -> None:
    assert safe_url(url) == expected


@given(st.text(max_size=60), TEXT)
def test_a_link_is_one_link_or_none(path: str, label: str) -> None:
    made = link("https://a.example/" + path, label)
    assert re.fullmatch(r"<https://a\.example/[^<>|\s]*\|[^<>]+>", made)
    assert "<" not in link("javascript:" + path, label)


def test_rich_text_does_not_link_by_itself() -> None:
    assert run("see evil.example now")["style"] == {"unlink": True}
    assert "style" not in run("nothing here")
    assert anchor("javascript:x", "label") == {"type": "text", "text": "label"}
    assert anchor("https://a.example/", "label", "bold") == {
        "type": "link",
        "url": "https://a.example/",
        "text": "label",
        "style": {"bold": True},
    }


def test_small_helpers() -> None:
    assert host_of("https://www.a.example/x") == "a.example"
    assert host_of("https://[broken") == ""
    assert user_mention("U0ANNA") == "<@U0ANNA>"
    assert user_mention("!here") == user_mention("U1> <!here") == ""
