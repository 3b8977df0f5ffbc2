"""Where news comes from, as people see it: the list with each source's health, and what a test found. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.slack.elements import Element, anchor, bullets, context, line, rich, run, section
from bot.slack.escape import clean, escape, host_of
from bot.slack.messages import Block, Message

SHOWN_ITEMS = 5
MAX_NAME = 40


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source and how it fares. `off` says why it is not polled; `own` whether this workspace added it."""

    name: str
    url: str
    own: bool = False
    off: str = ""
    succeeded_at: datetime | None = None
    next_poll_at: datetime | None = None
    failures: int = 0
    error: str = ""
    lag_s: float | None = None
    items: int = 0
    headlines: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item that a test found."""

    title: str
    url: str
    published_at: datetime | None


def listing(sources: Sequence[SourceView], now: datetime, *, command: str) -> Message:
    """Every source with its state in words: off and why, waiting, well, or failing and since when."""
    how = f"`{escape(command)} add https://…` adds a feed, `{escape(command)} remove NAME` takes it away."
    if not sources:
        return {"text": "No sources are set up.", "blocks": [section("No sources are set up."), context(how)]}
    failing = sum(1 for each in sources if each.failures and not each.off)
    off = sum(1 for each in sources if each.off)
    heads = [f"{len(sources)} {_plural('source', len(sources))}"]
    heads += [f"{failing} failing"] if failing else []
    heads += [f"{off} off"] if off else []
    title = ", ".join(heads)
    items = [line(*_name(each), run(f"  {state(each, now)}", edges=True)) for each in sources]
    blocks: list[Block] = [section(f"*Where news comes from*  {title}"), rich(bullets(items)), context(how)]
    return {"text": f"Where news comes from: {title}", "blocks": blocks}


def trial(
    title: str, items: Sequence[ItemView], total: int, url: str, now: datetime, note: str = ""
) -> Message:
    """What a feed shows right now."""
    undated = sum(1 for each in items if each.published_at is None)
    name = clean(title) or host_of(url)
    said = f"{name}: {total} {_plural('item', total)} now"
    said += f", {undated} of them undated, which never raise an alert" if undated else ""
    blocks: list[Block] = [rich(line(run(f"{said}.")))]
    shown = [
        line(
            anchor(each.url, each.title) if each.url else run(each.title),
            run(f"  {ago(each.published_at, now)}" if each.published_at else "  undated", edges=True),
        )
        for each in items[:SHOWN_ITEMS]
    ]
    if shown:
        blocks.append(rich(bullets(shown)))
    if note:
        blocks.append(context(escape(note)))
    return {"text": escape(f"{said}."), "blocks": blocks}


def state(source: SourceView, now: datetime) -> str:
    """How a source fares, in one sentence."""
    if source.off:
        return f"off: {clean(source.off)}"
    if source.failures:
        times = "once" if source.failures == 1 else f"{source.failures} times in a row"
        last = (
            f"; last success {ago(source.succeeded_at, now)}" if source.succeeded_at else "; never succeeded"
        )
        wait = (source.next_poll_at - now).total_seconds() if source.next_poll_at else 0.0
        then = f"; next try in {span(wait)}" if wait > 0 else "; next try now"
        return f"failed {times}: {clean(source.error).rstrip('.')}{last}{then}"
    if source.succeeded_at is None:
        return "not polled yet"
    parts = [f"last success {ago(source.succeeded_at, now)}"]
    if source.lag_s is not None:
        parts.append(f"newest item came {span(source.lag_s)} after it was published")
    parts.append(f"{source.items} {_plural('item', source.items)} read")
    if source.headlines:
        parts.append("headline and link only")
    return ", ".join(parts)


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago something was, to the nearest sensible unit."""
    if moment is None:
        return "never"
    return f"{span((now - moment).total_seconds())} ago"


def span(seconds: float) -> str:
    """A stretch of time in one unit: seconds below two minutes, minutes below two hours, hours below two days."""
    seconds = max(0.0, seconds)
    if seconds < 120:
        return f"{round(seconds)} s"
    if seconds < 7_200:
        return f"{round(seconds / 60)} min"
    if seconds < 172_800:
        return f"{round(seconds / 3_600)} h"
    return f"{round(seconds / 86_400)} days"


def _name(source: SourceView) -> list[Element]:
    parts = [
        run(source.name[:MAX_NAME], "bold"),
        run("  ", edges=True),
        anchor(source.url, host_of(source.url)),
    ]
    return [*parts, run("  yours", "italic", edges=True)] if source.own else parts


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
