"""What the subject of an alert means: a company by name or symbol, a list of the person's, a known theme."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from bot.desk.alerts.ports import Lists, Resolving
from bot.desk.alerts.rules import Rule, Scope
from bot.desk.areas import Asked
from bot.desk.companies import Meaning, unclear
from bot.errors import DeskwireError

Themes = Callable[[], Awaitable[Sequence[str]]]
"""The names of the themes that articles can have."""


class Ambiguous(DeskwireError):
    """A name that several companies bear, with those to choose from."""

    def __init__(self, meaning: Meaning) -> None:
        super().__init__("bad_input", unclear(meaning))
        self.text = meaning.text
        self.misspelt = meaning.misspelt
        self.found = tuple(each for each in meaning.candidates if each.listed)


class Scopes:
    """Resolves what was typed, so that no alert is made that could never be raised."""

    def __init__(self, lists: Lists, resolve: Resolving, themes: Themes) -> None:
        self._lists = lists
        self._resolve = resolve
        self._themes = themes

    async def resolved(self, asked: Asked, rule: Rule) -> Rule:
        """The rule with its ticker as the exchange writes it, or with its list or theme found.

        Raises `DeskwireError` with what to type instead, `Ambiguous` with the companies to choose from.
        """
        match rule.scope.kind:
            case "list":
                found = await self._lists.named(asked.team, asked.user, asked.channel, rule.scope.name)
                scope = Scope("list", found.list_name, found.owner)
            case "theme":
                scope = Scope("theme", await self._theme(rule.scope.name))
            case "ticker":
                scope = Scope("ticker", await self._ticker(rule.scope.name))
            case "keyword":
                scope = rule.scope
        return replace(rule, scope=scope)

    async def _ticker(self, name: str) -> str:
        meant = await self._resolve(name)
        if meant.symbol:
            return meant.symbol
        if any(each.listed for each in meant.candidates):
            raise Ambiguous(meant)
        raise DeskwireError(
            "bad_input",
            f"I know no listed company “{name[:60]}”; type its ticker, as in LSE:VOD, or"
            f' keyword:"{name[:60]}" to watch the words.',
        )

    async def _theme(self, name: str) -> str:
        known = await self._themes()
        wanted = name.casefold()
        exact = next((theme for theme in known if theme.casefold() == wanted), None)
        if exact is not None:
            return exact
        near = [theme for theme in known if set(wanted.split()) & set(theme.casefold().split())]
        near = near or get_close_matches(wanted, known, n=3, cutoff=0.5)
        says = f"Themes near it: {', '.join(near[:5])}" if near else f"The themes are {', '.join(known)}"
        raise DeskwireError(
            "bad_input",
            f'I know no theme “{name[:60]}”. {says}; or type keyword:"{name[:60]}" to watch the words.',
        )
