"""A brief of our own writing, small and large."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.model import (
    Article,
    Brief,
    Driver,
    Event,
    Evidence,
    Impact,
    Overall,
    Security,
    TickerSentiment,
    label_of,
)
from bot.slack.cards import CardView


def evidence(text: str, score: float = 0.0) -> Evidence:
    return Evidence(text, 0, len(text), score)


def row(
    ticker: str, score: float, *sentences: str, primary: bool = True, relevance: float = 0.8
) -> TickerSentiment:
    return TickerSentiment(
        ticker=ticker,
        also=("GOOG",) if ticker == "GOOGL" else (),
        name=f"{ticker.title()} Inc.",
        exchange="NASDAQ",
        role="primary" if primary else "secondary",
        relevance=relevance,
        score=score,
        label=label_of(score),
        confidence=0.72,
        evidence=tuple(evidence(text, score) for text in sentences),
    )


ARTICLE = Article(
    url="https://news.example/markets/harbour-copper?utm_source=x",
    canonical_url="https://news.example/markets/harbour-copper",
    title="Harbour Copper cuts its forecast as a smelter stands still",
    text="Harbour Copper cut its forecast on Tuesday. Its smelter has stood still since May.",
    published_at=datetime(2026, 11, 3, 19, 5, tzinfo=UTC),
    site="Example News",
)

BRIEF = Brief(
    tldr="Harbour Copper expects a third less profit after its smelter stopped.",
    summary="Harbour Copper (HBCU) cut its forecast by a third. Rival Nordic Ore (NORE) gains orders.",
    overall=Overall(-0.31, "mildly negative", 0.66),
    impact=Impact(
        0.72, "high", (Driver("guidance_cut", 0.6, (evidence("It cut its forecast by a third."),)),)
    ),
    tickers=(
        row("HBCU", -0.55, "It cut its forecast by a third.", "The smelter has stood still since May."),
        row("NORE", 0.42, "Orders at Nordic Ore rose.", primary=False, relevance=0.4),
    ),
    events=(
        Event(
            "guidance_cut", "Forecast cut", ("HBCU",), {"by": "a third"}, (evidence("It cut its forecast."),)
        ),
    ),
    themes=("copper", "smelting"),
    age="fresh",
    engine={"sentiment": "vader+finance 1", "language": "sm 3", "summary": "extractive 1"},
)

VIEW = CardView(card_id="card-1", article=ARTICLE, brief=BRIEF, asked_by="U0ANNA", tz="America/New_York")


def view(**changes: object) -> CardView:
    return replace(VIEW, **changes)  # type: ignore[arg-type]


def brief(**changes: object) -> Brief:
    return replace(BRIEF, **changes)  # type: ignore[arg-type]


def article(**changes: object) -> Article:
    return replace(ARTICLE, **changes)  # type: ignore[arg-type]


def security(ticker: str, name: str, exchange: str) -> Security:
    return Security(id=f"{exchange}:{ticker}", ticker=ticker, name=name, exchange=exchange)
