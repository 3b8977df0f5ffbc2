"""Write the trained network as the int8 ONNX model that ships, and check that it still says the same.

    python scripts/training/export.py --data PATH --base MODEL_FOLDER --weights model.pt --out FOLDER --version N

Weights and word vectors become eight-bit integers, activations are quantised as they come. (A scale of its own for
every output channel is slower by an eighth, and no more accurate.) The network then reads one sentence at a time:
what a sentence scores depends on nothing beside it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from examples import Labelled, part_of, sentfin
from network import TargetNetwork, row
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer


def write(model: TargetNetwork, path: Path) -> None:
    """The network as a quantised graph with the inputs `ids` and `where`."""
    ids = torch.ones(1, 12, dtype=torch.long)
    where = torch.zeros(1, 2, 12)
    where[0, 0, 2] = where[0, 1, 5] = 1
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            model,
            (ids, where),
            str(plain),
            input_names=["ids", "where"],
            output_names=["logits"],
            dynamic_axes={
                "ids": {1: "tokens"},
                "where": {1: "targets", 2: "tokens"},
                "logits": {1: "targets"},
            },
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8)


def logits_of(path: Path, tokenizer: Tokenizer, examples: list[Labelled]) -> np.ndarray:
    """What the graph says of each example."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    out = []
    for example in examples:
        ids, marks = row(tokenizer, example)
        feed = {"ids": np.array([ids], dtype=np.int64), "where": np.array([[marks]], dtype=np.float32)}
        out.append(session.run(None, feed)[0][0, 0])
    return np.array(out)


def loss(logits: np.ndarray, labels: np.ndarray, temperature: float) -> float:
    """The mean negative log likelihood of the labels."""
    scaled = logits / temperature
    scaled = scaled - scaled.max(-1, keepdims=True)
    shares = scaled - np.log(np.exp(scaled).sum(-1, keepdims=True))
    return float(-shares[np.arange(len(labels)), labels].mean())


def main() -> int:
    """Write model, tokenizer and card."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    args = parser.parse_args()
    model = TargetNetwork()
    model.load_state_dict(torch.load(args.weights))
    model.eval()
    args.out.mkdir(parents=True, exist_ok=True)
    path = args.out / "target_sentiment.onnx"
    write(model, path)
    shutil.copy(args.base / "tokenizer.json", args.out / "tokenizer.json")
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    held = [e for e in sentfin(args.data) if part_of(e.text) == 1]
    labels = np.array([e.label for e in held])
    logits = logits_of(path, tokenizer, held)
    temperature = min(np.arange(0.3, 3.0, 0.02), key=lambda t: loss(logits, labels, t))
    card = {"version": args.version, "temperature": round(float(temperature), 2)}
    (args.out / "target_sentiment.json").write_text(json.dumps(card) + "\n", encoding="utf-8")
    print(f"{path.stat().st_size / 1e6:.1f} MB, accuracy {np.mean(logits.argmax(-1) == labels):.4f}, {card}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
