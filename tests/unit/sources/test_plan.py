"""When a source is asked again."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from bot.cli.sources import SourceGauges, described
from bot.model import PUBLIC, Team
from bot.settings import SourceSettings
from bot.slack.feeds import SourceView, listing, span, state, trial
from bot.slack.messages import fit
from bot.sources.catalogue import of_search, of_ticker, sources_of
from bot.sources.polling_plan import LONGEST_PAUSE_S, SLOWEST_S, after_failure, after_success
from bot.store.feeds import Feed

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
seconds = st.integers(0, 10**9)


@given(st.integers(30, 10_000), st.none() | seconds, st.none() | seconds, st.integers())
def test_never_sooner_than_our_own_interval_nor_later_than_a_few_hours(
    every: int, ttl: int | None, age: int | None, seed: int
) -> None:
    wait = after_success("feed", every, ttl, age, random.Random(seed))
    assert every <= wait <= max(every, SLOWEST_S) * 1.1
    if ttl is not None and every <= ttl <= SLOWEST_S:
        assert wait >= ttl
    assert after_success("edgar", 30, ttl, age, random.Random(seed)) == 30


@given(st.integers(1, 10_000), st.none() | seconds, st.integers())
def test_pauses_grow_and_end(failures: int, asked: int | None, seed: int) -> None:
    for kind in ("edgar", "feed"):
        wait = after_failure(kind, 30, failures, asked, random.Random(seed))
        assert 15 <= wait <= max(LONGEST_PAUSE_S[kind], 86_400)
        assert wait >= min(asked or 0, 86_400)
        assert after_failure(kind, 30, 1, None, random.Random(seed)) <= 30


def test_edgar_is_off_without_a_contact_and_says_why() -> None:
    assert "edgar-8-k is off: The SEC wants to know" in described(SourceSettings())
    on = described(SourceSettings(contact="desk@example.com", edgar_forms=("8-K", "6-K")))
    assert on.startswith("6 polled (edgar-8-k, edgar-6-k, federal-reserve") and " off" not in on
    assert described(SourceSettings(enabled=False)) == "off by sources.enabled"


def test_tickers_and_searches_are_opt_in() -> None:
    assert not [each for each in sources_of(SourceSettings()) if "yahoo" in each.url or "google" in each.url]
    chosen = SourceSettings(tickers=("BRK.B",), searches=("chip export & rules",))
    kinds = {each.name: (each.kind, each.url) for each in sources_of(chosen)}
    assert kinds["ticker-brk.b"][0] == "feed" and "s=BRK.B&" in kinds["ticker-brk.b"][1]
    assert kinds["search-chip-export-rules"][0] == "headlines"
    assert "q=chip+export+%26+rules&" in kinds["search-chip-export-rules"][1]
    assert of_ticker("A&B", 300).url.count("&") == 2 and of_search("x", 300).every_s == 300


def test_states_in_words() -> None:
    source = SourceView("wire", "https://example.com/feed")
    assert state(source, NOW) == "not polled yet"
    well = SourceView("wire", "https://e.com", succeeded_at=NOW - timedelta(minutes=3), lag_s=41.2, items=1)
    assert (
        state(well, NOW)
        == "last success 3 min ago, newest item came 41 s after it was published, 1 item read"
    )
    bad = SourceView(
        "wire", "https://e.com", failures=3, error="It is down.", next_poll_at=NOW + timedelta(hours=3)
    )
    assert state(bad, NOW) == "failed 3 times in a row: It is down; never succeeded; next try in 3 h"
    assert span(1e6) == "12 days" and span(-1) == "0 s"


def test_the_list_keeps_slacks_limits_and_formats_nothing_of_others() -> None:
    nasty = "*x* <!channel> `y`"
    many = [SourceView(f"feed-{n}", "https://example.com/f", failures=1, error=nasty * 20) for n in range(90)]
    message = fit(listing(many, NOW, command="/news feeds"))
    assert message["text"] == "Where news comes from: 90 sources, 90 failing"
    assert len(message["blocks"]) <= 50
    shown = fit(trial(nasty, [], 0, "https://example.com", NOW, note=nasty))
    assert "<!channel>" not in shown["text"]


def test_metrics_sum_up_what_workspaces_added() -> None:
    registry = CollectorRegistry()
    gauges = SourceGauges(registry)

    def feed(name: str, team: Team, failures: int) -> Feed:
        then = NOW - timedelta(seconds=90)
        return Feed(
            team, name, "u", "feed", 300, True, "", NOW, NOW, failures=failures, succeeded_at=then, lag_s=5.0
        )

    gauges.set([feed("ecb", PUBLIC, 0), feed("secret", Team("T1"), 2), feed("other", Team("T2"), 0)], NOW)
    said = generate_latest(registry).decode()
    assert 'deskwire_source_success_age_seconds{source="ecb"} 90.0' in said
    assert 'deskwire_source_failures{source="workspace"} 2.0' in said
    assert 'deskwire_source_count{source="workspace"} 2.0' in said
    assert "secret" not in said
    gauges.set([], NOW)
    assert "ecb" not in generate_latest(registry).decode()
