"""A story beyond its card: what follows in the card's thread, and the pointer that a second link gets. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.model import Article, Brief
from bot.slack import say
from bot.slack.elements import actions, anchor, button, context, line, rich, run, section
from bot.slack.escape import clean, escape, host_of, link, literal, user_mention
from bot.slack.ids import ActionId
from bot.slack.limits import VALUE
from bot.slack.messages import Block, Message
from bot.slack.text import cut

HEADLINE = 220

Development = Literal["retracted", "corrected", "update", "same"]
"""What an article is to the story that it continues; `same` tells it once more."""

_HEAD = {
    "retracted": "RETRACTED",
    "corrected": "CORRECTION",
    "update": "UPDATE",
    "same": "Also from",
}
_SAYS = {
    "retracted": "The publisher has withdrawn this article.",
    "corrected": "The publisher has corrected this story.",
    "update": "This adds to the story.",
    "same": "This reports the same.",
}


@dataclass(frozen=True, slots=True)
class Follower:
    """An article that continues the story of a card. `by` is who pasted it, if somebody did; `tz` the channel's."""

    article: Article
    brief: Brief
    development: Development
    by: str = ""
    tz: str = "UTC"


def reply(follower: Follower) -> Message:
    """What follows in the thread of the card."""
    article, brief = follower.article, follower.brief
    title = _title(article)
    blocks: list[Block] = [
        context(_origin(follower)),
        rich(line(anchor(article.canonical_url, title, "bold"))),
    ]
    if literal(brief.tldr) and literal(brief.tldr) != title:
        blocks.append(rich(line(run(brief.tldr))))
    if follower.development != "retracted":
        blocks.append(context(_figures(brief)))
    head = _HEAD[follower.development]
    return {"text": f"{head}: {say.fallback(title, brief)}", "blocks": blocks}


def same_story(follower: Follower, permalink: str, shown: str, url: str) -> Message:
    """Answers a link whose story has a card in the channel already; `shown` is what that card is headed.

    With a button for a card of its own: whether two articles report the same is a judgement, and can be wrong.
    """
    target = link(permalink, shown) if clean(shown) else link(permalink, "Open the card")
    says = {
        "retracted": "This withdraws a story that has a card in this channel",
        "corrected": "This corrects a story that has a card in this channel",
        "update": "This adds to a story that has a card in this channel",
        "same": "The same story has a card in this channel",
    }[follower.development]
    brief = follower.brief
    blocks: list[Block] = [section(f"{says}: {target}. It now names this source too.")]
    if literal(brief.tldr):
        blocks.append(rich(line(run(brief.tldr))))
    blocks.append(context(_figures(brief)))
    if url and len(url) <= VALUE:
        blocks.append(actions([button(ActionId.OWN_CARD, "Brief it by itself", url)]))
    return {"text": escape(f"{says}: {shown}"), "blocks": blocks}


def _origin(follower: Follower) -> str:
    article = follower.article
    site = literal(article.site or "") or host_of(article.canonical_url)
    parts = [f"*{_HEAD[follower.development]}*", escape(site)]
    if article.published_at is not None:
        parts.append(say.slack_date(article.published_at, follower.tz))
    parts.append(_SAYS[follower.development])
    if user_mention(follower.by):
        parts.append(f"pasted by {user_mention(follower.by)}")
    return "  ·  ".join(part for part in parts if part)


def _figures(brief: Brief) -> str:
    rows = [f"{escape(say.symbols(row))} {say.signed(row.score)}" for row in say.primary(brief)]
    parts = [say.overall(brief.overall), f"impact {say.impact(brief.impact)}", *rows]
    return "  ·  ".join(parts)


def _title(article: Article) -> str:
    return cut(literal(article.title) or host_of(article.canonical_url) or "Untitled article", HEADLINE)
