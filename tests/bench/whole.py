"""The whole embedded default as one `deskwire run`: start, memory, acknowledgements under load, job to card.

    python -m tests.bench.whole

Starts the bot as a process of its own on the local workspace, lets eight articles be analysed at a time, and
sends commands, events and interactions meanwhile.
"""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

from bot.evaluation import made
from bot.workspace import Workspace
from bot.workspace.state import Message
from tests.bench import articles

ROOT = Path(__file__).parents[2]
ROUNDS = 12
AT_ONCE = 8
SINGLE = 24


def environment(workspace: Workspace, folder: Path, site: str) -> dict[str, str]:
    """The variables of a Socket Mode installation that may fetch from the site of the articles."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DESKWIRE_"))}
    return kept | {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": workspace.api_url,
        "DESKWIRE_FETCH__ALLOW": site.removeprefix("http://"),
        "DESKWIRE_FETCH__REQUESTS_PER_MINUTE_PER_HOST": "60000",
        "DESKWIRE_STORE__PATH": str(folder / "deskwire.db"),
        "PYTHONPATH": str(ROOT),
    }


def pss_mb(pid: int) -> float:
    """Proportional set size of a process and its children, in MB."""
    total = 0
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1000


def finished(message: Message) -> bool:
    """A card or a refusal, no placeholder."""
    return bool(message.bot_id) and not message.text.startswith("Reading ")


async def main() -> None:
    """Run every measurement once and print the figures."""
    with tempfile.TemporaryDirectory() as name:
        async with Workspace(rate_limits=False) as workspace:
            folder = Path(name)
            server, site = await articles.serve()
            started = time.monotonic()
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=folder, env=environment(workspace, folder, site),
                stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            await workspace.wait_for(lambda: workspace.socket.ready, 120)
            print(f"start to ready: {time.monotonic() - started:.1f} s")
            await measure(workspace, process.pid, site)
            process.send_signal(signal.SIGTERM)
            await server.cleanup()
            print(f"exit status after SIGTERM: {await asyncio.wait_for(process.wait(), 40)}")


async def measure(workspace: Workspace, pid: int, site: str) -> None:
    """Load, acknowledgements, memory, then single cards."""
    first = await card(workspace, f"{site}/articles/0")
    acks: list[float] = []
    for number in range(ROUNDS):
        asked = [
            await workspace.send_message("ben", "#research", f"{site}/articles/{1 + number * AT_ONCE + n}")
            for n in range(AT_ONCE)
        ]
        while not all(any(map(finished, workspace.messages("#research", m.ts))) for m in asked):
            acks.append((await workspace.command("ben", "#general", "/news help")).seconds)
            acks.append((await workspace.click("ben", first[0], "useful")).seconds)
            await asyncio.sleep(0.02)
    acks += [delivery.seconds for delivery in workspace.dispatcher.log if "event" in delivery.payload]
    acks.sort()
    print(f"acknowledgements while {AT_ONCE} articles are analysed: {len(acks)},"
          f" median {1000 * statistics.median(acks):.0f} ms,"
          f" 99th percentile {1000 * acks[int(0.99 * len(acks))]:.0f} ms, most {1000 * acks[-1]:.0f} ms")  # fmt: skip
    print(f"memory of all processes (PSS) after {1 + ROUNDS * AT_ONCE} articles: {pss_mb(pid):.0f} MB")
    singles = []
    for number in range(SINGLE):
        await asyncio.sleep(1.1)  # Slack takes a message a second in a channel; that wait is not ours
        singles.append((await card(workspace, f"{site}/articles/{1000 + number}"))[1])
    singles.sort()
    words = [len(" ".join(made.paragraphs(1000 + number)).split()) for number in range(SINGLE)]
    print(f"link to card, one at a time, articles of {min(words)} to {max(words)} words and eight companies:"
          f" median {statistics.median(singles):.2f} s, most {singles[-1]:.2f} s")  # fmt: skip


async def card(workspace: Workspace, url: str) -> tuple[Message, float]:
    """Paste a link and wait for its card; the card and the seconds it took."""
    before = time.monotonic()
    asked = await workspace.send_message("ben", "#research", url)

    def found() -> Message | None:
        return next((m for m in workspace.messages("#research", asked.ts) if finished(m)), None)

    message = await workspace.wait_for(found, 60)
    return message, time.monotonic() - before


if __name__ == "__main__":
    asyncio.run(main())
