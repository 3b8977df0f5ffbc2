"""Build the table of how common terms are in news: bot/sources/data/background.tsv.gz.

    python scripts/build_background.py --data PATH

PATH is a folder with `sentfin/headlines.jsonl` (SEntFiN 1.0, MIT) and `newsmtsc/train.jsonl` (NewsMTSC, MIT). Kept are
terms with their counts, no text. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.sources.terms import terms

OUT = Path(__file__).parents[1] / "bot/sources/data/background.tsv.gz"
ENOUGH = 2


def sentences(data: Path) -> Iterator[str]:
    """Every headline and every sentence once."""
    seen = set()
    for name in ("sentfin/headlines.jsonl", "newsmtsc/train.jsonl"):
        for line in (data / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text = row.get("text") or row["sentence_normalized"]
            if text not in seen:
                seen.add(text)
                yield text


def main() -> None:
    """Count, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    given = list(sentences(parser.parse_args().data))
    counts = Counter(term for text in given for term in set(terms(text)) if not term[0].isdigit())
    kept = sorted((term, count) for term, count in counts.items() if count >= ENOUGH)
    lines = [str(len(given)), *(f"{term}\t{count}" for term, count in kept)]
    OUT.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))
    print(f"{len(given)} sentences, {len(kept)} terms, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
