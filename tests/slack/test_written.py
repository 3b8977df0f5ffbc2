"""A card whose summary a language model wrote, and the same card when the model cannot be believed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.model import Team
from bot.workspace import TEAM_ID, Workspace
from tests.slack.harness import SharedPool, bot_environment, bot_settings, running, text_of
from tests.unit.writing.server import Model, says, serving

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]

TLDR = "Nvidia raised its sales forecast for the current quarter on Tuesday."
CLAIMS = (
    ("Nvidia raised its sales forecast", "Nvidia raised its sales forecast for the current quarter on Tuesday, saying "
     "that the largest cloud companies had brought forward orders for its newest accelerators."),
    ("expected revenue of about", "The company said it expected revenue of about $71 billion for the quarter, well "
     "above the $66 billion it had guided to in the summer."),
    ("return $12 billion", "Nvidia would return $12 billion to shareholders in the quarter through buybacks."),
    ("confirmed that it had increased", "Microsoft confirmed that it had increased its order but gave no figure."),
    ("second advanced packaging line", "TSMC said it would open a second advanced packaging line in the first quarter, "
     "three months earlier than announced."),
    ("Intel lost a planned order", "Intel lost a planned order from a European research centre to Nvidia last week."),
    ("Shares of Nvidia rose", "Shares of Nvidia rose 6.2% in early trading."),
    ("orders brought forward are not", "Analysts cautioned that orders brought forward are not the same as new ones."),
)  # fmt: skip


def reads_well(article: str, tldr: str = TLDR) -> dict[str, object]:
    """A draft that names the sentences it rests on by the numbers that stand in the question."""

    def number(words: str) -> int:
        found = re.search(rf"^\[(\d+)\] .*{re.escape(words)}", article, re.MULTILINE)
        assert found is not None, words
        return int(found.group(1))

    return {
        "tldr": {"text": tldr, "sources": [number(CLAIMS[0][0])]},
        "claims": [{"text": text, "sources": [number(words)]} for words, text in CLAIMS],
    }


def settings_of(model: Model) -> dict[str, object]:
    return {"engine": "llm", "endpoint": model.base, "model": "tiny-1", "timeout_s": 20.0}


async def test_the_card_says_who_wrote_it_and_when_it_was_not_believed(
    workspace: Workspace, pool: SharedPool, tmp_path: Path
) -> None:
    async def write(request, writer):  # type: ignore[no-untyped-def]
        lies = "search" in request.article.split("\n[1]")[0].lower()
        answer = {
            "tldr": {"text": "Google rose 99%.", "sources": [1]},
            "claims": [{"text": "x", "sources": [1]}],
        }
        await says(answer if lies else reads_well(request.article), tokens=800)(request, writer)

    async with serving(write) as model:
        settings = bot_settings(tmp_path, workspace, summary=settings_of(model))
        environment = bot_environment(workspace, deskwire_llm_key="sk-1")
        async with running(workspace, settings, environment, pool) as bot:
            asked = await workspace.send_message("ben", "#research", bot.article("nvidia-orders"))
            card = text_of(await bot.answer("#research", asked.ts, says="advice"))
            assert TLDR in card and "llm tiny-1 + verified 1" in card
            assert "Nvidia (NVDA) raised" in card and "extractive" not in card
            assert await bot.app.store.tokens.spent(Team(TEAM_ID)) == 800
            # The same article in another channel: the answer is kept.
            again = await workspace.send_message("ben", "#general", bot.article("nvidia-orders"))
            assert TLDR in text_of(await bot.answer("#general", again.ts, says="advice"))
            assert len(model.requests) == 1
            other = await workspace.send_message("ben", "#research", bot.article("search-ruling"))
            plain = text_of(await bot.answer("#research", other.ts, says="advice"))
            assert (
                "The language model's summary did not match the article; the summary is extractive." in plain
            )
            assert "llm tiny-1" not in plain and "99%" not in plain
    assert model.requests[0].headers["authorization"] == "Bearer sk-1"
