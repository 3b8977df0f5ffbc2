"""How alerts are said: the compact card, the summary after quiet hours, lists and answers. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model import Security, age_of, label_of, level_of
from bot.slack import limits, say
from bot.slack.elements import (
    Element,
    actions,
    anchor,
    bullets,
    button,
    context,
    line,
    option,
    overflow,
    rich,
    run,
    section,
)
from bot.slack.escape import clean, escape, host_of, literal, user_mention
from bot.slack.ids import ActionId
from bot.slack.messages import Block, Message
from bot.slack.modals import candidate_label
from bot.slack.pickers import question
from bot.slack.text import cut

HEADLINE = 220
SUBJECTS = 5
LINES = 10
LISTED = 20
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,30}")
BADGES = {"new": "ALERT", "update": "ALERT UPDATE", "retracted": "RETRACTED"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A ticker, theme or keyword with its score in the article."""

    name: str
    score: float
    relevance: float


@dataclass(frozen=True, slots=True)
class Raised:
    """Everything the card of an alert shows. `why` says why it fired, `was` what had been told before."""

    alert_id: str
    kind: Literal["new", "update", "retracted"]
    why: str
    title: str
    url: str
    source: str
    published_at: datetime
    tldr: str
    impact: float
    subjects: tuple[Subject, ...]
    story_id: str
    by: str = ""
    was: str = ""
    last_today: bool = False
    tz: str = "UTC"


def alert_card(raised: Raised, now: datetime) -> Message:
    """One alert: the news, what it means for whom, why it was raised, and how to have less of it."""
    title = _headline(raised)
    badge = BADGES[raised.kind]
    blocks: list[Block] = [rich(line(anchor(raised.url, title, "bold"))), context(_origin(raised, now))]
    if raised.kind == "retracted":
        blocks.append(section("The publisher has withdrawn this story, of which I had alerted you."))
    elif literal(raised.tldr) and literal(raised.tldr) != title:
        blocks.append(rich(line(run(raised.tldr))))
    blocks.append(rich(bullets(_subject(each) for each in raised.subjects[:SUBJECTS])))
    more = len(raised.subjects) - SUBJECTS
    impact = f"Impact *{level_of(raised.impact)} {raised.impact:.2f}*"
    blocks.append(section(impact if more < 1 else f"{impact}   |   and {more} more on the list"))
    blocks.append(context(_why(raised)))
    blocks.append(actions(_buttons(raised)))
    first = raised.subjects[0]
    text = (
        f"{badge} {escape(first.name)} {label_of(first.score)} {say.signed(first.score)}, impact "
        f"{level_of(raised.impact)} {raised.impact:.2f}: {escape(title)}"
    )
    return {"text": text, "blocks": blocks}


def _headline(raised: Raised) -> str:
    return cut(literal(raised.title) or host_of(raised.url) or "Untitled article", HEADLINE)


def _origin(raised: Raised, now: datetime) -> str:
    parts = [
        f"*{BADGES[raised.kind]}*",
        escape(literal(raised.source) or host_of(raised.url)),
        say.slack_date(raised.published_at, raised.tz),
        age_of(raised.published_at, now),
    ]
    return "  ·  ".join(part for part in parts if part)


def _subject(subject: Subject) -> Element:
    return line(
        run(literal(subject.name), "bold"),
        run(
            f"  {say.signed(subject.score)} {label_of(subject.score)}  relevance {subject.relevance:.2f}",
            edges=True,
        ),
    )


def _why(raised: Raised) -> str:
    parts = [escape(raised.why)]
    if raised.was:
        parts.append(f"told before at {escape(raised.was)}")
    who = user_mention(raised.by)
    parts.append(f"alert `{escape(raised.alert_id)}`{f' of {who}' if who else ''}")
    if raised.last_today:
        parts.append("*the last one today: the daily cap is reached*")
    return "  ·  ".join(parts)


