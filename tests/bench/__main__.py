"""Every measurement of speed and memory, one after the other: `python -m tests.bench [--data PATH] [--quick]`.

The benches of the analysis first, those whose figures compare two things in one run before those that depend
on the machine; then the whole bot and the database. Each is also a command of its own,
`python -m tests.bench.brief` for one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ANALYSIS = ("brief", "sentiment", "length", "batch", "headlines", "worker")
OTHERS = ("stages", "whole", "intake", "alerts", "digests", "alert_latency")


def main() -> int:
    """Run them all; the worst exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", help="the folder of the public data sets, for SEntFiN's headlines")
    parser.add_argument("--quick", action="store_true", help="little input for the benches of the analysis")
    options = parser.parse_args()
    passed = [*(["--data", options.data] if options.data else []), *(["--quick"] if options.quick else [])]
    worst = 0
    for bench, arguments in [*((name, passed) for name in ANALYSIS), *((name, []) for name in OTHERS)]:
        command = ["-m", f"tests.bench.{bench}", *arguments]
        print(f"== python {' '.join(command)}", flush=True)
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environ, check=False)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
