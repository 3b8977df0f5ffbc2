"""What people type after `/watch`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.watchlists.grammar import Wanted, WatchAsked, list_name, parse
from bot.errors import DeskwireError


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("", WatchAsked("list")),
        ("list", WatchAsked("list")),
        ("list semis", WatchAsked("list", "semis")),
        ("list for:team", WatchAsked("list", whose="team")),
        ("add NVDA AAPL", WatchAsked("add", wanted=Wanted("NVDA AAPL"))),
        ("NVDA AAPL", WatchAsked("add", wanted=Wanted("NVDA AAPL"))),
        ("add list:Semis NVDA, Arm Holdings", WatchAsked("add", "semis", wanted=Wanted("NVDA, Arm Holdings"))),
        ("add NVDA list:semis", WatchAsked("add", "semis", wanted=Wanted("NVDA"))),
        ('add list:"Big Tech" NVDA for:channel', WatchAsked("add", "big tech", "channel", Wanted("NVDA"))),
        ("add list:“Big Tech” NVDA for the team", WatchAsked("add", "big tech", "team", Wanted("NVDA"))),
        ("add list:default NVDA", WatchAsked("add", "", wanted=Wanted("NVDA"))),
        ('add theme:"oil and gas" keyword:fab', WatchAsked("add", wanted=Wanted("", ("oil and gas",), ("fab",)))),
        ("remove $F", WatchAsked("remove", wanted=Wanted("$F"))),
        ("rm LSE:VOD for me", WatchAsked("remove", whose="me", wanted=Wanted("LSE:VOD"))),
        ("add", WatchAsked("edit")),
        ("add list:semis", WatchAsked("edit", "semis")),
        ("edit semis", WatchAsked("edit", "semis")),
        ("export", WatchAsked("export")),
        ("clear list:semis", WatchAsked("clear", "semis")),
        ("import", WatchAsked("import")),
        ("import list:semis", WatchAsked("import", "semis")),
        ("import list:semis for:team NVDA\nAMD", WatchAsked("import", "semis", "team", text="NVDA\nAMD")),
        ("import ticker,list\nNVDA,list:no", WatchAsked("import", text="ticker,list\nNVDA,list:no")),
        ("help", WatchAsked("help")),
    ],
)  # fmt: skip
def test_lines(line: str, asked: WatchAsked) -> None:
    assert parse(line) == asked


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("remove", "Say what to take off, as in /watch remove NVDA."),
        ("add list:<!channel> NVDA", "Name a list"),
        (f"add list:{'x' * 41} NVDA", "Name a list"),
        ("add NVDA for:nobody", "for:me, for:channel or for:team"),
        ('add theme:""', "Name a theme"),
        (f'add keyword:"{"x" * 101}"', "Name words"),
    ],
)
def test_what_cannot_be_meant_says_what_to_type(line: str, says: str) -> None:
    with pytest.raises(DeskwireError) as raised:
        parse(line)
    assert raised.value.code == "bad_input" and says in raised.value.message


@given(st.text(max_size=300))
def test_any_line_is_read_or_refused_in_one_sentence(line: str) -> None:
    try:
        asked = parse(line)
    except DeskwireError as error:
        assert error.code == "bad_input" and error.message.endswith(".")
    else:
        assert asked.list_name == list_name(asked.list_name)


@given(st.text(alphabet="abcXYZ 09-&.'", min_size=1, max_size=40))
def test_a_name_is_found_again_however_it_is_typed(name: str) -> None:
    kept = list_name(name)
    assert list_name(f"  {name.upper()} ") == kept
    if kept:
        assert parse(f'list list:"{kept}"').list_name == kept
