"""Summaries by a language model on the command line: no team, no budget, and a memory as long as the command."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.cli import logs
from bot.cli.records import as_line
from bot.codec import article_from_json, brief_from_json, brief_to_json
from bot.configuration import Environment, load_settings
from bot.desk.briefs.writing import Run, writer_of
from bot.errors import DeskwireError
from bot.model import Article, Brief, Context, Team
from bot.settings import Settings
from bot.writing.draft import parse_draft
from bot.writing.endpoint import CONCURRENT, Endpoint, NoAnswer, Why
from bot.writing.material import Material
from bot.writing.prompt import messages
from bot.writing.writer import Writer

LOCAL = Team("local")
_TOLD: dict[Why, str] = {
    "unreachable": "does not answer; check summary.endpoint and that the server runs.",
    "timeout": "took longer than summary.timeout_s to answer; raise it, or choose a faster model.",
    "rate_limited": "asks for a pause; try again in some minutes.",
    "resting": "has failed several times in a row; try again in some minutes.",
    "denied": "refuses the key; correct DESKWIRE_LLM_KEY.",
    "missing": "knows no such address or model; correct summary.endpoint or summary.model.",
    "moved": "sends its callers elsewhere, which is not followed; set summary.endpoint to where it ends.",
    "refused": "refuses the request; check summary.model, tls.ca_file and fetch.proxy.",
    "unusable": "answers with something else than an OpenAI-compatible server would; correct summary.endpoint.",
}


class Remembered:
    """The answers of one command."""

    def __init__(self) -> None:
        self._answers: dict[tuple[Team, str, str], str] = {}

    async def get(self, team: Team, article_id: str, recipe: str) -> str | None:
        """The answer that a recipe brought before."""
        return self._answers.get((team, article_id, recipe))

    async def put(self, team: Team, article_id: str, recipe: str, answer: str) -> None:
        """Keep an answer."""
        self._answers[team, article_id, recipe] = answer


def writer_for(settings: Settings, environ: Mapping[str, str], run: Run) -> Writer | None:
    """The writer that the settings ask for, None for the extractive engine."""
    return writer_of(settings, Environment.read(environ).deskwire_llm_key, run, Remembered())


async def written(article: Article, context: Context, brief: Brief) -> Brief:
    """The brief with the summary that the settings ask for; the work is done in this process."""
    settings = load_settings(os.environ)
    logs.for_command(settings.log)
    writer = writer_for(settings, os.environ, _here)
    if writer is None:
        return brief
    try:
        return await writer.write(LOCAL, article, context, brief)
    finally:
        await writer.aclose()


class Rewriter:
    """Puts the model's summaries into the answers of a batch. None of them waits for the others' time."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._turns = asyncio.Semaphore(CONCURRENT)

    async def rewritten(self, line: str) -> str:
        """An answer with the model's summary in its brief; the line of an error stays what it is."""
        data = json.loads(line)
        if not data["ok"]:
            return line
        article, brief = article_from_json(data["article"]), brief_from_json(data["brief"])
        try:
            async with self._turns:
                made = await self._writer.write(LOCAL, article, Context(now=datetime.now(UTC)), brief)
        except DeskwireError as error:
            return as_line({"id": data["id"], "ok": False, "error": error.as_json()})
        return as_line({**data, "brief": brief_to_json(made)})

    async def aclose(self) -> None:
        """Close the connections to the endpoint."""
        await self._writer.aclose()


async def try_endpoint(settings: Settings, key: str) -> str:
    """Ask the endpoint about one short sentence; what it did, or `DeskwireError` that says what to correct."""
    endpoint = Endpoint(settings.summary, settings.tls, key=key, proxy=settings.fetch.proxy)
    sample = Material(("", "Acme Corp raised its profit forecast for the year on Monday."))
    try:
        reply = await endpoint.ask(
            messages(sample, secrets.token_hex(12)), settings.summary.max_output_tokens
        )
    except NoAnswer as failure:
        raise DeskwireError("unavailable", f"{endpoint.host} {_TOLD[failure.why]}") from None
    finally:
        await endpoint.aclose()
    if parse_draft(reply.text) is None:
        raise DeskwireError(
            "unavailable",
            f"{endpoint.model} at {endpoint.host} does not keep to the JSON it is asked for; "
            "choose another model or raise summary.max_output_tokens.",
        )
    return f"{endpoint.model} at {endpoint.host}, output {endpoint.dialect.form}"


async def _here(task: Any, *args: Any, timeout_s: float) -> Any:
    """A command has nothing else to do meanwhile."""
    del timeout_s
    return task(*args)
