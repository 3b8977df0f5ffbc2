"""The sentiment stage beside a classifier of BERT-base's size over the same sentences.

The classifier is an ONNX graph with random weights, which cost what trained ones cost: 12 layers, 768 wide,
12 heads, 3,072 within, 30,522 words, in 32-bit floats, run by onnxruntime in one thread. It is given every
advantage: sentences of one length in a batch, so that nothing is padded; the batch size that suits it best;
its word pieces are taken to be as few as the words and marks of the sentence. `onnx` builds the graph, and is
needed for this measurement only.
"""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.analysis.analyzer import Analyzer
from bot.analysis.mentions import find_mentions
from bot.analysis.relevance import companies
from bot.analysis.sentiment import readings_of
from bot.evaluation.onecore import CONTEXT, article, one_core

BATCHES = (1, 4, 8, 16)
MARKS = 2  # [CLS] and [SEP]
CLASSES = 3


@dataclass(frozen=True, slots=True)
class Size:
    """The measures of an encoder; those of BERT-base."""

    layers: int = 12
    width: int = 768
    heads: int = 12
    within: int = 3072
    words: int = 30_522
    positions: int = 512


@dataclass(frozen=True, slots=True)
class Rates:
    """What each judges in a processor second, on one core.

    `ours` and `bert` count sentences; `ours_pairs` counts sentences towards one company each, of which a
    sentence with two companies holds two.
    """

    sentences: int
    ours: float
    ours_pairs: float
    bert: float
    batch: int


def compare(analyzer: Analyzer, articles: int, sentences: int, size: Size) -> Rates:
    """The sentiment stage over so many of the articles made to measure, and an encoder over as many of the sentences.

    Parsing and finding the companies come before the stage and are not counted. Raises `ModuleNotFoundError`
    without `onnx` or `onnxruntime`.
    """
    lengths: list[int] = []
    took = 0.0
    pairs = 0
    with one_core():
        for number in range(articles + 2):
            document = analyzer.pipeline.parse(article(number))
            found = companies(
                document, find_mentions(document, analyzer.securities, CONTEXT), analyzer.securities
            )
            started = time.process_time()
            readings = readings_of(document, found, analyzer.scorer, None)
            if number < 2:  # to warm up
                continue
            took += time.process_time() - started
            own = [reading.sentence for each in readings for reading in each if reading.sentence is not None]
            pairs += len(own)
            lengths += {sentence.index: len(sentence.span) + MARKS for sentence in own}.values()
        bert, batch = rate_of_bert(lengths[:sentences], size)
    return Rates(len(lengths), len(lengths) / took, pairs / took, bert, batch)


def rate_of_bert(lengths: Sequence[int], size: Size) -> tuple[float, int]:
    """(sentences a processor second, the batch size that gave them) for sentences of those lengths in tokens."""
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        session = _session(build(size, Path(folder)))
        best = (0.0, 0)
        for batch in BATCHES:
            batches = batched(lengths, batch)
            inputs = [rng.integers(0, size.words, shape, dtype=np.int64) for shape in batches]
            session.run(None, {"words": inputs[0]})
            started = time.process_time()
            for each in inputs:
                session.run(None, {"words": each})
            best = max(best, (len(lengths) / (time.process_time() - started), batch))
    return best


def batched(lengths: Sequence[int], most: int) -> list[tuple[int, int]]:
    """(sentences, tokens) of batches that hold sentences of one length only, at most `most` in each."""
    count: dict[int, int] = defaultdict(int)
    for length in lengths:
        count[length] += 1
    out = []
    for length in sorted(count):
        full, rest = divmod(count[length], most)
        out += [(most, length)] * full + ([(rest, length)] if rest else [])
    return out


