"""A brief as a person reads it in a terminal: plain text, so that it can be piped anywhere."""

from __future__ import annotations

import textwrap

from bot.model import Article, Brief, TickerSentiment

WIDTH = 100


def brief_as_text(article: Article, brief: Brief) -> str:
    """The card in plain text, top to bottom."""
    overall = brief.overall
    mixed = ", mixed" if overall.mixed else ""
    published = article.published_at.strftime("%Y-%m-%d %H:%M %Z") if article.published_at else "undated"
    where = " | ".join(part for part in (article.site, article.byline, published, brief.age) if part)
    parts = [
        _clean(article.title),
        where,
        "",
        *_wrapped(brief.tldr),
        "",
        f"Overall   {overall.score:+.2f} {overall.label}{mixed} (confidence {overall.confidence:.2f})",
        f"Impact    {brief.impact.score:.2f} {brief.impact.level}"
        + "".join(f", {driver.event}" for driver in brief.impact.drivers[:3]),
    ]
    if brief.themes:
        parts.append(f"Themes    {', '.join(brief.themes)}")
    if brief.tickers:
        parts += ["", *(line for row in brief.tickers for line in _row(row))]
    parts += ["", *_wrapped(brief.summary)]
    parts += ["", *(f"! {_clean(warning)}" for warning in brief.warnings)] if brief.warnings else []
    engine = ", ".join(f"{name} {value}" for name, value in brief.engine.items())
    parts += ["", f"Coverage {brief.coverage}; {engine}. No investment advice."]
    return "\n".join(parts)


def _row(row: TickerSentiment) -> list[str]:
    symbol = "/".join((row.ticker, *row.also))
    head = f"{symbol:<12} {row.score:+.2f} {row.label:<20} relevance {row.relevance:.2f}  {row.role:<9} {row.name}"
    quotes = [f'"{_clean(e.text)}" ({e.score:+.2f})' for e in row.evidence[:2]]
    return [head, *(line for quote in quotes for line in _wrapped(quote, "             "))]


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(_clean(text), WIDTH, initial_indent=indent, subsequent_indent=indent)


def _clean(text: str) -> str:
    """Article text may hold terminal control sequences; none of them may reach a terminal."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in text).split())
