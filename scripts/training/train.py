"""Train the scorer of sentiment towards a target.

    python scripts/training/augment.py --count 16000 --seed 1 --out generated.jsonl
    python scripts/training/train.py --data PATH --base MODEL_FOLDER --generated generated.jsonl --out model.pt

MODEL_FOLDER holds sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0). The texts of PATH are SEntFiN 1.0 and
NewsMTSC (both MIT); the test and development tenths of SEntFiN and the development files of NewsMTSC are never
trained on. Word vectors stay as they are; the weights that are written are an average over the last steps.
"""

from __future__ import annotations

import argparse
import copy
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from examples import Labelled, generated, newsmtsc, part_of, renamed, sentfin
from network import LAYERS, TargetNetwork, pad, row
from tokenizers import Tokenizer
from torch import nn

MASK, OTHER = 103, 999  # BERT's mask, and the last token that is no word or part of one
EVERY = 8  # steps between two contributions to the averaged weights
WARM = 0.06  # the share of the steps over which the learning rate rises
Row = tuple[list[int], list[int], int, float]


@dataclass(frozen=True, slots=True)
class Source:
    """Examples of one origin, and what each counts in the loss."""

    examples: Sequence[Labelled]
    weight: float
    names: Sequence[str] = ()  # what its targets may be called instead


def drawn(
    sources: Sequence[Source], tokenizer: Tokenizer, rng: random.Random, args: argparse.Namespace
) -> list[Row]:
    """The examples of one epoch: some targets get another name, some texts are asked about as a whole."""
    out: list[Row] = []
    for source in sources:
        for example in source.examples:
            seen = example
            if source.names and rng.random() < args.rename:
                seen = renamed(example, rng.choice(source.names))
            elif not example.others and ". " not in example.text and rng.random() < args.whole:
                seen = replace(example, spans=())
            elif example.others and rng.random() < args.alone:
                seen = replace(example, others=())
            ids, marks = row(tokenizer, seen)
            hidden = [MASK if token > OTHER and rng.random() < args.hide else token for token in ids]
            out.append((hidden, marks, seen.label, source.weight))
    return out


def batches(rows: Sequence[Row], size: int, rng: random.Random) -> Iterator[list[Row]]:
    """Shuffled batches of about equally long texts."""
    order = list(range(len(rows)))
    rng.shuffle(order)
    pool = size * 50
    out = []
    for start in range(0, len(order), pool):
        part = sorted(order[start : start + pool], key=lambda k: len(rows[k][0]))
        out += [part[i : i + size] for i in range(0, len(part), size)]
    rng.shuffle(out)
    for numbers in out:
        yield [rows[k] for k in numbers]


