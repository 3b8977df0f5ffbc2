"""The network: MiniLM's six layers, read at the target and over the whole text, and a small classifier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from examples import Labelled
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from bot.analysis.marking import encode, encode_whole

HIDDEN, HEADS, LAYERS, INNER, WORDS, PLACES = 384, 12, 6, 1536, 30522, 512


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.joined = nn.Linear(HIDDEN, HIDDEN)
        self.joined_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.inner = nn.Linear(HIDDEN, INNER)
        self.outer = nn.Linear(INNER, HIDDEN)
        self.outer_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, bias: Tensor | None) -> Tensor:
        """`bias` is added to the attention of every head: 0 for tokens, very negative for padding."""
        texts, size = states.shape[0], states.shape[1]
        parts = self.query_key_value(states).view(texts, size, 3, HEADS, HIDDEN // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        weights = (query @ key.transpose(-1, -2)) * (HIDDEN // HEADS) ** -0.5
        weights = weights if bias is None else weights + bias
        read = weights.softmax(-1) @ value
        read = self.joined(read.transpose(1, 2).reshape(texts, size, HIDDEN))
        states = self.joined_norm(states + self.dropout(read))
        return self.outer_norm(states + self.dropout(self.outer(nn.functional.gelu(self.inner(states)))))


class Encoder(nn.Module):
    """BERT's encoder in the size of MiniLM (Wang et al. 2020)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, HIDDEN)
        self.places = nn.Embedding(PLACES, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))

    def load(self, base: Path) -> None:
        """Take the weights of a published model of this shape from `base`/model.safetensors."""
        given = load_file(base / "model.safetensors")
        own = {
            "words.weight": given["embeddings.word_embeddings.weight"],
            # every token is of the first type: its vector is part of the place's
            "places.weight": given["embeddings.position_embeddings.weight"]
            + given["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": given["embeddings.LayerNorm.weight"],
            "norm.bias": given["embeddings.LayerNorm.bias"],
        }
        names = {
            "joined": "attention.output.dense",
            "joined_norm": "attention.output.LayerNorm",
            "inner": "intermediate.dense",
            "outer": "output.dense",
            "outer_norm": "output.LayerNorm",
        }
        for k in range(LAYERS):
            for kind in ("weight", "bias"):
                before = f"encoder.layer.{k}."
                own[f"layers.{k}.query_key_value.{kind}"] = torch.cat(
                    [given[f"{before}attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
                )
                for ours, theirs in names.items():
                    own[f"layers.{k}.{ours}.{kind}"] = given[f"{before}{theirs}.{kind}"]
        self.load_state_dict(own)

    def forward(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """The state of every token."""
        places = torch.arange(ids.shape[1], device=ids.device)
        states = self.dropout(self.norm(self.words(ids) + self.places(places)))
        bias = None if mask is None else (1.0 - mask[:, None, None, :].to(states.dtype)) * -1e4
        for layer in self.layers:
            states = layer(states, bias)
        return states


class TargetNetwork(nn.Module):
    """Logits of negative, neutral and positive for every target of every text."""

    def __init__(self, base: Path | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(dropout)
        if base is not None:
            self.encoder.load(base)
        self.dropout = nn.Dropout(0.1)
        self.hidden = nn.Linear(2 * HIDDEN, HIDDEN)
        self.out = nn.Linear(HIDDEN, 3)

    def forward(self, ids: Tensor, where: Tensor, mask: Tensor | None = None) -> Tensor:
        """`ids` texts x tokens, `where` texts x targets x tokens (1: the target and its marks), `mask` 1: a token.

        The result is texts x targets x 3. Without a mask every token counts.
        """
        states = self.encoder(ids, mask)
        target = _means(states, where)
        everything = where.new_ones(ids.shape[0], 1, ids.shape[1]) if mask is None else mask[:, None, :]
        whole = _means(states, everything).expand_as(target)
        both = self.dropout(torch.cat([target, whole], dim=-1))
        return self.out(self.dropout(nn.functional.gelu(self.hidden(both))))


def _means(states: Tensor, weights: Tensor) -> Tensor:
    share = weights.to(states.dtype)
    return (share @ states) / share.sum(-1, keepdim=True).clamp(min=1e-6)


def row(tokenizer: Tokenizer, example: Labelled) -> tuple[list[int], list[int]]:
    """Token numbers, and 1 where the target stands; an example without spans is asked about as a whole."""
    if not example.spans:
        ids, owners = encode_whole(tokenizer, example.text)
    else:
        ids, owners = encode(tokenizer, example.text, [example.spans, example.others])
    return ids, [int(owner == 0) for owner in owners]


def pad(rows: Sequence[tuple[list[int], list[int]]]) -> tuple[Tensor, Tensor, Tensor]:
    """A batch with one target a text: ids, where and mask, as long as the longest text."""
    size = max(len(ids) for ids, _ in rows)
    ids = torch.zeros(len(rows), size, dtype=torch.long)
    where = torch.zeros(len(rows), 1, size)
    mask = torch.zeros(len(rows), size)
    for k, (tokens, marks) in enumerate(rows):
        ids[k, : len(tokens)] = torch.tensor(tokens)
        where[k, 0, : len(marks)] = torch.tensor(marks, dtype=torch.float32)
        mask[k, : len(tokens)] = 1
    return ids, where, mask
