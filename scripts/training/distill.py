"""Teach a network with fewer layers what several larger ones together say (Hinton, Vinyals and Dean 2015).

    python scripts/training/distill.py --data PATH --base MODEL_FOLDER --generated made.jsonl --teachers a.pt b.pt
        --start model.pt --layers 5 --out student.pt

The teachers' probabilities are averaged once; the student, begun as the lower layers of `--start`, then learns from
them and from the labels. Training data and held-out parts are those of `train.py`.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from pathlib import Path

import torch
from examples import Labelled, generated, newsmtsc, part_of, renamed, sentfin
from network import TargetNetwork, row
from tokenizers import Tokenizer
from train import MASK, OTHER, Row, Trainer, accuracy, batches, predict


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="for its tokenizer")
    parser.add_argument("--generated", type=Path, required=True, help="a file of sentences of our own")
    parser.add_argument("--teachers", type=Path, nargs="+", required=True)
    parser.add_argument("--start", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--layers", type=int, default=5)
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.3e-4)
    parser.add_argument("--decay", type=float, default=0.93)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--hide", type=float, default=0.03, help="share of tokens that are masked")
    parser.add_argument("--made", type=int, default=16_000, help="at most so many sentences of our own")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def lessons(args: argparse.Namespace, tokenizer: Tokenizer, rng: random.Random) -> list[Row]:
    """Every headline as it is and with another name for its target, news sentences, and sentences of our own."""
    own = [example for example in sentfin(args.data) if part_of(example.text) > 1]
    names = sorted({example.text[slice(*example.spans[0])] for example in own})
    made = list(generated(args.generated))
    rng.shuffle(made)
    weighed: list[tuple[Labelled, float]] = [(example, 1.0) for example in own]
    weighed += [(renamed(example, rng.choice(names)), 0.8) for example in own]
    weighed += [(example, 0.4) for example in newsmtsc(args.data, "train")]
    weighed += [(example, 0.5) for example in made[: args.made]]
    return [(*row(tokenizer, example), example.label, weight) for example, weight in weighed]


def opinion(teachers: list[Path], rows: list[Row]) -> torch.Tensor:
    """The mean of the teachers' probabilities of every row."""
    given = [(ids, marks) for ids, marks, _, _ in rows]
    voices = [predict(TargetNetwork.of(torch.load(path)), given).softmax(-1) for path in teachers]
    return torch.stack(voices).mean(0)


def main() -> int:
    """Train, print the accuracies after every epoch, and write the averaged weights."""
    args = options()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rows = lessons(args, tokenizer, rng)
    taught = opinion(args.teachers, rows)
    held = [example for example in sentfin(args.data) if part_of(example.text) == 1]
    news_held = list(newsmtsc(args.data, "devtest_mt", "devtest_rw"))
    student = TargetNetwork.of(torch.load(args.start), args.layers)
    trainer = Trainer(student, math.ceil(len(rows) / args.batch * args.epochs), args)
    while trainer.step < trainer.total:
        for numbers in batches(rows, args.batch, rng):
            batch = []
            for ids, marks, label, weight in (rows[k] for k in numbers):
                seen = [MASK if token > OTHER and rng.random() < args.hide else token for token in ids]
                batch.append((seen, marks, label, weight))
            trainer.learn(batch, taught[numbers])
            if trainer.step >= trainer.total:
                break
        one, several = accuracy(trainer.average, tokenizer, held)
        news, _ = accuracy(trainer.average, tokenizer, news_held)
        print(
            f"step {trainer.step}: SEntFiN {one:.4f}, several {several:.4f}, NewsMTSC {news:.4f}", flush=True
        )
        torch.save(trainer.average.state_dict(), args.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
