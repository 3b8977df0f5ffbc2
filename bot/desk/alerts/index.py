"""Which of thousands of alerts a piece of news can concern: by ticker, by theme, and by a keyword's first word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.desk.alerts.deciding import words_of
from bot.desk.alerts.ports import NOTHING, Members, NewsItem, Watched
from bot.desk.alerts.rules import Rule
from bot.model import PUBLIC, Team


@dataclass(frozen=True, slots=True)
class Entry:
    """An active alert, ready to be judged. `members` is what its list holds."""

    team: Team
    alert_id: str
    channel: str
    rule: Rule
    members: Watched = NOTHING

    def without(self, tickers: frozenset[str]) -> Entry:
        """The same alert while nothing is to be heard of these tickers (in capitals)."""
        kept = tuple(ticker for ticker in self.members.tickers if ticker.upper() not in tickers)
        return replace(self, members=Members(kept, self.members.themes, self.members.keywords))


class Index:
    """Immutable; built anew when alerts or lists have changed."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_ticker: dict[str, list[Entry]] = defaultdict(list)
        self._by_theme: dict[str, list[Entry]] = defaultdict(list)
        self._by_word: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        scope, members = entry.rule.scope, entry.members
        listed = scope.kind == "list"
        for ticker in members.tickers if listed else (scope.name,) if scope.kind == "ticker" else ():
            self._by_ticker[ticker].append(entry)
        for theme in members.themes if listed else (scope.name,) if scope.kind == "theme" else ():
            self._by_theme[theme.casefold()].append(entry)
        for keyword in members.keywords if listed else (scope.name,) if scope.kind == "keyword" else ():
            if words := words_of(keyword):
                self._by_word[words[0]].append(entry)

    def candidates(self, item: NewsItem) -> list[Entry]:
        """The alerts whose scope the news may touch, each once: those of its team, or of all for public news."""
        found: dict[tuple[Team, str], Entry] = {}
        lists = [self._by_ticker.get(row.ticker, ()) for row in item.tickers]
        lists += [self._by_theme.get(theme.casefold(), ()) for theme in item.themes]
        if self._by_word:
            words = set(words_of(f"{item.title} . {item.tldr}"))
            lists += [self._by_word[word] for word in words if word in self._by_word]
        for entries in lists:
            for entry in entries:
                if item.team in (PUBLIC, entry.team):
                    found[entry.team, entry.alert_id] = entry
        return list(found.values())
