"""Build `bot/market/data/securities.jsonl.gz`, the securities master that ships with Deskwire.

Sources, all public: the SEC's company tickers as carried by `edgartools`, the members of the world's main
indices as carried by `pytickersymbols`, and the tables of our own beside the output (aliases.csv, world.csv,
unlisted.csv). `english-words` and `wordfreq` only decide at build time which names are ordinary words.

    pip install --no-deps --target SCRATCH edgartools pytickersymbols english-words wordfreq msgpack pyarrow
    python scripts/build_securities.py --packages SCRATCH
"""

from __future__ import annotations

import argparse
import gzip
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.market.symbols import EXCHANGES
from scripts.securities.naming import add_aliases, add_brands, add_cores, add_former, add_unlisted, settle
from scripts.securities.rows import DATA
from scripts.securities.sources import add_indices, add_world, sec_rows
from scripts.securities.words import Vocabulary


def main() -> int:
    """Read the sources, write the file, say what is in it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--packages", type=Path, required=True, help="folder with the unpacked source packages"
    )
    parser.add_argument("--out", type=Path, default=DATA / "securities.jsonl.gz")
    options = parser.parse_args()
    sys.path.insert(0, str(options.packages))
    words = Vocabulary(options.packages)
    rows = sec_rows(options.packages)
    done: set[str] = set()
    add_aliases(rows, words, done)
    add_indices(rows)
    add_world(rows, words)
    unknown = add_aliases(rows, words, done)
    print(f"aliases.csv: no listing for {len(unknown)}: {' '.join(unknown)}")
    add_unlisted(rows, words)
    unknown = add_brands(rows, words)
    print(f"brands.csv: no listing for {len(unknown)}: {' '.join(unknown)}")
    unknown = add_former(rows, words)
    print(f"former.csv: no listing for {len(unknown)}: {' '.join(unknown)}")
    add_cores(rows, words)
    settle(rows)
    for row in rows:
        if row.exchange == "OTC" and len(row.ticker) == 5 and row.ticker.endswith("F") and row.listings:
            row.folded.append(row.ticker)
            row.exchange, _, row.ticker = row.listings[0].partition(":")
        row.listings = [x for x in row.listings if x != f"{row.exchange}:{row.ticker}"]
        assert row.exchange in EXCHANGES or not row.exchange, row.exchange
    rows.sort(key=lambda r: (r.rank, r.id))
    text = "\n".join(r.line() for r in rows) + "\n"
    with options.out.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(text.encode())
    flags = Counter(f for r in rows for _, f in r.names.values())
    print(f"{len(rows)} rows, {sum(r.kind in 'cf' for r in rows)} listed, names {dict(flags)}")
    print(f"{options.out.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
