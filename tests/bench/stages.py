"""Where the time of a brief goes: processor milliseconds of each step, of spaCy's components, and of the rest.

    python -m tests.bench.stages [--articles N] [--headlines PATH]

PATH is a file with one `{"text"}` a line; each is analysed as a headline of its own. A step's time is what
runs inside it, without the steps that it calls.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FunctionType
from typing import Any
from unittest.mock import patch

from bot.analysis.analyzer import Analyzer
from bot.evaluation.onecore import CONTEXT, article, one_core
from bot.model import Article

WARM_UP = 3


class Clock:
    """Processor seconds by name; a step that calls another one stops while that one runs."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._turn()
        self._running.append(name)
        try:
            yield
        finally:
            self._turn()
            self._running.pop()

    def _turn(self) -> None:
        now = time.process_time()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            with self.step(name):
                return work(*args, **options)

        return run


class Component:
    """A component of the language pipeline on the clock: it is called for every batch and every doc."""

    def __init__(self, inner: Any, name: str, clock: Clock) -> None:
        self._inner, self._name, self._clock = inner, name, clock

    def __call__(self, doc: Any) -> Any:
        with self._clock.step(self._name):
            return self._inner(doc)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def pipe(self, docs: Any, **options: Any) -> Iterator[Any]:
        given = list(docs)
        with self._clock.step(self._name):
            done = list(self._inner.pipe(given, **options)) if hasattr(self._inner, "pipe") else None
        yield from done if done is not None else map(self, given)


def stages(analyzer: Analyzer, articles: Sequence[Article]) -> dict[str, float]:
    """Processor milliseconds an article of every step that `Analyzer` calls, dearest first."""
    clock = Clock()
    nlp = analyzer.pipeline.nlp
    steps = sys.modules[Analyzer.__module__]
    for given in articles[:WARM_UP]:
        analyzer.analyze(given, CONTEXT)
    with ExitStack() as stack:
        for name, value in vars(steps).items():
            if isinstance(value, FunctionType) and value.__module__ != steps.__name__:
                stack.enter_context(patch.object(steps, name, clock.timed(name, value)))
        parts = [(name, Component(inner, f"spaCy {name}", clock)) for name, inner in nlp._components]
        stack.enter_context(patch.object(nlp, "_components", parts))
        stack.enter_context(
            patch.object(analyzer.pipeline, "parse", clock.timed("parse, else", analyzer.pipeline.parse))
        )
        stack.enter_context(one_core())
        with clock.step("everything else"):
            for given in articles:
                analyzer.analyze(given, CONTEXT)
    each = {name: 1000 * seconds / len(articles) for name, seconds in clock.seconds.items()}
    return dict(sorted(each.items(), key=lambda item: -item[1]))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--headlines", type=Path)
    options = parser.parse_args(arguments)
    given = [article(number) for number in range(options.articles)]
    if options.headlines:
        lines = options.headlines.read_text(encoding="utf-8").splitlines()[:1000]
        given = [Article("", "", "", json.loads(line)["text"]) for line in lines]
    found = stages(Analyzer.load(), given)
    print(f"{len(given)} texts, {sum(found.values()):.2f} ms of processor time each")
    for name, each in found.items():
        print(f"{each:8.2f} ms {100 * each / sum(found.values()):5.1f} %  {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
