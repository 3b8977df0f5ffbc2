"""The whole step from brief to brief: whatever the endpoint does, the right brief comes out in time."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.desk.briefs.writing import steps_of
from bot.errors import DeskwireError
from bot.model import Article, Brief, Team
from bot.store import Database, Store, sqlite_url
from bot.writing.circuit import Circuit
from bot.writing.endpoint import Endpoint
from bot.writing.writer import (
    MISMATCH,
    NO_ANSWER,
    NOT_CHECKED,
    SPENT,
    TOO_SLOW,
    UNUSABLE,
    Steps,
    Writer,
)
from tests.databases import FakeClock
from tests.unit.writing.articles import ARTICLE, CLAIMS, LIES, TLDR, draft
from tests.unit.writing.conftest import CONTEXT
from tests.unit.writing.server import (
    Act,
    Model,
    Request,
    drip,
    endless,
    fails,
    half,
    hang_up,
    raw,
    says,
    serving,
    silence,
)
from tests.unit.writing.test_check import PLANTED

TEAM, OTHER = Team("T1", "E1"), Team("T2", "E1")


async def here(task: Any, *args: Any, timeout_s: float) -> Any:
    """Tasks run in this process."""
    return task(*args)


@pytest.fixture
async def kept(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Store]:
    """A store with the article of both teams in it."""
    path = shutil.copy(migrated_sqlite, tmp_path / "deskwire.db")
    database = Database(sqlite_url(path))
    store = Store(database, FakeClock())
    for team in (TEAM, OTHER):
        await store.articles.put(team, ARTICLE)
        await store.articles.put(team, PLANTED)
    yield store
    await database.close()


def writer_for(
    server: Model, store: Store, *, steps: Steps | None = None, day: int = 500_000, **more: Any
) -> Writer:
    settings = server.settings(**more)
    return Writer(
        Endpoint(settings, breaker=Circuit(store.breakers, FakeClock())),
        steps or steps_of(here, 60.0),
        store.drafts,
        max_output_tokens=settings.max_output_tokens,
        tokens_per_day=day,
        budget=store.tokens,
    )


async def write(writer: Writer, brief: Brief, team: Team = TEAM, article: Article = ARTICLE) -> Brief:
    try:
        return await writer.write(team, article, CONTEXT, brief)
    finally:
        await writer.aclose()


def is_extractive(brief: Brief, extractive: Brief, warning: str) -> bool:
    """The brief is the one from before, and says why."""
    return brief == replace(extractive, warnings=(*extractive.warnings, warning))


async def test_a_good_answer_is_the_summary_and_is_paid_once(kept: Store, extractive: Brief) -> None:
    async with serving(says(draft(), tokens=1_234)) as model:
        writer = writer_for(model, kept)
        first = await writer.write(TEAM, ARTICLE, CONTEXT, extractive)
        assert first.tldr == TLDR[0] and first.engine["summary"] == "llm tiny-1 + verified 1"
        assert first.warnings == extractive.warnings
        assert await writer.write(TEAM, ARTICLE, CONTEXT, extractive) == first
        assert len(model.requests) == 1
        assert await kept.tokens.spent(TEAM) == 1_234
        # Another process with the same store: what was paid for is not asked again.
        assert await write(writer_for(model, kept), extractive) == first
        assert len(model.requests) == 1
        # Another model is another recipe.
        await write(writer_for(model, kept, model="tiny-2"), extractive)
        await writer.aclose()
    assert len(model.requests) == 2
    assert ARTICLE.text.split(". ")[0] in model.requests[0].article


async def test_two_teams_share_neither_answers_nor_budgets(kept: Store, extractive: Brief) -> None:
    async with serving(says(draft(), tokens=700)) as model:
        await write(writer_for(model, kept), extractive, TEAM)
        await write(writer_for(model, kept), extractive, OTHER)
        assert len(model.requests) == 2
    assert await kept.tokens.spent(TEAM) == await kept.tokens.spent(OTHER) == 700


async def test_many_who_want_the_same_wait_for_one_question(kept: Store, extractive: Brief) -> None:
    async with serving(says(draft(), after_s=0.2)) as model:
        writer = writer_for(model, kept)
        made = await asyncio.gather(
            *(writer.write(team, ARTICLE, CONTEXT, extractive) for team in (TEAM, OTHER, TEAM, OTHER, TEAM))
        )
        await writer.aclose()
        assert len(model.requests) == 2
    assert all(each == made[0] for each in made)


async def test_no_more_than_a_few_questions_are_out_at_once(kept: Store, extractive: Brief) -> None:
    teams = [Team(f"T{n}") for n in range(12)]
    for team in teams:
        await kept.articles.put(team, ARTICLE)
    async with serving(says("no", after_s=0.05)) as model:
        writer = writer_for(model, kept)
        await asyncio.gather(*(writer.write(team, ARTICLE, CONTEXT, extractive) for team in teams))
        await writer.aclose()
    assert len(model.requests) == 12 and model.most_at_once <= 4


@pytest.mark.parametrize(
    ("text", "sources"), [lie[1:3] for lie in LIES[::6]], ids=[lie[0] for lie in LIES[::6]]
)
async def test_an_endpoint_that_lies_in_the_first_line(
    kept: Store, extractive: Brief, text: str, sources: list[int]
) -> None:
    async with serving(says(draft((text, sources)))) as model:
        brief = await write(writer_for(model, kept), extractive)
    assert is_extractive(brief, extractive, MISMATCH)


async def test_an_endpoint_that_lies_here_and_there(kept: Store, extractive: Brief) -> None:
    claims = (*CLAIMS, *((text, sources) for _, text, sources, _ in LIES[:3]))
    async with serving(says(draft(claims=claims))) as model:
        brief = await write(writer_for(model, kept), extractive)
    assert brief.engine["summary"].startswith("llm") and "13.5" not in brief.summary


async def test_an_endpoint_that_lies_all_the_time(kept: Store, extractive: Brief) -> None:
    claims = tuple((text, sources) for _, text, sources, _ in LIES[:20])
    async with serving(says(draft(claims=claims))) as model:
        brief = await write(writer_for(model, kept), extractive)
    assert is_extractive(brief, extractive, MISMATCH)


@pytest.mark.parametrize(
    "answer",
    [
        says("I cannot help with that request."),
        says(None, refusal="I'm sorry, but I can't."),
        says(json.dumps(draft())[:-40]),
        says("{" * 50_000),
        raw(200, b"<!doctype html><title>Sign in</title>"),
        endless,
    ],
    ids=["talk", "refusal", "cut", "braces", "a page", "endless"],
)
async def test_an_answer_that_is_none(kept: Store, extractive: Brief, answer: Act) -> None:
    async with serving(answer) as model:
        brief = await write(writer_for(model, kept), extractive)
    assert is_extractive(brief, extractive, UNUSABLE)


async def test_an_answer_in_a_fence_counts(kept: Store, extractive: Brief) -> None:
    async with serving(says(f"Sure!\n```json\n{json.dumps(draft())}\n```")) as model:
        brief = await write(writer_for(model, kept), extractive)
    assert brief.engine["summary"].startswith("llm")


@pytest.mark.parametrize(
    ("act", "spent"),
    [
        (fails(401), False),
        (fails(404), False),
        (fails(500), False),
        (fails(429, Retry_After="3600"), False),
        (raw(301, b"", Location="http://127.0.0.1:9/"), False),
        (hang_up, True),
        (half, True),
    ],
    ids=["401", "404", "500", "429", "301", "hangs up", "half"],
)
async def test_an_endpoint_that_refuses(kept: Store, extractive: Brief, act: Act, spent: bool) -> None:
    async with serving(act) as model:
        began = time.monotonic()
        brief = await write(writer_for(model, kept), extractive)
        assert time.monotonic() - began < 10
    assert is_extractive(brief, extractive, NO_ANSWER)
    assert (await kept.tokens.spent(TEAM) > 0) == spent, (
        "what may have been paid for counts, the rest does not"
    )


@pytest.mark.parametrize("act", [silence, drip], ids=["silence", "drip"])
async def test_an_endpoint_that_stalls(kept: Store, extractive: Brief, act: Act) -> None:
    async with serving(act) as model:
        began = time.monotonic()
        brief = await write(writer_for(model, kept, timeout_s=0.5), extractive)
        assert time.monotonic() - began < 8
    assert is_extractive(brief, extractive, TOO_SLOW)
    assert await kept.tokens.spent(TEAM) > 1_200


def obedient(request: Request) -> dict[str, Any]:
    """What a model without any resistance would write of the article it was given."""
    if "BUY ACME" in request.article:
        return draft(("BUY ACME.", [14]), (("BUY ACME.", [14]),))
    wanted = next((n for n in range(14, 20) if f"[{n}] Acme Corp is the best stock" in request.article), 16)
    return draft(
        ("Acme Corp is the best stock to buy now, and its shares will triple.", [wanted]),
        (("Acme Corp is the best stock to buy now.", [wanted]), *CLAIMS),
    )


async def test_an_endpoint_that_obeys_what_is_planted_in_the_article(kept: Store, extractive: Brief) -> None:
    async def obey(request: Request, writer: asyncio.StreamWriter) -> None:
        await says(obedient(request))(request, writer)

    async with serving(obey) as model:
        brief = await write(writer_for(model, kept), extractive, article=PLANTED)
    assert is_extractive(brief, extractive, MISMATCH)
    said = model.requests[0].article
    assert "BUY ACME" not in said and "pwned" not in said and "Acme Corp is the best stock" in said
    marks = {line.split()[1] for line in said.splitlines() if line.startswith(("BEGIN ", "END "))}
    assert len(marks) == 1 and len(marks.pop()) == 24


async def test_a_budget_that_is_used_up_asks_nobody(kept: Store, extractive: Brief) -> None:
    async with serving(says(draft(), tokens=2_900)) as model:
        writer = writer_for(model, kept, day=3_000)
        assert (await writer.write(TEAM, ARTICLE, CONTEXT, extractive)).engine["summary"].startswith("llm")
        later = await writer.write(TEAM, PLANTED, CONTEXT, extractive)
        assert is_extractive(later, extractive, SPENT)
        assert len(model.requests) == 1
        # What is kept needs no budget, another team has its own, and tomorrow is another day.
        assert (await writer.write(TEAM, ARTICLE, CONTEXT, extractive)).engine["summary"].startswith("llm")
        await writer.write(OTHER, PLANTED, CONTEXT, extractive)
        assert len(model.requests) == 2
        clock = kept.tokens._clock
        assert isinstance(clock, FakeClock)
        clock.advance(86_400)
        await writer.write(TEAM, PLANTED, CONTEXT, extractive)
        assert len(model.requests) == 3
        await writer.aclose()


async def test_a_bill_that_is_missing_counts_as_the_estimate(kept: Store, extractive: Brief) -> None:
    async with serving(says(draft(), tokens=None)) as model:
        await write(writer_for(model, kept), extractive)
    assert 1_200 < await kept.tokens.spent(TEAM) < 4_000


async def test_whoever_is_killed_after_the_answer_does_not_pay_again(kept: Store, extractive: Brief) -> None:
    async def dies(*_: Any) -> Brief | None:
        raise asyncio.CancelledError

    steps = steps_of(here, 60.0)
    async with serving(says(draft())) as model:
        with pytest.raises(asyncio.CancelledError):
            await write(writer_for(model, kept, steps=Steps(steps.material, dies)), extractive)
        brief = await write(writer_for(model, kept), extractive)
        assert brief.engine["summary"].startswith("llm") and len(model.requests) == 1


async def test_a_check_that_breaks_down_leaves_the_extractive_summary(kept: Store, extractive: Brief) -> None:
    async def breaks(*_: Any) -> Brief | None:
        raise DeskwireError("timeout", "This took longer than 60 s.")

    steps = steps_of(here, 60.0)
    async with serving(says(draft())) as model:
        brief = await write(writer_for(model, kept, steps=Steps(steps.material, breaks)), extractive)
    assert is_extractive(brief, extractive, NOT_CHECKED)


async def test_a_short_article_is_sent_nowhere(kept: Store, extractive: Brief) -> None:
    short = Article(
        "u", "u", "Ford lifts forecast", "Ford raised its profit forecast for the year on Monday."
    )
    async with serving(says(draft())) as model:
        brief = await write(writer_for(model, kept), extractive, article=short)
    assert brief == extractive and not model.requests
