"""The mean of the weights of several networks that were trained from the same start.

    python scripts/training/average.py a.pt b.pt --out model.pt

Such a mean is often better than each of its parts and costs nothing at run time (Wortsman et al. 2022, "Model soups").
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch


def main() -> int:
    """Write the mean."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    parts = [torch.load(path) for path in args.weights]
    torch.save({name: sum(part[name] for part in parts) / len(parts) for name in parts[0]}, args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
