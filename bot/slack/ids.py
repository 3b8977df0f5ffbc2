"""What a press, a choice or a submitted form is called: one name each, shared by views and listeners."""

from __future__ import annotations

from enum import StrEnum


class ActionId(StrEnum):
    """Buttons, menus and inputs. A button's `value` is the card's id unless its line says otherwise."""

    WHY = "why"
    WATCH = "watch"
    MUTE_STORY = "mute_story"  # value: the story's id
    UNMUTE = "unmute"  # value: what `mutes.read_unmute` takes; numbered, see `base_action`
    OWN_CARD = "own_card"  # value: the article's address
    WRONG_TICKER = "wrong_ticker"
    USEFUL = "useful"
    NOT_USEFUL = "not_useful"
    CARD_MENU = "card_menu"  # an overflow menu; what was chosen is a `menu_value`
    DELETE_CARD = "delete_card"
    BRIEF_TEXT = "brief_text"  # value: the address that could not be read, or nothing
    UNDO_CORRECTION = "undo_correction"  # value: the correction's id
    PICK_SECURITY = "pick_security"  # value: what `pickers.pick_value` packs; numbered, see `base_action`
    DIGEST_MENU = (
        "digest_menu"  # the menu of one schedule; what was chosen is read by `digest_plans.read_menu`
    )
    DIGEST_NEW = "digest_new"
    WATCH_NEW = "watch_new"
    WATCH_IMPORT = "watch_import"
    WATCH_MENU = "watch_menu"  # the menu of one list; what was chosen is what could be typed; numbered
    WATCH_PICK = "watch_pick"  # value: what could be typed, with the company that was picked; numbered
    PORTFOLIO_IMPORT = "portfolio_import"
    PORTFOLIO_MENU = "portfolio_menu"  # as the menu of a list
    PORTFOLIO_PICK = "portfolio_pick"  # as the choice for a list
    OPEN_LINK = "open_link"  # a button with an address: acknowledge, nothing else to do
    ALERT_NEW = "alert_new"
    ALERT_PAUSE = "alert_pause"  # value: the alert's id
    ALERT_MENU = "alert_menu"  # an overflow menu; what was chosen is a `menu_value` of the alert's id
    ALERT_PICK = "alert_pick"  # value: a security's ticker and the rule, see `alerts.pick_value`; numbered
    ROW = "row"
    SECURITY = "security"
    SCOPE = "scope"
    NOTE = "note"
    TITLE = "title"
    BODY = "body"
    SOURCE = "source"


class BlockId(StrEnum):
    """Input blocks of the forms, so that an error can be shown at the right one."""

    ROW = "row"
    SECURITY = "security"
    SCOPE = "scope"
    NOTE = "note"
    TITLE = "title"
    BODY = "body"
    SOURCE = "source"


class CallbackId(StrEnum):
    """Forms that are submitted, and the message shortcuts."""

    WHY = "why"
    WRONG_TICKER = "wrong_ticker"
    BRIEF_TEXT = "brief_text"
    PICK_SECURITY = "pick_security"
    ALERT_ADD = "alert_add"
    WATCH_EDIT = "watch_edit"
    WATCH_IMPORT = "watch_import"
    PORTFOLIO_IMPORT = "portfolio_import"
    DIGEST_SCHEDULE = "digest_schedule"
    SHORTCUT_BRIEF_LINK = "brief_link"
    SHORTCUT_BRIEF_TEXT = "brief_text_shortcut"


class Scope(StrEnum):
    """How far a correction reaches."""

    CARD = "card"
    WORKSPACE = "workspace"


MISSING_COMPANY = "missing"
"""The value of the row choice that says a company has no row."""

NO_COMPANY = "none"
"""What a person types when a row should not be there at all."""


def base_action(action_id: str) -> str:
    """The action without its number: Slack wants every `action_id` in a block unique (`pick_security:2`)."""
    return action_id.partition(":")[0]
