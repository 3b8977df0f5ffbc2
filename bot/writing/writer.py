"""A brief with a summary by a language model, or the extractive one where that is not to be had.

Ask the cache, reserve the budget, ask the endpoint, remember the answer before anything is made of it, check
it. Nothing here raises because of the model: every failure ends in the extractive summary and a sentence
that says so.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from bot.errors import DeskwireError
from bot.model import Article, Brief, Context, Team
from bot.store.drafts import Reservation
from bot.writing.draft import Draft, parse_draft
from bot.writing.endpoint import Endpoint, NoAnswer
from bot.writing.material import Material
from bot.writing.prompt import estimate, messages, recipe

MISMATCH = "The language model's summary did not match the article; the summary is extractive."
UNUSABLE = "The language model gave no usable answer; the summary is extractive."
NO_ANSWER = "The language model could not be asked; the summary is extractive."
TOO_SLOW = "The language model did not answer in time; the summary is extractive."
SPENT = "The language model's budget for today is used up; the summary is extractive."
NOT_CHECKED = "The language model's summary could not be checked; the summary is extractive."
_log = structlog.get_logger()


class Memory(Protocol):
    """Where answers are kept, a team's own each."""

    async def get(self, team: Team, article_id: str, recipe: str) -> str | None:
        """The answer that a recipe brought before."""

    async def put(self, team: Team, article_id: str, recipe: str, answer: str) -> None:
        """Keep an answer."""


class Budget(Protocol):
    """What a team may use in a day."""

    async def reserve(self, team: Team, tokens: int, limit: int) -> Reservation | None:
        """Set tokens aside; None where too few are left."""

    async def settle(self, team: Team, reservation: Reservation, used: int) -> None:
        """Put what was used in the place of what was set aside."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The parts that cost CPU, wherever they run: an article's material, and the brief with a checked draft.

    `check` gives None where the draft does not match the article.
    """

    material: Callable[[Article], Awaitable[Material]]
    check: Callable[[Article, Context, Brief, Draft, str], Awaitable[Brief | None]]


class Writer:
    """Writes summaries for teams. `budget` None: nothing is counted."""

    def __init__(
        self,
        endpoint: Endpoint,
        steps: Steps,
        memory: Memory,
        *,
        max_output_tokens: int,
        tokens_per_day: int,
        budget: Budget | None = None,
        observe: Callable[[str], None] | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._steps = steps
        self._memory = memory
        self._budget = budget
        self._max_output_tokens = max_output_tokens
        self._tokens_per_day = tokens_per_day
        self._observe = observe
        self._recipe = recipe(endpoint.base, endpoint.model, max_output_tokens)
        self._asking: dict[tuple[Team, str], _Turn] = {}

    async def write(self, team: Team, article: Article, context: Context, brief: Brief) -> Brief:
        """The brief with the model's summary in it; with a warning where the summary stays extractive.

        A text too short to be told shorter is not sent anywhere, and needs no warning. Failures of the store
        come out as they are.
        """
        try:
            material = await self._steps.material(article)
            if not material.enough:
                return self._told("too_short", brief)
            answer = await self._answer(team, article, material)
            draft = parse_draft(answer)
            if draft is None:
                return self._told("unusable", brief, UNUSABLE)
            written = await self._steps.check(article, context, brief, draft, self._endpoint.model)
        except _Spent:
            return self._told("budget", brief, SPENT)
        except NoAnswer as failure:
            told = {"timeout": TOO_SLOW, "unusable": UNUSABLE}.get(failure.why, NO_ANSWER)
            return self._told(failure.why, brief, told)
        except DeskwireError as error:
            if error.code not in ("timeout", "internal") or error.retry_after is not None:
                raise
            return self._told("not_checked", brief, NOT_CHECKED)
        return self._told("mismatch", brief, MISMATCH) if written is None else self._told("written", written)

    async def aclose(self) -> None:
        """Close the connections to the endpoint."""
        await self._endpoint.aclose()

    def _told(self, outcome: str, brief: Brief, warning: str = "") -> Brief:
        level = _log.info if outcome in ("written", "too_short") else _log.warning
        level("summary", outcome=outcome, host=self._endpoint.host, model=self._endpoint.model)
        if self._observe is not None:
            self._observe(outcome)
        return replace(brief, warnings=(*brief.warnings, warning)) if warning else brief

    async def _answer(self, team: Team, article: Article, material: Material) -> str:
        """The model's answer about an article: kept from before, or asked for once however many want it."""
        article_id = article.content_hash
        async with self._turn(team, article_id):
            kept = await self._memory.get(team, article_id, self._recipe)
            if kept is not None:
                return kept
            asked = messages(material, secrets.token_hex(12))
            text = await self._paid(team, asked)
            await self._memory.put(team, article_id, self._recipe, text)
            return text

    async def _paid(self, team: Team, asked: list[dict[str, str]]) -> str:
        most = estimate(asked, self._max_output_tokens)
        reservation: Reservation | None = None
        if self._budget is not None:
            reservation = await self._budget.reserve(team, most, self._tokens_per_day)
            if reservation is None:
                raise _Spent
        used = most
        try:
            reply = await self._endpoint.ask(asked, self._max_output_tokens)
            used = most if reply.tokens is None else reply.tokens
            return reply.text
        except NoAnswer as failure:
            used = most if failure.paid else 0
            raise
        finally:
            # Cut off in the middle, what was set aside stays spent: it may have been paid for.
            if self._budget is not None and reservation is not None and used != most:
                await self._budget.settle(team, reservation, used)

    @asynccontextmanager
    async def _turn(self, team: Team, article_id: str) -> AsyncIterator[None]:
        """One at a time for a team's article; whoever waited finds the answer in the memory."""
        key = (team, article_id)
        turn = self._asking.setdefault(key, _Turn(asyncio.Lock()))
        turn.waiting += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                self._asking.pop(key, None)


class _Spent(Exception):
    """The team's budget of the day does not cover another request."""


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock
    waiting: int = 0
