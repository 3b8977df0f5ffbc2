"""Articles and briefs as JSON and back: one wire format for the store, the worker and the command line."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from bot.model import Article, Brief, Target

_ARTICLE = TypeAdapter(Article)
_BRIEF = TypeAdapter(Brief)
_TARGETS = TypeAdapter(list[Target])


def article_to_json(article: Article) -> dict[str, Any]:
    """The article object of the command line; `published_at` in ISO 8601 with its offset."""
    return dict(_ARTICLE.dump_python(article, mode="json"))


def article_from_json(data: object) -> Article:
    """Rebuild an article from `article_to_json`; raises `pydantic.ValidationError` on anything else."""
    return _ARTICLE.validate_python(data)


def brief_to_json(brief: Brief) -> dict[str, Any]:
    """The brief object of the command line."""
    return dict(_BRIEF.dump_python(brief, mode="json"))


def brief_from_json(data: object) -> Brief:
    """Rebuild a brief from `brief_to_json`; raises `pydantic.ValidationError` on anything else."""
    return _BRIEF.validate_python(data)


def targets_to_json(targets: list[Target]) -> list[dict[str, Any]]:
    """Targets with their score and label."""
    return list(_TARGETS.dump_python(targets, mode="json"))
