"""Builds the writer of summaries where the settings ask for one: the endpoint, and the parts that cost CPU."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.desk import tasks
from bot.model import Article, Brief, Context
from bot.reading.fetch import Breaker
from bot.settings import Settings
from bot.writing.draft import Draft
from bot.writing.endpoint import Endpoint
from bot.writing.material import Material
from bot.writing.writer import Budget, Memory, Steps, Writer

Run = Callable[..., Awaitable[Any]]
"""Runs a task where CPU may be spent, as `WorkerPool.run` does."""


def writer_of(
    settings: Settings,
    key: str,
    run: Run,
    memory: Memory,
    *,
    budget: Budget | None = None,
    breaker: Breaker | None = None,
    observe: Callable[[str], None] | None = None,
) -> Writer | None:
    """The writer that `summary.engine` asks for, None for the extractive engine. Raises `bad_input`."""
    if settings.summary.engine != "llm":
        return None
    return Writer(
        Endpoint(settings.summary, settings.tls, key=key, proxy=settings.fetch.proxy, breaker=breaker),
        steps_of(run, settings.analysis.timeout_s),
        memory,
        max_output_tokens=settings.summary.max_output_tokens,
        tokens_per_day=settings.summary.tokens_per_day,
        budget=budget,
        observe=observe,
    )


def steps_of(run: Run, timeout_s: float) -> Steps:
    """What `Writer` needs of the analysis, run by `run`."""

    async def material(article: Article) -> Material:
        made: Material = await run(tasks.material_of, article, timeout_s=timeout_s)
        return made

    async def check(
        article: Article, context: Context, brief: Brief, draft: Draft, model: str
    ) -> Brief | None:
        made: Brief | None = await run(
            tasks.check_draft, article, context, brief, draft, model, timeout_s=timeout_s
        )
        return made

    return Steps(material, check)
