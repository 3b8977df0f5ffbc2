"""Every measurement of speed and memory, one after the other: `python -m tests.bench`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BENCHES = (
    ("-m", "tests.bench.whole"),
    ("-m", "tests.bench.intake"),
    ("scripts/measure_analysis.py", "--speed"),
)


def main() -> int:
    """Run them all; the worst exit status."""
    worst = 0
    for bench in BENCHES:
        print(f"== python {' '.join(bench)}", flush=True)
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, *bench], cwd=ROOT, env=environ, check=False)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
