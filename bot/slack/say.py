"""How figures are said: words and signs first, so that nothing depends on colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.model import Age, Brief, Coverage, Impact, Overall, TickerSentiment
from bot.slack.escape import escape, literal

CONFIDENT = 0.7
FAIRLY_CONFIDENT = 0.4

COVERAGE: dict[Coverage, str] = {
    "full": "Read in full",
    "partial": "Read in part",
    "headline": "Read the headline only",
}
COVERAGE_WARNING: dict[Coverage, str] = {
    "full": "",
    "partial": "Only part of the article could be read; the figures cover that part.",
    "headline": "Only the headline was read; the figures rest on it alone.",
}
AGE_WARNING: dict[Age, str] = {
    "fresh": "",
    "stale": "This is old news: it was published more than 48 hours before it was read.",
    "undated": "The article does not say when it was published.",
}


def signed(score: float) -> str:
    """A score with its sign and two decimals: `+0.42`, `-0.35`, `0.00`."""
    return "0.00" if abs(score) < 0.005 else f"{score:+.2f}"


def confidence(value: float) -> str:
    """A confidence between 0 and 1 in a word: high, fair or low."""
    return "high" if value >= CONFIDENT else "fair" if value >= FAIRLY_CONFIDENT else "low"


def symbols(row: TickerSentiment) -> str:
    """The ticker with its other share classes: `GOOGL/GOOG`."""
    return literal("/".join((row.ticker, *row.also)))


def overall(value: Overall) -> str:
    """`mildly negative -0.31`, with `mixed` in front where companies pull in different directions."""
    return f"{'mixed, ' if value.mixed else ''}{value.label} {signed(value.score)}"


def impact(value: Impact) -> str:
    """`high 0.72`."""
    return f"{value.level} {value.score:.2f}"


def row(value: TickerSentiment) -> str:
    """What is said about one ticker: `-0.35 moderately negative  relevance 0.80`."""
    return f"{signed(value.score)} {value.label}  relevance {value.relevance:.2f}"


def primary(brief: Brief) -> tuple[TickerSentiment, ...]:
    """The rows a reader would act on: the primary ones, or the most relevant if none is primary."""
    rows = tuple(row for row in brief.tickers if row.role == "primary")
    return rows or brief.tickers[:1]


def fallback(title: str, brief: Brief, *, most: int = 6) -> str:
    """The card in one line, for notifications and screen readers."""
    tickers = [escape(row.ticker) for row in brief.tickers[:most]]
    more = len(brief.tickers) - len(tickers)
    named = ", ".join(tickers) + (f" and {more} more" if more > 0 else "")
    tail = f" ({named})" if named else ""
    return f"{escape(title)}: {overall(brief.overall)}, impact {impact(brief.impact)}{tail}"


def moment(when: datetime, tz: str) -> str:
    """A time in the given zone, with the zone's name: `3 Nov 2026, 14:05 EST`. An unknown zone means UTC."""
    try:
        zone = ZoneInfo(tz or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    local = when.astimezone(zone)
    return f"{local.day} {local:%b %Y, %H:%M %Z}"


def slack_date(when: datetime, tz: str) -> str:
    """Slack's date markup, shown in each reader's own zone; its fallback names the zone of the channel."""
    return f"<!date^{int(when.timestamp())}^{{date_short_pretty}} {{time}}|{moment(when, tz)}>"


def part(share: float) -> str:
    """A part of a whole in per cent: `12.5%`, `3%`, `0.04%`; `less than 0.01%` for what is not nothing."""
    if 0 < abs(share) < 0.0001:
        return "less than 0.01%"
    digits = f"{share * 100:.1f}" if abs(share) >= 0.001 else f"{share * 100:.2f}"
    return f"{digits.rstrip('0').rstrip('.')}%"


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def followers(digests: int, alerts: int) -> str:
    """What follows a list that was emptied, in a sentence; nothing where nothing does."""
    said = [plural(count, noun) for count, noun in ((digests, "digest"), (alerts, "alert")) if count]
    if not said:
        return ""
    one = digests + alerts == 1
    return f"{listed(said)} {'follows' if one else 'follow'} it, with nothing to tell until something stands on it."


def numbers(lines: Sequence[int], most: int = 12) -> str:
    """Lines of a file by their numbers: `line 4`, `lines 4, 7 and 9-31`; beyond `most` pieces the last are counted."""
    pieces: list[list[int]] = []
    for each in sorted(set(lines)):
        if pieces and each == pieces[-1][-1] + 1:
            pieces[-1].append(each)
        else:
            pieces.append([each])
    said: list[str] = []
    for run in pieces[:most]:
        said += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    left = sum(len(run) for run in pieces[most:])
    noun = "line" if len(set(lines)) == 1 else "lines"
    return f"{noun} {listed([*said, f'{left} more'] if left else said)}"


def plural(count: int, noun: str) -> str:
    """`1 company`-like counts for regular nouns: `1 sentence`, `3 sentences`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
