"""The measurements of speed run, on little input; their values are nobody's business here."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bot.analysis.analyzer import Analyzer
from bot.cli import evaluate
from bot.errors import DeskwireError
from bot.evaluation import batches, bert, made, onecore, speed
from tests.bench import stages
from tests.unit.evaluation.folder import make

TINY = speed.Amount(
    articles=1, judged=4, lengths=(60, 120), headlines=4, batch=4, weighed=1,
    size=bert.Size(layers=2, width=24, heads=2, within=48, words=100, positions=128),
)  # fmt: skip


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer.load()


def test_every_figure_is_measured(
    analyzer: Analyzer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def run(rows: Sequence[Mapping[str, object]], on: Sequence[int]) -> batches.Run:
        """Twice as fast on two cores, 1 s of start."""
        asked.append(len(rows))
        return batches.Run(len(rows), len(on), 1.0 + len(rows) / len(on), 0.9 * len(rows), 1.0)

    monkeypatch.setattr(batches, "cores", lambda: [0, 1])
    monkeypatch.setattr(batches, "run", run)
    monkeypatch.setattr(batches, "worker", lambda articles: batches.Worker(2.5, articles, 321.0))
    found = list(speed.figures(make(tmp_path), analyzer, TINY))
    assert {figure.part for figure in found} == {"speed"}
    assert all(figure.value > 0 and figure.goal for figure in found)
    assert all(len(evaluate.cells(figure)) == len(evaluate.HEAD) for figure in found)
    told = {figure.what: figure for figure in found}
    for what in ("plain spaCy", "BERT-base", "cost of a word"):
        assert any(what in each for each in told)
    assert asked == [TINY.batch, TINY.batch // 4, TINY.headlines]
    assert told["analyze --jsonl on 2 cores, of 2 times one core's rate"].value == pytest.approx(100)
    assert told["analyze --jsonl, use of 2 cores"].value == pytest.approx(100 * 3.6 / (3 * 2))
    headlines = told["analyze --jsonl, 4 headlines on 2 cores"]
    assert (headlines.data, headlines.value) == ("SEntFiN 1.0", pytest.approx(4 / 3))
    assert told["memory (PSS) of a worker after 1 articles"].value == 321
    assert told["start of a worker until it is warm"].value == 2.5


def test_a_worker_is_started_and_weighed() -> None:
    worker = batches.worker(1)
    assert worker.start > 0 and worker.memory_mb > 50


def test_stages_share_the_whole_time(analyzer: Analyzer) -> None:
    before = analyzer.pipeline.nlp.pipe_names
    found = stages.stages(analyzer, [onecore.article(0, 60)])
    assert {"find_mentions", "summarise", "readings_of", "spaCy ner", "parse, else"} <= found.keys()
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert analyzer.pipeline.nlp.pipe_names == before
    assert not any(isinstance(part, stages.Component) for _, part in analyzer.pipeline.nlp.pipeline)


def test_steps_within_steps_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 1.0, 3.0, 6.0])
    monkeypatch.setattr("time.process_time", lambda: next(moments))
    clock = stages.Clock()
    with clock.step("outer"), clock.step("inner"):
        pass
    assert clock.seconds == {"outer": 1.0 + 3.0, "inner": 2.0}


def test_articles_are_made_the_same_again_and_long_enough() -> None:
    assert made.paragraphs(7) == made.paragraphs(7) != made.paragraphs(8)
    text = " ".join(made.paragraphs(7))
    assert 600 <= len(text.split()) < 680
    assert sum(company in text for company in made.COMPANIES) == made.NAMED
    assert len({made.headline(n) for n in range(200)}) > 150


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system pins no process")
def test_one_core_is_left_again() -> None:
    allowed = os.sched_getaffinity(0)
    with onecore.one_core():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == allowed


def test_batches_hold_sentences_of_one_length() -> None:
    assert bert.batched([5, 7, 5, 5, 7, 9], 2) == [(2, 5), (1, 5), (2, 7), (1, 9)]


def test_the_encoder_has_the_weights_of_bert_base() -> None:
    onnx = pytest.importorskip("onnx")
    size = bert.Size(layers=1)
    graph = bert._Graph(size)
    graph.classify(graph.layer(graph.embed(), "layer0"))
    weights = sum(
        onnx.numpy_helper.to_array(weight).size
        for weight in graph.model().graph.initializer
        if weight.data_type == onnx.TensorProto.FLOAT
    )
    embeddings = (30_522 + 512 + 1) * 768 + 2 * 768
    layer = 4 * (768 * 768 + 768) + 2 * 768 * 3072 + 3072 + 768 + 4 * 768
    pooled = 768 * 768 + 768 + 3 * 768 + 3
    assert weights == embeddings + layer + pooled + 1  # and the scale of attention


def test_a_line_that_fails_is_no_measurement() -> None:
    with pytest.raises(DeskwireError, match="1 of 2 lines were not analysed"):
        batches.run(
            [{"text": "Harbour Foods profit jumps on strong demand"}, {"text": ""}], batches.cores()[:1]
        )


def test_memory_is_told_where_the_system_shares_nothing() -> None:
    assert batches.memory_mb(os.getpid()) > 10


def test_the_benches_have_a_command_each(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.bench import __main__ as everything

    asked: list[list[str]] = []

    class Done:
        returncode = 0

    def run(command: list[str], **_: object) -> type[Done]:
        asked.append(command)
        return Done

    monkeypatch.setattr(everything.subprocess, "run", run)
    monkeypatch.setattr(sys, "argv", ["bench", "--quick", "--data", "here"])
    assert everything.main() == 0
    assert [sys.executable, "-m", "tests.bench.brief", "--data", "here", "--quick"] == asked[0]
    for command in asked:
        assert (everything.ROOT / (command[2].replace(".", "/") + ".py")).is_file()
