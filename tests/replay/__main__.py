"""Play real feeds back through a local server and count: `python -m tests.replay --data PATH [--trouble]`.

`PATH` holds `edgar/*.atom` (pages of latest filings as served) and `rss/*.rss`. Every page is served for one
poll, in the order of time; filings are read through index pages and documents of our own making. What is
expected is counted apart from the bot's own parsers. Everything is then served again with other GUIDs and other
dates, which brings nothing new. With `--trouble` every third request fails, by turns with 503 and cut off, and
every 101st is not answered in time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.store import Database, Store, sqlite_url, upgrade
from bot.work.pool import WorkerPool
from tests.databases import FakeClock
from tests.replay.drive import Bot, bot_at, feeds_of
from tests.replay.site import Site

_ACCESSION = re.compile(rb"accession-number=(\d{10}-\d{2}-\d{6})")
_UPDATED = re.compile(rb"<updated>([^<]+)</updated>")
_GUID = re.compile(rb"(<guid[^>]*>)([^<]*)(</guid>)")
_DATE = re.compile(rb"<pubDate>[^<]*</pubDate>")
_ID = re.compile(rb"<id>[^<]*</id>")
_ITEM = re.compile(rb"<item>.*?</item>", re.DOTALL)
_FIELD = re.compile(rb"<(link|title|guid)>(.*?)</\1>", re.DOTALL)


FAIL_EVERY = 3
STALL_EVERY = 101
TIMEOUT_S = 3.0
"""Under trouble: so many stalled requests are waited for, one after the other."""


@dataclass(frozen=True)
class Counted:
    """One figure, and what it ought to be."""

    what: str
    value: int
    expected: int | None = None

    @property
    def ok(self) -> bool:
        return self.expected is None or self.value == self.expected


async def edgar(folder: Path, site: Site, bot: Bot) -> list[Counted]:
    """Every page of latest filings, oldest first, each polled once and the last one twice; then all of them again,
    with other ids (which do not name the filing) and a date of today.
    """
    pages = sorted(_bodies(folder, "*.atom").values(), key=_written)
    entries = b"\n".join(pages)
    accessions = set(_ACCESSION.findall(entries))
    for page in [*pages, pages[-1]]:
        site.raw_page = page
        bot.clock.now = max(bot.clock.now, datetime.fromisoformat(_written(page)) + timedelta(seconds=30))
        await bot.poll()
        await bot.next()
    await bot.work(4_000)
    before = len(bot.taken.articles)
    for number, page in enumerate(pages):
        site.raw_page = _ID.sub(b"<id>urn:again:%d</id>" % number, _updated(page, bot.clock.now))
        await bot.poll()
        await bot.next()
    await bot.work(4_000)
    again = len(bot.taken.articles) - before
    got = Counter(article.canonical_url.rpartition("/")[2] for article in bot.taken.articles)
    known = {accession.decode() for accession in accessions}
    read = {name.removesuffix("-index.htm") for name in got}
    return [
        Counted("pages", len(pages)),
        Counted("entries", entries.count(b"<entry>")),
        Counted("accession numbers", len(accessions)),
        Counted("articles", sum(got.values()), len(accessions)),
        Counted("missed", len(known - read), 0),
        Counted("of no filing", len(read - known), 0),
        Counted("twice", sum(1 for count in got.values() if count > 1), 0),
        Counted("new when ids and dates change", again, 0),
        *_faults(site),
    ]


async def news(folder: Path, site: Site, bot: Bot) -> list[Counted]:
    """Every news feed as it is, again with new GUIDs, again with new dates, and again as it was."""
    bodies = _bodies(folder, "*.rss")
    items = sum(len(_different(body)) for body in bodies.values())
    counts: list[int] = []

    def renamed(body: bytes) -> bytes:
        return _GUID.sub(lambda found: found[1] + found[2] + b"-again" + found[3], body)

    def dated(body: bytes) -> bytes:
        return _DATE.sub(b"<pubDate>Mon, 24 Aug 2026 09:00:00 GMT</pubDate>", body)

    for change in (bytes, renamed, dated, bytes):
        site.feeds.update({name: change(body) for name, body in bodies.items()})
        await bot.poll(400)
        await bot.next()
        counts.append(sum((await bot.states()).values()))
    return [
        Counted("feeds", len(bodies)),
        Counted("items as printed", sum(len(_ITEM.findall(body)) for body in bodies.values())),
        Counted("different items", items),
        Counted("items found", counts[0], items),
        Counted("new when GUIDs change", counts[1] - counts[0], 0),
        Counted("new when dates change", counts[2] - counts[1], 0),
        Counted("new when all is as before", counts[3] - counts[2], 0),
        *_faults(site),
    ]


def _faults(site: Site) -> list[Counted]:
    asked = Counted("requests", len(site.requests))
    return [asked, *(Counted(f"requests {what}", count) for what, count in sorted(site.faults.items()))]


def _updated(page: bytes, now: datetime) -> bytes:
    return _UPDATED.sub(b"<updated>" + now.isoformat().encode() + b"</updated>", page)


def _bodies(folder: Path, pattern: str) -> dict[str, bytes]:
    """Every file by the name of its feed."""
    return {path.stem.replace("_", "-")[:40]: path.read_bytes() for path in sorted(folder.glob(pattern))}


def _written(page: bytes) -> str:
    found = _UPDATED.search(page)
    return found[1].decode() if found else ""


def _different(body: bytes) -> set[tuple[bytes, ...]]:
    """The items of a feed that differ in link or headline, as printed."""
    found = set()
    for item in _ITEM.findall(body):
        fields = {name: value.strip() for name, value in _FIELD.findall(item)}
        found.add((fields.get(b"link", b"").partition(b"?")[0], fields.get(b"title", b"")))
    return found


async def play(data: Path, *, trouble: bool) -> dict[str, list[Counted]]:
    """Both kinds of feeds, each with a bot of its own."""
    told: dict[str, list[Counted]] = {}
    pool = WorkerPool(1, 600)
    await pool.start()
    try:
        for kind in ("edgar", "rss"):
            with tempfile.TemporaryDirectory() as folder:
                url = sqlite_url(Path(folder) / "deskwire.db")
                await asyncio.to_thread(upgrade, url)
                clock = FakeClock(datetime.fromisoformat("2020-01-01T00:00:00+00:00"))
                database = Database(url)
                faults = {"fail_every": FAIL_EVERY, "stall_every": STALL_EVERY, "stall_s": TIMEOUT_S + 0.5}
                async with Site(**faults if trouble else {}) as site:  # type: ignore[arg-type]
                    store = Store(database, clock)
                    settings = {"oldest_hours": 10_000_000.0}
                    if kind == "edgar":
                        settings |= {"edgar": True, "edgar_url": f"{site.address}/cgi-bin/browse-edgar"}
                    else:
                        names = _bodies(data / kind, "*.rss")
                        settings |= {"feeds": feeds_of(site, *names)}
                        clock.now = datetime.fromisoformat("2026-08-24T12:00:00+00:00")
                    patience = TIMEOUT_S if trouble else 5.0
                    async with bot_at(site, store, clock, pool, timeout_s=patience, **settings) as bot:
                        told[kind] = await (edgar if kind == "edgar" else news)(data / kind, site, bot)
                await database.close()
    finally:
        await pool.stop()
    return told


def main() -> int:
    """Print the counts; 1 where one is not as expected."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True, help="folder with edgar/ and rss/")
    options.add_argument("--trouble", action="store_true", help="requests fail and time out")
    given = options.parse_args()
    began = time.monotonic()
    told = asyncio.run(play(given.data, trouble=given.trouble))
    for kind, counts in told.items():
        for each in counts:
            mark = "" if each.ok else f"  EXPECTED {each.expected}"
            print(f"{kind:6} {each.what:30} {each.value:6}{mark}")  # noqa: T201
    print(json.dumps({"seconds": round(time.monotonic() - began, 1)}))  # noqa: T201
    return 0 if all(each.ok for counts in told.values() for each in counts) else 1


if __name__ == "__main__":
    raise SystemExit(main())
