"""What a digest says, as plain values: the desk builds them, the views show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model import LOW_BELOW


@dataclass(frozen=True, slots=True)
class Mark:
    """A ticker with its sentiment score."""

    ticker: str
    score: float


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in one line. `also_from` are its other sources; `continues`: the window before had it already.

    `impact` is the highest of its articles, `at` the latest of them, `marks` what it means for which ticker.
    """

    story_id: str
    title: str
    url: str
    source: str
    at: datetime
    impact: float
    articles: int
    marks: tuple[Mark, ...] = ()
    also_from: tuple[str, ...] = ()
    undated: bool = False
    continues: bool = False
    filing: bool = False


@dataclass(frozen=True, slots=True)
class Net:
    """The net sentiment of a ticker over its stories; `before` is that of the window before, None without news.

    `weight` is the part of the portfolio that it makes up, negative for a short position; None where it is not told.
    """

    ticker: str
    score: float
    stories: int
    before: float | None = None
    weight: float | None = None

    @property
    def change(self) -> float | None:
        """How far it moved since the window before."""
        return None if self.before is None else round(self.score - self.before, 2)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the news means for a portfolio as a whole, from -1 to 1: the net sentiments of its holdings by weight.

    Good news about a short position counts against it. `part` of the portfolio (0 to 1) had news.
    """

    score: float
    part: float


@dataclass(frozen=True, slots=True)
class Voice:
    """What one source says of a ticker."""

    source: str
    score: float


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sources far apart on one ticker: on one story, or (without a title) over all of them."""

    ticker: str
    low: Voice
    high: Voice
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to keep an eye on, and the story it comes from, if any."""

    says: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was read about the list, in how many stories it is told, and what was left out for which reason."""

    read: int
    stories: int
    dropped: tuple[tuple[str, int], ...] = ()

    @property
    def left_out(self) -> int:
        """How many articles were left out."""
        return sum(count for _, count in self.dropped)


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything that one digest says. Stories by impact, highest first; `filings` are those not among them.

    Only the first of each are worked out: `told` and `filed` are how many there are.
    `silent` are the watched tickers without news, `notes` sentences about this post itself (late, skipped).
    """

    title: str
    since: datetime
    until: datetime
    counts: Counts
    stories: tuple[StoryLine, ...] = ()
    told: int = 0
    filings: tuple[StoryLine, ...] = ()
    filed: int = 0
    nets: tuple[Net, ...] = ()
    weighed: Weighed | None = None
    disagreements: tuple[Disagreement, ...] = ()
    watch: tuple[Hint, ...] = ()
    withdrawn: tuple[StoryLine, ...] = ()
    silent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tz: str = "UTC"

    @property
    def material(self) -> bool:
        """Whether there is anything that somebody who trades would want to be told."""
        return bool(self.filings or self.withdrawn) or any(s.impact >= LOW_BELOW for s in self.stories)

    @property
    def tickers(self) -> tuple[str, ...]:
        """Every ticker that is named anywhere in it: what the policy judges."""
        shown = {mark.ticker for story in self._lines() for mark in story.marks}
        shown.update(net.ticker for net in self.nets)
        shown.update(self.silent)
        return tuple(sorted(shown))

    def _lines(self) -> tuple[StoryLine, ...]:
        return (*self.stories, *self.filings, *self.withdrawn)
