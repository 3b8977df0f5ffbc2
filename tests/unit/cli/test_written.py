"""`deskwire analyze` and `doctor` with a language model behind the summary."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from tests.unit.cli.test_commands import deskwire, lines
from tests.unit.writing.articles import ARTICLE, TLDR, draft
from tests.unit.writing.server import Act, Model, fails, says, serving


def environ(model: Model) -> dict[str, str]:
    return {
        "DESKWIRE_SUMMARY__ENGINE": "llm",
        "DESKWIRE_SUMMARY__ENDPOINT": model.base,
        "DESKWIRE_SUMMARY__MODEL": "tiny-1",
        "DESKWIRE_SUMMARY__TIMEOUT_S": "20",
        "DESKWIRE_LLM_KEY": "sk-1",
    }


async def test_one_article_and_a_batch_are_written_by_the_model(tmp_path: Path) -> None:
    record = {"title": ARTICLE.title, "text": ARTICLE.text}
    short = {"id": 2, "text": "Ford raised its profit forecast for the year on Monday."}
    path = tmp_path / "in.jsonl"
    path.write_text(
        "\n".join(json.dumps(each) for each in ({"id": 1, **record}, short, {"id": 3, **record}, {}))
    )
    async with serving(says(draft())) as model:
        result = await asyncio.to_thread(deskwire, "analyze", "--jsonl", str(path), **environ(model))
        assert result.returncode == 0, result.stderr
        first, headline, again, bad = lines(result)
        assert first["brief"]["tldr"] == TLDR[0] and "Ford (F)" in first["brief"]["summary"]
        assert first["brief"]["engine"]["summary"] == "llm tiny-1 + verified 1"
        assert headline["brief"]["engine"]["summary"].startswith("extractive")
        assert again["brief"] == first["brief"] and not bad["ok"]
        assert len(model.requests) == 1 and model.requests[0].headers["authorization"] == "Bearer sk-1"
        text = tmp_path / "article.txt"
        text.write_text(f"{ARTICLE.title}\n\n{ARTICLE.text}")
        model.acts = [fails(500)]
        result = await asyncio.to_thread(deskwire, "analyze", str(text), **environ(model))
        assert (
            result.returncode == 0
            and "! The language model could not be asked; the summary is extractive." in (result.stdout)
        )
    assert "sk-1" not in result.stdout + result.stderr


async def doctor(*acts: Act) -> str:
    async with serving(*acts) as model:
        result = await asyncio.to_thread(deskwire, "doctor", **environ(model))
    return next(line for line in result.stdout.splitlines() if "summary" in line)


async def test_the_doctor_asks_the_endpoint(tmp_path: Path) -> None:
    good = await doctor(fails(400, "response_format json_schema is unknown"), says(draft()))
    assert good.startswith("ok    summary: tiny-1 at 127.0.0.1:") and good.endswith("output object")
    assert "correct DESKWIRE_LLM_KEY" in await doctor(fails(401))


def test_an_engine_without_endpoint_stops_every_command() -> None:
    result = deskwire("analyze", "-", stdin="Ford rose.", DESKWIRE_SUMMARY__ENGINE="llm")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1 and "engine llm needs both endpoint" in result.stderr
