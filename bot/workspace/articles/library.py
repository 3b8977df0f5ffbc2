"""The texts of the sample articles, read from the files beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Sample:
    """One article. `label` says in a few words what to expect, `hours` is its age at the start."""

    slug: str
    title: str
    label: str
    deck: str
    author: str
    section: str
    hours: float
    paragraphs: tuple[str, ...]


def load() -> list[Sample]:
    """All samples, newest first."""
    texts = [
        (entry.name.removesuffix(".txt"), entry.read_text("utf-8"))
        for entry in files("bot.workspace.articles").iterdir()
        if entry.name.endswith(".txt")
    ]
    return sorted((parse(slug, text) for slug, text in texts), key=lambda sample: sample.hours)


def parse(slug: str, text: str) -> Sample:
    """An article from `key: value` lines, an empty line, and paragraphs with empty lines between them."""
    head, _, body = text.strip().partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    return Sample(
        slug=slug,
        title=fields["title"],
        label=fields["label"],
        deck=fields["deck"],
        author=fields["author"],
        section=fields["section"],
        hours=float(fields["hours"]),
        paragraphs=tuple(" ".join(paragraph.split()) for paragraph in body.split("\n\n")),
    )
