"""What a site asks of programs (robots.txt, RFC 9309), and what Deskwire makes of it.

Deskwire is no crawler: a person asks for one page. With `fetch.robots: respect` (the default) a rule that
names Deskwire or everybody is followed all the same. Where the file cannot be had, RFC 9309 (2.3.1) is
followed as far as it was meant for the case: a 4xx means that nothing is asked for; a server error or no
answer means, for a crawler, that everything is forbidden, and so it is for feeds and other automatic
reading. When a person asks for a page, it is opened: one page does no harm, and if the site is down the
person learns that, and not that robots.txt is missing. With `ignore` the file is not asked for.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from bot.errors import DeskwireError
from bot.reading.urls import Url

MAX_ROBOTS_BYTES = 512_000
KEEP_S = 3_600.0
KEEP_FAILURE_S = 300.0
_REMEMBERED_SITES = 500
_AGENT_LINE = re.compile(
    r"^[ \t]*user[- ]?agent(?:[ \t]*:|[ \t])[ \t]*([^#\r\n]*).*$", re.IGNORECASE | re.MULTILINE
)

# Answers the text of a robots.txt; None where the site has none. Raises DeskwireError where it cannot say.
ReadRobots = Callable[[Url], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class _Rules:
    parsed: Protego | None
    reachable: bool
    until: float


class Robots:
    """The rules of the sites read lately, at most an hour old.

    `user_agent` is the header that is sent; its product token (`Deskwire`) is what the rules are matched to.
    `clock` gives monotonic seconds.
    """

    def __init__(self, user_agent: str, read: ReadRobots, clock: Callable[[], float]) -> None:
        self._product = user_agent.partition("/")[0].strip() or "Deskwire"
        self._read = read
        self._clock = clock
        self._sites: OrderedDict[str, _Rules] = OrderedDict()

    async def check(self, url: Url, *, automatic: bool) -> None:
        """Refuse a page that the site asks programs not to read. Raises `robots`."""
        if url.target.partition("?")[0] == "/robots.txt":
            return
        rules = await self._rules(url)
        if rules.parsed is None:
            allowed = rules.reachable or not automatic
        else:
            allowed = rules.parsed.can_fetch(url.href, self._product)
        if not allowed:
            raise DeskwireError(
                "robots",
                "The site asks programs not to read that page; open it yourself and paste its text instead.",
            )

    async def _rules(self, url: Url) -> _Rules:
        known = self._sites.get(url.origin)
        if known is not None and self._clock() < known.until:
            self._sites.move_to_end(url.origin)
            return known
        rules = await self._ask(url)
        self._sites[url.origin] = rules
        self._sites.move_to_end(url.origin)
        if len(self._sites) > _REMEMBERED_SITES:
            self._sites.popitem(last=False)
        return rules

    async def _ask(self, url: Url) -> _Rules:
        try:
            text = await self._read(url)
        except DeskwireError:
            return _Rules(None, reachable=False, until=self._clock() + KEEP_FAILURE_S)
        if text is None:
            return _Rules(None, reachable=True, until=self._clock() + KEEP_S)
        # Up to half a megabyte of rules takes some tenths of a second: not on the event loop.
        parsed = await asyncio.to_thread(Protego.parse, self._for_us(text))
        return _Rules(parsed, reachable=True, until=self._clock() + KEEP_S)

    def _for_us(self, text: str) -> str:
        """The same groups with the names of other programs replaced by one.

        The parser keeps every rule once for every program of its group: ten thousand names before ten
        thousand rules would fill the memory.
        """

        def keep(match: re.Match[str]) -> str:
            name = match.group(1).strip().lower()
            ours = name == "*" or name.replace("*", "") == self._product.lower()
            return f"User-agent: {name}" if ours else "User-agent: another"

        return _AGENT_LINE.sub(keep, text)
