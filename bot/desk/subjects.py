"""What digests and alerts follow: a watchlist or a portfolio, each by one name. Pure.

A portfolio's name is told from a list's by what stands before it, which no name of a list can begin with.
"""

from __future__ import annotations

from bot.desk import owners

PORTFOLIO = "portfolio:"


def portfolio(name: str) -> str:
    """The subject of a portfolio; the unnamed one has none but what all portfolios begin with."""
    return f"{PORTFOLIO}{name}"


def portfolio_name(subject: str) -> str | None:
    """The name of the portfolio that is meant; None where the subject is a watchlist."""
    return subject.removeprefix(PORTFOLIO) if subject.startswith(PORTFOLIO) else None


def title(subject: str) -> str:
    """How a subject is headed: `semis`, `Watchlist`, `Portfolio growth`, `Portfolio`."""
    name = portfolio_name(subject)
    if name is None:
        return subject or "Watchlist"
    return f"Portfolio {name}".strip()


def portfolio_named(text: str) -> str:
    """The name of a portfolio as it is kept. Raises `DeskwireError("bad_input")` for one that could not be typed."""
    return owners.name_of(
        text, noun="portfolio", unnamed=frozenset({"portfolio"}), example="portfolio:growth"
    )