def _buttons(raised: Raised) -> list[Element]:
    return [
        button(ActionId.OPEN_LINK, "Read the article", url=raised.url),
        button(ActionId.MUTE_STORY, "Mute story", raised.story_id),
        button(ActionId.ALERT_PAUSE, "Pause alert", raised.alert_id),
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of news in a summary or a test: when, what it is about, and the figure that counts."""

    at: datetime
    subject: str
    figure: str
    title: str
    url: str


def summary(alert_id: str, hours: str, lines: Sequence[Line], tz: str) -> Message:
    """What quiet hours held back, said once when they end."""
    count = say.plural(len(lines), "alert")
    blocks: list[Block] = [
        section(f"*While it was quiet* ({escape(hours)}) I held back {count}."),
        *_lines(lines, tz),
        context(f"alert `{escape(alert_id)}`"),
        actions([button(ActionId.ALERT_PAUSE, "Pause alert", alert_id)]),
    ]
    return {"text": f"{count} held back while it was quiet: {escape(lines[0].title)}", "blocks": blocks}


def tested(rule: str, lines: Sequence[Line], held: Sequence[str], looked: int, tz: str) -> Message:
    """What a rule would have raised in the last seven days, and what it would have held back and why."""
    fired = f"would have fired {say.plural(len(lines), 'time')}" if lines else "would not have fired"
    text = f"In the last seven days this alert {fired}."
    blocks: list[Block] = [section(f"*{text}*"), rich(line(run(rule, "italic")))]
    blocks.extend(_lines(lines, tz))
    small = [f"{say.plural(looked, 'article')} about its subject"]
    if held:
        small.append(f"held back: {escape(', '.join(held))}")
    blocks.append(context("  ·  ".join(small)))
    return {"text": text, "blocks": blocks}


def _lines(lines: Sequence[Line], tz: str) -> list[Block]:
    if not lines:
        return []
    items = [
        line(
            run(f"{say.moment(each.at, tz)}  ", edges=True),
            run(literal(each.subject), "bold"),
            run(f"  {each.figure}  ", edges=True),
            anchor(each.url, cut(literal(each.title) or each.url, HEADLINE)),
        )
        for each in lines[:LINES]
    ]
    parts = [bullets(items)]
    if len(lines) > LINES:
        parts.append(line(run(f"and {len(lines) - LINES} more", "italic")))
    return [rich(*parts)]


@dataclass(frozen=True, slots=True)
class Kept:
    """An alert as the list shows it. `reason` says why it is paused."""

    id: str
    says: str
    channel: str
    paused: bool = False
    reason: str = ""


def created(kept: Kept, command: str) -> Message:
    """Says the new rule back, where it will post, and how to try it."""
    return {
        "text": escape(f"Alert {kept.id} is on. {kept.says}"),
        "blocks": [
            section(f"*Alert `{escape(kept.id)}` is on*, {_where(kept.channel)}."),
            rich(line(run(kept.says))),
            context(
                f"`{escape(command)} test {escape(kept.id)}` shows what it would have raised in the last seven"
                f" days  ·  `{escape(command)} pause {escape(kept.id)}` silences it"
            ),
        ],
    }


def alert_list(alerts: Sequence[Kept], command: str) -> Message:
    """The alerts of a channel and of the person who asks, each with its menu."""
    if not alerts:
        text = f"No alerts yet. Type {command} add NVDA impact above 0.6, or {command} add for the form."
        return {
            "text": escape(text),
            "blocks": [section(escape(text)), actions([button(ActionId.ALERT_NEW, "Add an alert")])],
        }
    blocks: list[Block] = [section(f"*{say.plural(len(alerts), 'alert')}*")]
    for number, each in enumerate(alerts[:LISTED]):
        state = f"paused{f': {each.reason}' if each.reason else ''}" if each.paused else "on"
        text = f"`{escape(each.id)}`  *{escape(state)}*, {_where(each.channel)}\n{escape(each.says)}"
        verb = "resume" if each.paused else "pause"
        menu = [
            option("Test", f"test:{each.id}"),
            option(verb.capitalize(), f"{verb}:{each.id}"),
            option("Delete", f"delete:{each.id}"),
        ]
        block = section(text)
        block["accessory"] = overflow(f"{ActionId.ALERT_MENU}:{number}", menu)
        blocks.append(block)
    if len(alerts) > LISTED:
        blocks.append(context(f"and {len(alerts) - LISTED} more; delete what nobody needs"))
    blocks.append(actions([button(ActionId.ALERT_NEW, "Add an alert")]))
    return {"text": f"{say.plural(len(alerts), 'alert')} here.", "blocks": blocks}


def read_menu(value: str) -> tuple[str, str]:
    """The verb and the alert's id of a choice in the list."""
    verb, _, alert_id = value.partition(":")
    return verb, alert_id


def _where(channel: str) -> str:
    return f"in <#{channel}>" if _CHANNEL.fullmatch(channel) else "by direct message"


def picker(text: str, candidates: Sequence[tuple[Security, str]], *, misspelt: bool = False) -> Message:
    """Asks which company was meant; each candidate comes with the whole command that means it."""
    asked = cut(clean(text), 100)
    rows = [
        button(f"{ActionId.ALERT_PICK}:{number}", cut(candidate_label(each), limits.BUTTON_TEXT), typed)
        for number, (each, typed) in enumerate(candidates[:LINES])
        if len(typed) <= limits.VALUE
    ]
    return {
        "text": question(asked, len(candidates), misspelt=misspelt),
        "blocks": [section(question(asked, len(candidates), misspelt=misspelt)), actions(rows)],
    }
