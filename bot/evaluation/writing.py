"""How much the check of written summaries lets through: sentences of articles as they are, and with one lie each."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.progress import track
from spacy.tokens import Doc, Token

from bot.analysis.analyzer import Analyzer
from bot.evaluation.figures import Figure
from bot.model import Article
from bot.writing.check import judge
from bot.writing.draft import Claim, Draft
from bot.writing.form import faults_of_form
from bot.writing.material import material_of
from bot.writing.orders import is_order

ARTICLES = 20
EVERY = 4
ORIGIN = "Reuters articles of 2006 to 2013"
_PAIRS = (
    "rose fell|raised lowered|increased decreased|gained lost|up down|higher lower|above below|beat missed|"
    "profit loss|jumped plunged|climbed dropped|rise fall|more less|approved rejected|grew shrank|bought sold|"
    "better worse|growth decline|increase decrease|opened closed"
)
_TURNED = {a: b for pair in _PAIRS.split("|") for a, b in (pair.split(), pair.split()[::-1])}
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*")


def measure(data: Path, analyzer: Analyzer) -> Iterator[Figure]:
    """Shares of true sentences that hold and of lies that are noticed; `data` holds tickers/articles.jsonl."""
    lines = (data / "tickers" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    held: dict[str, list[bool]] = defaultdict(list)
    step = max(1, len(rows) // ARTICLES)
    shown = track(rows[::step][:ARTICLES], "written summaries", disable=not sys.stderr.isatty())
    for row in shown:
        for what, faultless in _tried(
            analyzer, Article("", "", str(row.get("title") or ""), str(row["text"]))
        ):
            held[what].append(faultless)
    for what, outcomes in sorted(held.items()):
        true = what.startswith("true")
        share = sum(each == true for each in outcomes) / len(outcomes)
        said = f"{what}: {'hold' if true else 'noticed'} (of {len(outcomes)})"
        yield Figure("writing", ORIGIN, said, round(share, 3))
    sentences = [s for row in rows for s in re.split(r"(?<=[.!?])\s+", str(row["text"]))]
    orders = sum(map(is_order, sentences))
    yield Figure("writing", ORIGIN, f"sentences taken for orders (of {len(sentences)})", orders)


def _tried(analyzer: Analyzer, article: Article) -> Iterator[tuple[str, bool]]:
    """Every fourth sentence of an article, and what is made of it, each with whether the check let it pass."""
    with analyzer.pipeline.zone():
        material = material_of(analyzer.pipeline.parse(article))
        sentences = material.sentences
        claims: list[tuple[str, Claim]] = []
        for at in range(1, len(sentences), EVERY):
            text = sentences[at]
            if not 8 <= len(text.split()) <= 45 or faults_of_form(text):
                continue
            near = tuple(n for n in (at - 1, at, at + 1) if 0 < n < len(sentences) and sentences[n])
            claims.append(("true sentences, named alone", Claim(text=text, sources=(at,))))
            claims.append(("true sentences, named with neighbours", Claim(text=text, sources=near)))
            for what, lie in _lies(next(iter(analyzer.pipeline.docs([text])))):
                claims.append((f"lies, {what}", Claim(text=lie, sources=(at,))))
        if not claims:
            return
        # More claims than a draft may have, and all at once: parsing them one by one takes minutes.
        draft = Draft.model_construct(tldr=claims[0][1], claims=tuple(claim for _, claim in claims))
        for (what, _), found in zip(claims, judge(analyzer, material, draft)[1:], strict=True):
            yield what, not set(found.faults) - {"length", "repeated"}


def _lies(doc: Doc) -> Iterator[tuple[str, str]]:
    """One change each that makes a sentence untrue."""
    text = doc.text
    turned = next((t for t in doc if t.lower_ in _TURNED), None)
    if turned is not None:
        yield "direction turned", _put(text, turned, _TURNED[turned.lower_])
    number = _NUMBER.search(text)
    if number is not None:
        first = int(number.group()[0]) % 9 + 1
        yield "figure changed", f"{text[: number.start()]}{first}{text[number.start() + 1 :]}"
    helper = next(
        (t for t in doc if t.dep_ in {"aux", "auxpass"} and t.tag_ in {"VBD", "VBZ", "VBP", "MD"}), None
    )
    if helper is not None and not any(t.dep_ == "neg" for t in helper.head.children):
        yield "denial put in", _put(text, helper, f"{helper.text} not")
    denial = next((t for t in doc if t.dep_ == "neg" and t.lower_ == "not"), None)
    if denial is not None:
        yield "denial left out", f"{text[: denial.idx].rstrip()}{text[denial.idx + len(denial) :]}"


def _put(text: str, token: Token, words: str) -> str:
    return f"{text[: token.idx]}{words}{text[token.idx + len(token) :]}"