@torch.inference_mode()
def predict(model: nn.Module, rows: Sequence[tuple[list[int], list[int]]], size: int = 64) -> torch.Tensor:
    """Logits in the order of `rows`."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda k: len(rows[k][0]))
    out = torch.zeros(len(rows), 3)
    for start in range(0, len(order), size):
        numbers = order[start : start + size]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out[numbers] = model(*pad([rows[k] for k in numbers]))[:, 0].float()
    return out


def accuracy(model: nn.Module, tokenizer: Tokenizer, examples: Sequence[Labelled]) -> tuple[float, float]:
    """Of all targets, and of those in texts with several."""
    logits = predict(model, [row(tokenizer, e) for e in examples])
    right = logits.argmax(-1) == torch.tensor([e.label for e in examples])
    several = torch.tensor([e.several for e in examples])
    return right.float().mean().item(), right[several].float().mean().item()


def groups_of(model: TargetNetwork, top: float, decay: float) -> list[dict[str, object]]:
    """What is trained and how fast: lower layers more slowly, word vectors not at all."""
    groups: list[dict[str, object]] = []
    for name, parameter in model.named_parameters():
        if name in {"encoder.words.weight", "encoder.places.weight"}:
            parameter.requires_grad = False
            continue
        depth = LAYERS
        if name.startswith("encoder.layers."):
            depth = int(name.split(".")[2])
        elif name.startswith("encoder."):
            depth = -1
        rate = top * decay ** (LAYERS - 1 - depth) if depth < LAYERS else top * 3
        groups.append(
            {"params": [parameter], "lr": rate, "weight_decay": 0.0 if parameter.ndim == 1 else 0.01}
        )
    return groups


class Trainer:
    """A network, its optimiser, and the running average of its weights (Polyak and Juditsky 1992)."""

    def __init__(self, model: TargetNetwork, total: int, args: argparse.Namespace) -> None:
        self.model = model
        self.average = copy.deepcopy(model)
        self.total = total
        self.step = 0
        self._smoothing = args.smoothing
        self._optimizer = torch.optim.AdamW(
            groups_of(model, args.rate, args.decay), betas=(0.9, 0.98), fused=True
        )
        self._tops = [group["lr"] for group in self._optimizer.param_groups]

    def learn(self, batch: Sequence[Row]) -> None:
        """One step down the loss of a batch."""
        self.model.train()
        share = min(1.0, self.step / (WARM * self.total)) * max(0.0, 1.0 - self.step / self.total)
        for group, top in zip(self._optimizer.param_groups, self._tops, strict=True):
            group["lr"] = top * share
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = self.model(*pad([(ids, marks) for ids, marks, _, _ in batch]))[:, 0].float()
        labels = torch.tensor([label for _, _, label, _ in batch])
        losses = nn.functional.cross_entropy(
            logits, labels, reduction="none", label_smoothing=self._smoothing
        )
        (losses * torch.tensor([weight for _, _, _, weight in batch])).mean().backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self.step += 1
        if self.step % EVERY == 0:
            keep = min(0.995, self.step / (self.step + 20)) ** EVERY
            with torch.no_grad():
                for ours, theirs in zip(self.average.parameters(), self.model.parameters(), strict=True):
                    if theirs.requires_grad:
                        ours.lerp_(theirs, 1 - keep)


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--generated", type=Path, help="a file of sentences of our own")
    parser.add_argument("--sets", default="sentfin,newsmtsc", help="public sets to train on, by name")
    parser.add_argument("--start", type=Path, help="weights to go on from instead of the base's")
    parser.add_argument("--epochs", type=float, default=4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.6e-4)
    parser.add_argument("--decay", type=float, default=0.9)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--news-weight", type=float, default=0.4)
    parser.add_argument("--made-weight", type=float, default=0.6)
    parser.add_argument("--rename", type=float, default=0.3, help="share of headlines with another name")
    parser.add_argument("--whole", type=float, default=0.2, help="share of texts asked about as a whole")
    parser.add_argument("--alone", type=float, default=0.2, help="share of targets marked without the others")
    parser.add_argument("--hide", type=float, default=0.03, help="share of tokens that are masked")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main() -> int:
    """Train, print the accuracies after every epoch, and write the averaged weights."""
    args = options()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    headlines = list(sentfin(args.data))
    held = [e for e in headlines if part_of(e.text) == 1]
    news_held = list(newsmtsc(args.data, "devtest_mt", "devtest_rw"))
    sources = []
    if "sentfin" in args.sets:
        own = [e for e in headlines if part_of(e.text) > 1]
        sources.append(Source(own, 1.0, sorted({e.text[slice(*e.spans[0])] for e in own})))
    if "newsmtsc" in args.sets:
        sources.append(Source(list(newsmtsc(args.data, "train")), args.news_weight))
    if args.generated:
        sources.append(Source(list(generated(args.generated)), args.made_weight))
    count = sum(len(source.examples) for source in sources)
    model = TargetNetwork(args.base)
    if args.start:
        model.load_state_dict(torch.load(args.start))
    trainer = Trainer(model, math.ceil(count / args.batch * args.epochs), args)
    started = time.monotonic()
    print(f"{count} examples, {trainer.total} steps", flush=True)
    while trainer.step < trainer.total:
        for batch in batches(drawn(sources, tokenizer, rng, args), args.batch, rng):
            trainer.learn(batch)
            if trainer.step % 100 == 0:
                print(
                    f"step {trainer.step} of {trainer.total}, {time.monotonic() - started:.0f} s", flush=True
                )
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
