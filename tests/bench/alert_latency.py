"""How long it takes from a new filing on EDGAR's list to the posted alert, with the list polled every 30 seconds.

    python -m tests.bench.alert_latency [--filings N]

Starts the bot as a process of its own on the local workspace, lets it poll a local copy of EDGAR, watches twelve
companies, and lets them file 8-Ks with press releases of 600 words at random moments, no two alike. The time of a
filing is split where the bot asks for its index page: before that lies the wait for the next poll.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import signal
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.evaluation import made
from bot.workspace import Workspace
from tests.bench.whole import environment
from tests.replay.site import Made, Site

COMPANIES = {
    "PGR": ("PROGRESSIVE CORP/OH/", "Progressive", 80661),
    "NVDA": ("NVIDIA CORP", "Nvidia", 1045810),
    "MSFT": ("MICROSOFT CORP", "Microsoft", 789019),
    "BA": ("BOEING CO", "Boeing", 12927),
    "PFE": ("PFIZER INC", "Pfizer", 78003),
    "NFLX": ("NETFLIX INC", "Netflix", 1065280),
    "SBUX": ("STARBUCKS CORP", "Starbucks", 829224),
    "FDX": ("FEDEX CORP", "FedEx", 1048911),
    "CAT": ("CATERPILLAR INC", "Caterpillar", 18230),
    "WMT": ("Walmart Inc.", "Walmart", 104169),
    "INTC": ("INTEL CORP", "Intel", 50863),
    "MRK": ("Merck & Co., Inc.", "Merck", 310158),
}
GOAL_S = 60.0
WAIT_S = 180.0
WORDS = 600


def filing(number: int) -> Made:
    """The `number`-th filing, filed now, by the `number`-th company. Invented products make each a story of its own."""
    filer, called, cik = list(COMPANIES.values())[number % len(COMPANIES)]
    rng = random.Random(number)
    paragraphs: list[str] = []
    while sum(len(each.split()) for each in paragraphs) < WORDS:
        pattern = rng.choice(made.SENTENCES)
        said = pattern.format(a=called, b="a supplier", n=rng.randint(2, 49), day=rng.choice(made.DAYS))
        names = [product(rng) for _ in range(9)]
        sold = f"It sells {', '.join(names[:4])} and {names[4]} there; {', '.join(names[5:8])} and {names[8]} wait."
        paragraphs.append(f"{said} {sold}")
    now = datetime.now(ZoneInfo("America/New_York")).replace(tzinfo=None)
    return Made(number, at=now, filer=filer, cik=cik, release=tuple(paragraphs))


def product(rng: random.Random) -> str:
    """A word that nobody uses."""
    return "".join(
        rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(3, 4))
    ) + rng.choice("nlrs")


async def measure(count: int, folder: Path) -> bool:
    """Publish the filings one after the other; whether every alert came in time."""
    chance = random.Random(1)
    async with Workspace(rate_limits=False) as workspace, Site() as site:
        site.filings = [Made(900 + n, at=datetime(2026, 1, 5)) for n in range(3)]
        variables = environment(workspace, folder, site.address) | {
            "DESKWIRE_SOURCES__CONTACT": "desk@example.com",
            "DESKWIRE_SOURCES__EDGAR_URL": f"{site.address}/cgi-bin/browse-edgar",
            "DESKWIRE_SOURCES__FEEDS": json.dumps({}),
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=folder, env=variables,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await workspace.wait_for(lambda: workspace.socket.ready, 120)
            await workspace.command("ben", "#research", f"/news watch add list:bench {' '.join(COMPANIES)}")
            await workspace.wait_for(lambda: workspace.ephemerals("#research", "ben"), 30)
            await workspace.command(
                "ben", "#research", "/news alert add list:bench impact above 0.05 cap 100"
            )
            await workspace.wait_for(lambda: len(workspace.ephemerals("#research", "ben")) > 1, 30)
            await workspace.wait_for(lambda: site.requests, 60)
            waits, ways = [], []
            for number in range(count):
                await asyncio.sleep(chance.uniform(1, 30))
                ticker = list(COMPANIES)[number % len(COMPANIES)]
                new, shown = filing(number), len(workspace.messages("#research"))
                began = time.monotonic()
                site.filings.append(new)
                await workspace.wait_for(
                    lambda shown=shown: len(workspace.messages("#research")) > shown, WAIT_S
                )
                posted = time.monotonic()
                text = workspace.messages("#research")[-1].text
                assert text.startswith(f"ALERT {ticker} "), text
                asked = site.first_asked[f"{new.accession}-index.htm"]
                waits.append(asked - began)
                ways.append(posted - asked)
                print(
                    f"{ticker}: {posted - began:.1f} s, of which {posted - asked:.1f} s after its page was asked for"
                )
        finally:
            process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 40)
    whole = sorted(wait + way for wait, way in zip(waits, ways, strict=True))
    print(
        f"{count} filings, list polled every 30 s: from the list to the alert median {statistics.median(whole):.1f} s,"
        f" most {whole[-1]:.1f} s (goal {GOAL_S:.0f}); until its page was asked for median"
        f" {statistics.median(waits):.1f}, most {max(waits):.1f} s; from there to the alert median"
        f" {statistics.median(ways):.1f}, most {max(ways):.1f} s"
    )
    return whole[-1] < GOAL_S


def main() -> int:
    """Print the figures; 1 where an alert came too late."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--filings", type=int, default=24)
    options = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory() as folder:
        return 0 if asyncio.run(measure(options.filings, Path(folder))) else 1


if __name__ == "__main__":
    raise SystemExit(main())
