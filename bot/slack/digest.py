"""How a digest is said: the message in the channel, its details in the thread, and answers. Pure functions.

The fallback text is what a phone shows of it in one line: the list, the first story, how many more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.model import label_of, level_of
from bot.slack import say
from bot.slack.cards import DISCLAIMER
from bot.slack.digest_parts import Digest, Disagreement, Hint, Mark, Net, StoryLine, Weighed
from bot.slack.elements import Element, anchor, bullets, context, line, plain, rich, run, section
from bot.slack.escape import escape, host_of, literal
from bot.slack.messages import Block, Message
from bot.slack.text import cut

TOP = 5
NETS = 6
MARKS = 3
SOURCES = 3
ALL_NETS = 60
SILENT = 40
TITLE = 160
HINT_TITLE = 80
NOTIFIED_TITLE = 90
LIST_NAME = 60
SOURCE = 40
NOTES = 6
NOTE = 300

REASONS = {
    "restricted": "on the restricted list",
    "muted": "muted",
    "old": "old",
    "in passing": "named in passing",
}
"""Why articles were left out, in words."""


def parent(digest: Digest) -> Message:
    """The message in the channel; what it has no room for follows in its thread."""
    if not digest.material:
        return nothing(digest)
    blocks: list[Block] = [
        {"type": "header", "text": plain(cut(f"Digest: {digest.title}", 140))},
        context(_origin(digest)),
        *_notes(digest),
    ]
    top = digest.stories[:TOP]
    if top:
        blocks += [section("*Top stories by impact*"), rich(bullets(map(_story, top)))]
    nets = [_weighed(digest.weighed)] if digest.weighed else []
    nets += map(_net, digest.nets[:NETS])
    blocks += _named("Net sentiment", nets, len(digest.nets) - NETS)
    blocks += _named("Sources disagree", map(_disagreement, digest.disagreements))
    blocks += _named("What to watch", map(_hint, digest.watch))
    gone = digest.withdrawn
    blocks += _named("Withdrawn by their publishers", map(_withdrawn, gone[:TOP]), len(gone) - TOP)
    blocks.append(context("  ·  ".join(filter(None, (_in_thread(digest), DISCLAIMER)))))
    return {"text": _notified(digest), "blocks": blocks}


def nothing(digest: Digest) -> Message:
    """One line for a window in which nothing happened that matters."""
    said = f"nothing material since {say.moment(digest.since, digest.tz)}"
    read = _counted(digest)
    if digest.counts.left_out:
        # Silence because nothing happened and silence because nothing may be said are not the same.
        read = f"{read}; left out: {_dropped(digest)}"
    name = escape(cut(digest.title, LIST_NAME))
    return {
        "text": f"{name}: {said} ({read})",
        "blocks": [section(f"*{name}*: {said} ({read})."), *_notes(digest)],
    }


def details(digest: Digest) -> Message | None:
    """The thread: every ticker, the other stories, the filings, who had no news. None if that is all said."""
    blocks: list[Block] = []
    if len(digest.nets) > NETS:
        rest = len(digest.nets) - ALL_NETS
        blocks += _named("Net sentiment of every ticker", map(_net, digest.nets[:ALL_NETS]), rest)
    others = digest.stories[TOP:]
    blocks += _named("More stories", map(_story, others), digest.told - len(digest.stories))
    blocks += _named("Filings", map(_story, digest.filings), digest.filed - len(digest.filings))
    if not blocks and len(digest.silent) < 2:
        return None
    if digest.silent:
        blocks.append(context(f"*No news:* {escape(_some(digest.silent, SILENT))}"))
    if digest.counts.dropped:
        blocks.append(context(f"*Left out:* {_dropped(digest)}"))
    return {"text": f"Details of the digest {escape(cut(digest.title, LIST_NAME))}", "blocks": blocks}


def chart(file_id: str, alt: str) -> Message:
    """The chart, which bears its own title, as a message of the thread; `alt` says in words what it shows."""
    return {
        "text": escape(cut(alt, 250)),
        "blocks": [
            {
                "type": "image",
                "slack_file": {"id": file_id},
                "alt_text": literal(alt),
            }
        ],
    }


def chart_alt(digest: Digest, shown: Sequence[Net]) -> str:
    """What the chart shows, for those who cannot see it."""
    rows = "; ".join(_net_words(net) for net in shown)
    return f"Net sentiment of {cut(digest.title, LIST_NAME)}: {rows}."


def preview(digest: Digest, *, alone: bool = True) -> Message:
    """What would be posted now, for the person who asks; `alone` says whether nobody else sees the answer."""
    shown = parent(digest)
    who = (
        "Only you see this; nothing was posted."
        if alone
        else "This is the answer alone; no digest was posted."
    )
    note = context(f"*Preview.* {who}")
    return {"text": f"Preview: {shown['text']}", "blocks": [note, *shown["blocks"]]}


def _notified(digest: Digest) -> str:
    name = escape(cut(digest.title, LIST_NAME))
    first = (*digest.stories, *digest.filings, *digest.withdrawn)[0]
    figures = [f"{escape(mark.ticker)} {say.signed(mark.score)}" for mark in first.marks[:2]]
    figures.append(f"impact {level_of(first.impact)}")
    more = digest.told + digest.filed + len(digest.withdrawn) - 1
    rest = f", and {more} more" if more else ""
    return f"{name}: {escape(cut(literal(first.title), NOTIFIED_TITLE))} ({', '.join(figures)}){rest}"


def _origin(digest: Digest) -> str:
    span = f"{say.slack_date(digest.since, digest.tz)} to {say.slack_date(digest.until, digest.tz)}"
    parts = [span, _counted(digest)]
    if digest.counts.left_out:
        parts.append(f"left out: {_dropped(digest)}")
    return "  ·  ".join(parts)


def _counted(digest: Digest) -> str:
    counts = digest.counts
    told = "story" if counts.stories == 1 else "stories"
    return f"{say.plural(counts.read, 'article')} read, {counts.stories} {told}"


def _dropped(digest: Digest) -> str:
    return ", ".join(f"{count} {REASONS.get(reason, reason)}" for reason, count in digest.counts.dropped)


def _notes(digest: Digest) -> list[Block]:
    return (
        [context(*(f"*Note:* {escape(cut(note, NOTE))}" for note in digest.notes[:NOTES]))]
        if digest.notes
        else []
    )


def _named(name: str, items: Iterable[Element], more: int = 0) -> list[Block]:
    """A list under its name; nothing at all where it is empty."""
    elements = list(items)
    if not elements:
        return []
    parts = [bullets(elements)]
    if more > 0:
        parts.append(line(run(f"and {more} more", "italic")))
    return [section(f"*{name}*"), rich(*parts)]


def _story(story: StoryLine) -> Element:
    title = cut(literal(story.title) or host_of(story.url) or "Untitled article", TITLE)
    elements: list[Element] = []
    if story.marks:
        elements.append(run(f"{_marks(story.marks)}  ", "bold", edges=True))
    elements.append(anchor(story.url, title))
    said = [f"impact {level_of(story.impact)} {story.impact:.2f}", _sources(story)]
    if story.undated:
        said.append("undated")
    if story.continues:
        said.append("continues")
    elements.append(run("".join(f"  ·  {part}" for part in said if part), edges=True))
    return line(*elements)


def _withdrawn(story: StoryLine) -> Element:
    return line(run("RETRACTED  ", "bold", edges=True), anchor(story.url, cut(literal(story.title), TITLE)))


def _marks(marks: Sequence[Mark]) -> str:
    shown = [
        f"{literal(mark.ticker)} {say.signed(mark.score)} {label_of(mark.score)}" for mark in marks[:MARKS]
    ]
    more = len(marks) - MARKS
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _sources(story: StoryLine) -> str:
    source = _source(story.source) or host_of(story.url)
    if not story.also_from:
        return source
    return f"{source}, also from {_some([_source(each) for each in story.also_from], SOURCES)}"


def _source(name: str) -> str:
    return cut(literal(name), SOURCE)


def _some(names: Sequence[str], most: int) -> str:
    more = len(names) - most
    return say.listed([*names[:most], f"{more} more"] if more > 0 else names)


def _net(net: Net) -> Element:
    ticker, _, words = _net_words(net).partition(" ")
    return line(run(ticker, "bold"), run(f"  {words}", edges=True))


def _net_words(net: Net) -> str:
    told = "story" if net.stories == 1 else "stories"
    weight = "" if net.weight is None else f", {_weight(net.weight)}"
    return (
        f"{literal(net.ticker)} {say.signed(net.score)} {label_of(net.score)}, {_moved(net.change)},"
        f" {net.stories} {told}{weight}"
    )


def _weight(weight: float) -> str:
    return f"{say.part(abs(weight))} of the portfolio{', short' if weight < 0 else ''}"


def _weighed(whole: Weighed) -> Element:
    said = f"{say.signed(whole.score)} {label_of(whole.score)} by weight, news about {say.part(whole.part)} of it"
    return line(run("The portfolio", "bold"), run(f"  {said}", edges=True))


def _moved(change: float | None) -> str:
    if change is None:
        return "no news before"
    if abs(change) < 0.005:
        return "unchanged"
    return f"{'up' if change > 0 else 'down'} {abs(change):.2f}"


def _disagreement(each: Disagreement) -> Element:
    voices = (
        f": {_source(each.high.source)} {say.signed(each.high.score)} {label_of(each.high.score)}, "
        f"{_source(each.low.source)} {say.signed(each.low.score)} {label_of(each.low.score)}"
    )
    elements = [run(literal(each.ticker), "bold")]
    if each.title:
        elements += [run("  ", edges=True), anchor(each.url, cut(literal(each.title), TITLE))]
    else:
        voices = f"  over all its stories{voices}"
    return line(*elements, run(voices, edges=True))


def _hint(hint: Hint) -> Element:
    if not hint.title:
        return line(run(hint.says))
    return line(run(f"{hint.says}: ", edges=True), anchor(hint.url, cut(literal(hint.title), HINT_TITLE)))


def _in_thread(digest: Digest) -> str:
    parts = []
    more = digest.told - TOP
    if more > 0:
        parts.append("1 more story" if more == 1 else f"{more} more stories")
    if digest.filed:
        parts.append(say.plural(digest.filed, "filing"))
    if len(digest.nets) > NETS:
        parts.append("every ticker")
    return f"In the thread: {say.listed(parts)}" if parts else ""


def late(at: datetime, tz: str) -> str:
    """Says that a digest comes later than planned."""
    return f"Late: this was due at {say.moment(at, tz)}."


def skipped(moments: Sequence[datetime], tz: str) -> str:
    """Says which digests were never posted; this one tells what they would have told."""
    named = _some([say.moment(each, tz) for each in moments], 3)
    return f"Skipped, because they were more than two hours late: {named}. This digest covers them."
