"""What `/metrics` counts: each function registers a counter and returns what counts with it."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter

from bot.desk.news.polling import Polled
from bot.reading.fetch import Fetched


def count_fetches(registry: CollectorRegistry) -> Callable[[Fetched], None]:
    """Pages that were fetched."""
    counter = Counter("deskwire_fetches", "Pages fetched, by outcome.", ["outcome"], registry=registry)

    def count(fetched: Fetched) -> None:
        counter.labels(fetched.outcome).inc()

    return count


def count_polls(registry: CollectorRegistry) -> Callable[[Polled], None]:
    """Polls of sources, and the items that were new."""
    polls = Counter(
        "deskwire_polls", "Polls of sources, by outcome.", ["source", "outcome"], registry=registry
    )
    items = Counter("deskwire_source_items", "New items of sources.", ["source"], registry=registry)

    def count(polled: Polled) -> None:
        polls.labels(polled.feed, polled.outcome).inc()
        items.labels(polled.feed).inc(polled.new)

    return count


def count_summaries(registry: CollectorRegistry) -> Callable[[str], None]:
    """Summaries by a language model."""
    counter = Counter(
        "deskwire_summaries", "Summaries by a language model, by outcome.", ["outcome"], registry=registry
    )
    return lambda outcome: counter.labels(outcome).inc()
