"""What people type after `/news` or `@Deskwire`, as one of a few intents. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

LinksMode = Literal["off", "reaction", "auto"]

_MODES: dict[str, LinksMode] = {"off": "off", "reaction": "reaction", "auto": "auto"}
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " "})
_LINK = re.compile(r"<((?:https?|ftp)://[^>|\s]+)(?:\|[^>]*)?>|((?:https?://|www\.)\S+)", re.IGNORECASE)
_SCHEMELESS = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(/\S*)?$", re.IGNORECASE)
_MENTION = re.compile(r"<@([UWB][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Help:
    """Explain what can be typed."""


@dataclass(frozen=True, slots=True)
class BriefLinks:
    """Brief these links, in the channel or for the person alone."""

    urls: tuple[str, ...]
    private: bool = False


@dataclass(frozen=True, slots=True)
class SetLinks:
    """What links in this channel's messages do; None asks how it stands."""

    mode: LinksMode | None


@dataclass(frozen=True, slots=True)
class AllowBot:
    """Read, or no longer read, what a bot posts in this channel; `bot` is its user or bot id."""

    bot: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class Restrict:
    """Change or list the restricted list."""

    action: Literal["add", "remove", "list"]
    tickers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InArea:
    """Something for one part of the desk, which reads `text`, the rest of the line, by itself."""

    area: str
    text: str


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """Nothing we know; `sentence` says what to type instead."""

    sentence: str


Intent = Help | BriefLinks | SetLinks | AllowBot | Restrict | InArea | Misunderstood


def parse(
    text: str, *, limit: int = 3, command: str = "/news", areas: Collection[str] = frozenset()
) -> Intent:
    """Read one line as typed. `limit` is the number of links one message may ask for.

    `areas` are the words that lead to a part of the desk (`watch`, `digest`).
    """
    cleaned = text.translate(_QUOTES).strip()
    words = cleaned.split()
    if not words or words[0].lower() in {"help", "?", "hi", "hello"}:
        return Help()
    first = words[0].lower()
    if first == "links":
        return _links(words[1:], command)
    if first == "restrict":
        return _restrict(words[1:], command)
    if first in areas:
        return InArea(first, cleaned[len(words[0]) :].strip())
    urls = _urls(cleaned)
    if urls:
        rest = _LINK.sub(" ", cleaned).lower().split()
        return BriefLinks(tuple(urls[:limit]), private="private" in rest)
    if _SCHEMELESS.match(words[0]):
        return BriefLinks((f"https://{words[0]}",), private="private" in (w.lower() for w in words[1:]))
    shown = " ".join(words)[:60]
    return Misunderstood(
        f"I do not know what to do with “{shown}”. Paste a link, as in {command} https://example.com/story,"
        f" or type {command} help."
    )


def _urls(text: str) -> list[str]:
    found: list[str] = []
    for wrapped, bare in _LINK.findall(text):
        url = (wrapped or bare.rstrip(".,;:!?)]'\"")).replace("&amp;", "&")
        url = f"https://{url}" if url.lower().startswith("www.") else url
        if url not in found:
            found.append(url)
    return found


def _links(words: list[str], command: str) -> Intent:
    if not words:
        return SetLinks(None)
    mode = words[0].lower()
    if mode in _MODES:
        return SetLinks(_MODES[mode])
    bot = _MENTION.fullmatch(words[2]) if len(words) == 3 else None
    named = bot.group(1) if bot else (words[2] if len(words) == 3 and words[2][:1] in "UWB" else "")
    if mode == "bot" and len(words) == 3 and words[1].lower() in {"add", "remove"} and named:
        return AllowBot(named, allowed=words[1].lower() == "add")
    return Misunderstood(
        f"Type {command} links auto, {command} links reaction or {command} links off;"
        f" {command} links bot add @name lets me read what that bot posts here."
    )


def _restrict(words: list[str], command: str) -> Intent:
    action = words[0].lower() if words else "list"
    tickers = tuple(word.strip(",").lstrip("$").upper() for word in words[1:] if word.strip(","))
    if action == "list" and not tickers:
        return Restrict("list")
    if action in ("add", "remove") and tickers:
        return Restrict("add" if action == "add" else "remove", tickers)
    return Misunderstood(
        f"Type {command} restrict add TICKER, {command} restrict remove TICKER or {command} restrict list."
    )