def _session(path: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def build(size: Size, folder: Path) -> Path:
    """Write the encoder with its classifier to a file in `folder`."""
    import onnx

    graph = _Graph(size)
    hidden = graph.embed()
    for layer in range(size.layers):
        hidden = graph.layer(hidden, f"layer{layer}")
    graph.classify(hidden)
    path = folder / "encoder.onnx"
    onnx.save(graph.model(), path)
    return path


class _Graph:
    """The nodes and weights of the encoder, in the order in which they are made."""

    def __init__(self, size: Size) -> None:
        import onnx

        self._onnx = onnx
        self._size = size
        self._rng = np.random.default_rng(0)
        self._nodes: list[Any] = []
        self._weights: list[Any] = []

    def _weight(self, name: str, *shape: int) -> str:
        values = self._rng.standard_normal(shape, dtype=np.float32) * np.float32(0.02)
        self._weights.append(self._onnx.numpy_helper.from_array(values, name))
        return name

    def _constant(self, name: str, values: Any) -> str:
        self._weights.append(self._onnx.numpy_helper.from_array(np.asarray(values), name))
        return name

    def _node(self, kind: str, inputs: Sequence[str], name: str, **attributes: Any) -> str:
        self._nodes.append(self._onnx.helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def _linear(self, hidden: str, name: str, wide_in: int, wide_out: int) -> str:
        product = self._node(
            "MatMul", [hidden, self._weight(f"{name}.w", wide_in, wide_out)], f"{name}.product"
        )
        return self._node("Add", [product, self._weight(f"{name}.b", wide_out)], name)

    def _norm(self, hidden: str, name: str) -> str:
        width = self._size.width
        scale, bias = self._weight(f"{name}.scale", width), self._weight(f"{name}.bias", width)
        return self._node("LayerNormalization", [hidden, scale, bias], name, axis=-1, epsilon=1e-12)

    def embed(self) -> str:
        """Words, positions and segment."""
        size = self._size
        words = self._node(
            "Gather", [self._weight("embed.w", size.words, size.width), "words"], "embed.words"
        )
        length = self._node("Shape", ["words"], "length", start=1, end=2)
        start, axis = (
            self._constant("zero", np.array([0], np.int64)),
            self._constant("axis", np.array([0], np.int64)),
        )
        table = self._weight("embed.p", size.positions, size.width)
        places = self._node("Slice", [table, start, length, axis], "embed.positions")
        placed = self._node("Add", [words, places], "embed.placed")
        return self._norm(
            self._node("Add", [placed, self._weight("embed.s", size.width)], "embed.sum"), "embed"
        )

    def layer(self, hidden: str, name: str) -> str:
        """Attention, then the wide layer; each added to its input and normalised."""
        size = self._size
        deep = size.width // size.heads
        split = self._constant(f"{name}.split", np.array([0, 0, size.heads, deep], np.int64))
        join = self._constant(f"{name}.join", np.array([0, 0, size.width], np.int64))
        heads = {}
        for part, order in (("query", (0, 2, 1, 3)), ("key", (0, 2, 3, 1)), ("value", (0, 2, 1, 3))):
            flat = self._linear(hidden, f"{name}.{part}", size.width, size.width)
            cut = self._node("Reshape", [flat, split], f"{name}.{part}.cut")
            heads[part] = self._node("Transpose", [cut], f"{name}.{part}.heads", perm=order)
        scores = self._node("MatMul", [heads["query"], heads["key"]], f"{name}.scores")
        scale = self._constant(f"{name}.root", np.float32(deep**-0.5))
        shares = self._node(
            "Softmax", [self._node("Mul", [scores, scale], f"{name}.scaled")], f"{name}.shares"
        )
        seen = self._node("MatMul", [shares, heads["value"]], f"{name}.seen")
        turned = self._node("Transpose", [seen], f"{name}.turned", perm=(0, 2, 1, 3))
        flat = self._node("Reshape", [turned, join], f"{name}.flat")
        out = self._linear(flat, f"{name}.out", size.width, size.width)
        hidden = self._norm(self._node("Add", [out, hidden], f"{name}.attended"), f"{name}.norm1")
        wide = self._node(
            "Gelu", [self._linear(hidden, f"{name}.wide", size.width, size.within)], f"{name}.gelu"
        )
        narrow = self._linear(wide, f"{name}.narrow", size.within, size.width)
        return self._norm(self._node("Add", [narrow, hidden], f"{name}.widened"), f"{name}.norm2")

    def classify(self, hidden: str) -> None:
        """The pooled first token, and a score for each class."""
        first = self._node("Gather", [hidden, self._constant("first", np.int64(0))], "pool.first", axis=1)
        pooled = self._node(
            "Tanh", [self._linear(first, "pool.linear", self._size.width, self._size.width)], "pool"
        )
        self._linear(pooled, "scores", self._size.width, CLASSES)

    def model(self) -> Any:
        """The finished graph."""
        helper, kinds = self._onnx.helper, self._onnx.TensorProto
        words = helper.make_tensor_value_info("words", kinds.INT64, ["sentences", "tokens"])
        scores = helper.make_tensor_value_info("scores", kinds.FLOAT, ["sentences", CLASSES])
        graph = helper.make_graph(self._nodes, "encoder", [words], [scores], self._weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
