"""What a rule would have raised: the kept news of some days, judged one after the other as it came. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.desk.alerts.deciding import Fire, Fired, Held, History, Reason, decide, matches
from bot.desk.alerts.ports import NewsItem, Watched
from bot.desk.alerts.rules import Rule

SAID: Mapping[Reason, str] = {
    "undated": "undated",
    "stale": "old news",
    "told": "the same story again",
    "quiet": "by quiet hours",
    "cooldown": "by the cooldown",
    "cap": "by the daily cap",
    "session": "by the trading hours",
    "no_baseline": "too little news to compare with",
    "relevance": "mentioned in passing",
    "secondary": "not a main subject",
    "restricted": "on the restricted list",
}
"""Why something was held back, for a person; what merely missed the threshold is not told."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What would have happened. `looked` counts the news that the scope concerned."""

    fired: tuple[tuple[NewsItem, Fire], ...]
    held: Mapping[Reason, int]
    looked: int

    def held_said(self) -> list[str]:
        """Why things were held back, the most frequent first: `4 by quiet hours`."""
        known = [(count, SAID[reason]) for reason, count in self.held.items() if reason in SAID]
        return [f"{count} {said}" for count, said in sorted(known, key=lambda pair: (-pair[0], pair[1]))]


def replay(
    rule: Rule,
    before: Sequence[NewsItem],
    items: Sequence[NewsItem],
    members: Watched,
    trading: Mapping[str, bool],
    stopped: frozenset[str] = frozenset(),
) -> Replay:
    """Judge `items`, each at the moment it was read.

    `before` is the news of the days before, to which changes and volumes compare. `trading` says for an
    article's id whether the exchange of the rule's session traded then, `stopped` of which articles nothing may be
    posted: they raise the alert, and nobody hears of it.
    """
    about: dict[str, list[NewsItem]] = defaultdict(list)
    for item in before:
        for match in matches(rule, item, members):
            about[match.subject].append(item)
    fired: list[Fired] = []
    raised: list[tuple[NewsItem, Fire]] = []
    held: Counter[Reason] = Counter()
    waiting: set[str] = set()
    looked = 0
    for item in sorted(items, key=lambda each: (each.read_at, each.article_id)):
        found = matches(rule, item, members)
        if not found:
            continue
        looked += 1
        around = {other.article_id: other for match in found for other in about[match.subject]}
        for match in found:
            about[match.subject].append(item)
        history = History(tuple(fired), tuple(around.values()), members, trading.get(item.article_id, True))
        verdict = decide(rule, item, history, item.read_at)
        if isinstance(verdict, Held):
            key = verdict.waits.key if verdict.waits is not None else ""
            held["told" if key in waiting else verdict.reason] += 1
            waiting |= {key} if key else set()
            continue
        silent = item.article_id in stopped
        if silent:
            held["restricted"] += 1
        else:
            raised.append((item, verdict))
        subjects = tuple(hit.subject for hit in verdict.hits)
        state = "suppressed" if silent else "posted"
        fired.append(Fired(verdict.key, item.read_at, verdict.value, state, item.story_id, subjects))
    return Replay(tuple(raised), dict(held), looked)
