"""What the command line and `/metrics` say of sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge

from bot.desk.news.polling import name_for_metrics
from bot.settings import SourceSettings
from bot.sources.catalogue import sources_of
from bot.store.feeds import Feed


def described(settings: SourceSettings) -> str:
    """Which sources are polled, and why others are not."""
    if not settings.enabled:
        return "off by sources.enabled"
    named = sources_of(settings)
    on = [source.name for source in named if not source.off]
    off = [f"{source.name} is off: {source.off}" for source in named if source.off]
    return "; ".join([f"{len(on)} polled ({', '.join(on)})" if on else "none is polled", *off])


class SourceGauges:
    """The health of sources as gauges; those that workspaces added are summed up under one name."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, what: str) -> Gauge:
            return Gauge(f"deskwire_source_{name}", what, ["source"], registry=registry)

        self._count = gauge("count", "Sources that are polled.")
        self._failing = gauge("failing", "Sources whose last poll failed.")
        self._failures = gauge("failures", "Failures in a row, the most of any source of that name.")
        self._age = gauge("success_age_seconds", "Seconds since the last success, the longest.")
        self._lag = gauge("lag_seconds", "How late the newest item came, the longest.")

    def set(self, feeds: Iterable[Feed], now: datetime) -> None:
        """Show the sources as they stand."""
        for each in (self._count, self._failing, self._failures, self._age, self._lag):
            each.clear()
        by_name: dict[str, list[Feed]] = {}
        for feed in feeds:
            if feed.enabled:
                by_name.setdefault(name_for_metrics(feed.team, feed.name), []).append(feed)
        for name, group in by_name.items():
            self._count.labels(name).set(len(group))
            self._failing.labels(name).set(sum(1 for feed in group if feed.failures))
            self._failures.labels(name).set(max(feed.failures for feed in group))
            ages = [(now - feed.succeeded_at).total_seconds() for feed in group if feed.succeeded_at]
            if ages:
                self._age.labels(name).set(max(ages))
            lags = [feed.lag_s for feed in group if feed.lag_s is not None]
            if lags:
                self._lag.labels(name).set(max(lags))
