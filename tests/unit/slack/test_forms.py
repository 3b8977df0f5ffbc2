from __future__ import annotations

from typing import Any

import pytest

from bot.slack import notices
from bot.slack.ids import MISSING_COMPANY, ActionId, BlockId, CallbackId, Scope, base_action
from bot.slack.messages import fit
from bot.slack.modals import (
    BODY_INPUTS,
    brief_text,
    errors,
    pack,
    pick_security,
    read_brief_text,
    read_wrong_ticker,
    unpack,
    working,
    wrong_ticker,
)
from bot.slack.pickers import pick_value, picker, read_pick
from tests.unit.slack.samples import brief, row, security
from tests.unit.slack.test_cards import read
from tests.unit.slack.validator import problems, view_problems


def element(view: Any, block_id: str) -> dict[str, Any]:
    return next(block["element"] for block in view["blocks"] if block.get("block_id") == block_id)


def submitted(view: dict[str, Any], values: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A view as Slack sends it back, each input under its block and action."""
    state: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            value = values.get(block["block_id"], {"value": None})
            state[block["block_id"]] = {block["element"]["action_id"]: value}
    return {**view, "state": {"values": state}}


def test_wrong_ticker_offers_every_row_and_a_missing_company() -> None:
    form = wrong_ticker("card-1", brief().tickers)
    assert view_problems(form) == []
    assert form["callback_id"] == CallbackId.WRONG_TICKER
    assert unpack(form) == {"card": "card-1"}
    values = [each["value"] for each in element(form, BlockId.ROW)["options"]]
    assert values == ["HBCU", "NORE", MISSING_COMPANY]


@pytest.mark.parametrize(("may", "scopes"), [(False, [Scope.CARD]), (True, [Scope.CARD, Scope.WORKSPACE])])
def test_only_who_may_confirm_sees_the_whole_workspace(may: bool, scopes: list[str]) -> None:
    form = wrong_ticker("card-1", brief().tickers, may_confirm=may)
    assert [each["value"] for each in element(form, BlockId.SCOPE)["options"]] == scopes


def test_a_submitted_correction_is_read_back() -> None:
    form = wrong_ticker("card-1", brief().tickers, may_confirm=True)
    back = submitted(
        form,
        {
            BlockId.ROW: {"selected_option": {"value": "HBCU"}},
            BlockId.SECURITY: {"value": " LSE:HBC "},
            BlockId.SCOPE: {"selected_option": {"value": "workspace"}},
        },
    )
    assert read_wrong_ticker(back) == ("HBCU", "LSE:HBC", Scope.WORKSPACE, "")
    assert read_wrong_ticker({}) == ("", "", Scope.CARD, "")


def test_a_card_with_very_many_rows_still_makes_a_form() -> None:
    rows = [row(f"T{n}", 0.1) for n in range(300)]
    assert view_problems(wrong_ticker("c", rows)) == []


def test_errors_stand_at_their_input() -> None:
    assert errors({BlockId.SECURITY: "No security is called that."}) == {
        "response_action": "errors",
        "errors": {"security": "No security is called that."},
    }


def test_brief_text_takes_a_text_in_several_inputs() -> None:
    form = brief_text({"channel": "C1"}, url="https://a.example/x", body="One paragraph.\n\n" + "word " * 900)
    assert view_problems(form) == []
    assert element(form, "body:0")["initial_value"].startswith("One paragraph.\n\nword")
    assert element(form, "body:1")["initial_value"].startswith("word")
    assert "initial_value" not in element(form, "body:2")
    assert element(form, BlockId.SOURCE)["initial_value"] == "https://a.example/x"
    assert [block.get("optional") for block in form["blocks"] if "body" in block.get("block_id", "")] == [
        False,
        *[True] * (BODY_INPUTS - 1),
    ]
    back = submitted(
        form,
        {
            BlockId.TITLE: {"value": "A title"},
            "body:0": {"value": "First."},
            "body:2": {"value": "Third."},
            BlockId.SOURCE: {"value": "https://a.example/x"},
        },
    )
    assert read_brief_text(back) == ("A title", "First.\n\nThird.", "https://a.example/x")


def test_a_text_too_long_for_the_form_is_cut_by_it() -> None:
    assert view_problems(brief_text({}, title="t" * 900, body="word " * 9000, url="javascript:x")) == []


def test_metadata_has_a_limit_and_survives_nonsense() -> None:
    assert unpack({"private_metadata": pack({"card": "1", "n": 2})}) == {"card": "1", "n": 2}
    with pytest.raises(ValueError, match="3000"):
        pack({"text": "x" * 3000})
    for nonsense in ("", "{", "[1]", None):
        assert unpack({"private_metadata": nonsense}) == {}


CANDIDATES = [
    security("VOD", "Vodafone Group Public Limited Company", "LSE"),
    security("VOD", "Vodafone Group Plc ADR", "NASDAQ"),
    security(
        "VDF",
        "A company whose name is so long that no button of Slack could ever show all of it, Inc.",
        "NYSE",
    ),
]


def test_an_ambiguous_ticker_is_shown_with_company_and_exchange() -> None:
    message = picker("<!here> VOD", CANDIDATES, "watch add")
    assert problems(fit(message)) == []  # type: ignore[arg-type]
    row = message["blocks"][1]["elements"]
    assert row[0]["text"]["text"] == "Vodafone Group Public Limited Company (LSE:VOD)"
    assert len({each["action_id"] for each in row}) == 3
    assert {base_action(each["action_id"]) for each in row} == {ActionId.PICK_SECURITY}
    assert read_pick(row[1]["value"]) == ("NASDAQ:VOD", "watch add")
    assert "<!here>" not in str(message)


def test_many_candidates_are_counted() -> None:
    many = [security(f"T{n}", f"Company {n}", "NYSE") for n in range(25)]
    message = picker("T", many)
    assert len(message["blocks"][1]["elements"]) == 10
    assert "15 more match" in read(message["blocks"])


def test_a_picker_can_be_a_form() -> None:
    form = pick_security("VOD", CANDIDATES, {"card": "c"})
    assert view_problems(form) == []
    assert element(form, BlockId.SECURITY)["options"][0]["value"] == "LSE:VOD"


def test_the_value_of_a_pick_is_checked() -> None:
    with pytest.raises(ValueError, match="2000"):
        pick_value("id", "x" * 2000)
    for forged in ("{}", "[1,2]", "[", '["a"]'):
        with pytest.raises(ValueError, match=r"."):
            read_pick(forged)


NOTICES = [
    notices.placeholder("https://www.a.example/x"),
    notices.placeholder("<!here>"),
    notices.notice("The page does not exist; check the link.", "ab12"),
    notices.notice("", None),
    notices.refused("The page wants a subscription; paste its text instead.", "https://a.example/x"),
    notices.already_posted("https://team.slack.example/archives/C1/p1", "A *title* <!here>", "U1"),
    notices.already_posted("", "", ""),
    notices.help_message({"/news <url>": "Brief an article", "/news help": "This"}),
    notices.help_message({}),
    notices.welcome("/news", "reaction"),
    notices.links_mode_changed("off", "U1"),
    notices.with_invitation(notices.notice("Hello.")),
]


@pytest.mark.parametrize("message", NOTICES)
def test_every_notice_fits_and_fires_nothing(message: Any) -> None:
    assert problems(fit(message)) == []  # type: ignore[arg-type]
    assert "<!" not in message["text"] and "<@" not in message["text"]


def test_a_refusal_offers_to_take_the_text() -> None:
    message = notices.refused("Paste its text.", "https://a.example/x", "ab12")
    [button] = message["blocks"][-1]["elements"]
    assert (button["action_id"], button["value"]) == (ActionId.BRIEF_TEXT, "https://a.example/x")
    assert "Reference ab12" in read(message["blocks"])
    assert (
        "value" not in notices.refused("x.", "https://a.example/" + "p" * 2000)["blocks"][-1]["elements"][0]
    )


def test_a_sentence_that_quotes_a_page_formats_nothing() -> None:
    message = notices.notice("The page *says* <!channel> at evil.example.")
    assert message["blocks"][0]["elements"][0]["elements"][0]["style"] == {"unlink": True}
    assert message["text"].startswith("The page \u2060*\u2060says")


def test_help_lists_the_commands_in_order() -> None:
    text = read(
        notices.help_message({"/news <url>": "Brief an article", "/news help": "This list"})["blocks"]
    )
    assert text.index("/news <url>") < text.index("Brief an article") < text.index("/news help")


def test_the_link_mode_is_said_in_words() -> None:
    assert "reacts to it with :eyes:" in str(notices.links_mode_changed("reaction", reaction=":eyes:"))
    assert "left alone" in str(notices.links_mode_changed("off"))
    assert "in their thread" in str(notices.welcome())


def test_a_view_opens_before_its_content_is_known() -> None:
    view = working("Why?", "Fetching the sentences …")
    assert view_problems(view) == [] and "Fetching" in read(view["blocks"])


def test_two_listings_with_the_same_ticker_make_one_choice() -> None:
    form = wrong_ticker("c", [row("VOD", 0.1), row("AAA", 0.1), row("VOD", -0.1)])
    values = [each["value"] for each in element(form, BlockId.ROW)["options"]]
    assert sorted(values) == ["AAA", "VOD", MISSING_COMPANY]
