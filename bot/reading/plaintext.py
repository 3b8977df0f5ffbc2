"""Text that somebody gives directly: analysed as it is, so that offsets into it stay valid."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.errors import DeskwireError
from bot.model import MAX_WORDS, Article, Coverage
from bot.reading.language import is_english
from bot.reading.textnorm import cut, tidy, words_in
from bot.reading.titles import MAX_TITLE
from bot.reading.verdict import SENTENCES, refuse

LONG = f"Only the first {MAX_WORDS:,} words were read."
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_HEADLINE_WORDS = 25
_SENTENCE_TITLE = 160


def article_from_text(
    text: str, *, title: str = "", url: str = "", published_at: datetime | None = None
) -> Article:
    """An article of a text as it was given, unchanged.

    Only empty and non-English text is refused (`not_an_article`). One line is a headline. A naive
    `published_at` is read as UTC. Beyond `MAX_WORDS` words the text is read to that word only.
    """
    # What no database stores is replaced one for one, so that offsets still hold.
    text = _UNSTORABLE.sub("\ufffd", text)
    visible = tidy(text.replace("\ufffd", ""))
    if not any(char.isalnum() for char in visible):
        raise DeskwireError("not_an_article", SENTENCES["empty"], reason="empty")
    if not is_english(visible if len(visible) > 80 else f"{visible} {title}"):
        raise refuse("language")
    end = cut_at(text)
    coverage: Coverage = (
        "partial" if end is not None else "full" if "\n" in text.strip() else headline_or_full(visible)
    )
    if published_at is not None and published_at.tzinfo is None:
        published_at = published_at.replace(tzinfo=UTC)
    return Article(
        url=url,
        canonical_url=url,
        title=cut(tidy(title), MAX_TITLE) or title_of_text(text),
        text=text if end is None else text[:end],
        published_at=published_at,
        coverage=coverage,
        warnings=(LONG,) if end is not None else (),
    )


def headline_or_full(line: str) -> Coverage:
    """A single line is a headline unless it runs on like a paragraph: several sentences or 60 words."""
    sentences = len(_SENTENCE_END.split(line))
    return "headline" if words_in(line) <= 60 and sentences <= 2 else "full"


def cut_at(text: str) -> int | None:
    """Where the first `MAX_WORDS` words of a text end; None when it has no more."""
    if len(text) < 2 * MAX_WORDS:
        return None
    for count, found in enumerate(re.finditer(r"\S+", text), start=1):
        if count == MAX_WORDS:
            rest = text[found.end() :]
            return found.end() if rest.strip() else None
    return None


def title_of_text(text: str) -> str:
    """A title for a text without one: its first line if that reads like a headline, or its first sentence."""
    lines = [line for each in text[:5_000].splitlines() if (line := tidy(each))]
    if not lines:
        return ""
    first = lines[0].lstrip("#*= ").rstrip("*= ") or lines[0]
    is_line = (
        len(lines) > 1 and words_in(first) <= _HEADLINE_WORDS and not first.endswith((".", ":", ";", ","))
    )
    if is_line:
        return cut(first, MAX_TITLE)
    return cut(_SENTENCE_END.split(first, maxsplit=1)[0], _SENTENCE_TITLE)
