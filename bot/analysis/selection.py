"""Which passages matter: position, events, companies, figures, outlook, and how central each is.

News is written with the point first, so position carries most; what the events and the brief's companies
rest on comes next. Centrality is continuous LexRank (Erkan and Radev 2004) over a capped set of passages,
word significance is Luhn's (1958). Redundancy is held down as in maximal marginal relevance.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.analysis.document import Company, Document
from bot.analysis.passages import Passage
from bot.analysis.reaction import reaction
from bot.analysis.vocabulary import HAPPENINGS, content_stems, stem
from bot.model import Event, TickerSentiment

CENTRAL = 80
LEAST_WORDS = 90
MOST_WORDS = 155
ENOUGH_WORDS = 125
OVERLAP = 0.6
DAMPING = 0.85

_FIGURE = re.compile(
    r"(?:[$€£¥]\s?\d|\d[\d,.]*\s?(?:%|percent|per cent|million|billion|trillion|basis points|bps)\b|"
    r"\b\d[\d,.]*\b)"
)
_OUTLOOK = re.compile(
    r"\b(?:expects?|expected to|forecasts?|guidance|outlook|plans? to|intends? to|aims? to|targets?|"
    r"will|would|"
    r"is likely|are likely|could|is set to|are set to|by (?:the end of|20\d\d)|next (?:year|quarter|"
    r"month)|sees|"
    r"estimates?|predicts?|projects?|anticipates?)\b",
    re.I,
)
_CONTRAST = re.compile(
    r"\b(?:but|however|although|though|despite|while|nevertheless|still|yet|critics?|sceptics?|"
    r"skeptics?|warn(?:s|ed)?|"
    r"caution(?:s|ed)?|concerns?|worr(?:y|ied|ies)|risks?|doubts?|den(?:y|ied|ies)|disputes?|"
    r"disagrees?|rejects?|"
    r"rejected|offset|partly|unlikely|fears?|oppos(?:e|es|ed)|instead|contrary|uncertain(?:ty)?)\b",
    re.I,
)
# `Whitlock`, `McGowan`, `O'Hanley`, `DeBoer`, `Day-Lewis`
_SURNAME = r"(?:O['’]|D['’]|Mc|Mac|De|Di|Du|La|Le|Van)?[A-Z][a-z]{2,}(?:-[A-Z][a-z]+)?"
_FULL_NAME = re.compile(rf"(?<=\s)(?:[A-Z][a-z]+\s)(?:[A-Z]\.\s)?({_SURNAME})(?=['’]s|\W*\b[a-z]|,|\.)")
_CAPITAL = re.compile(rf"(?<=[\s\"“]){_SURNAME}\b|^{_SURNAME}\b")
_ASIDE = re.compile(
    r"declined (?:to comment|further comment|to (?:say|give|provide))|(?:not|"
    r"n['’]t) (?:\w+ly )?(?:be (?:\w+ly )?(?:reached|available)|respond|return|available|disclose)|"
    r"could not (?:\w+ly )?be (?:\w+ly )?(?:reached|determined)|asked not to be|"
    r"spoke(?: to \w+)? on condition|no comment|"
    r"on condition of anonymity|"
    r"conference call (?:with|on|at)|will host|web ?cast|based in|was founded in|is the author|"
    r"told (?:reporters|the audience) (?:here|that)$",
    re.I,
)
_MYSELF = re.compile(r"\b(?:I|me|my)\b")


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage with what it is worth, and the roles it can play in a paragraph."""

    passage: Passage
    score: float
    outlook: bool
    contrast: bool


def significance(words: Sequence[Passage]) -> dict[str, float]:
    """How significant each stem is in the article, 0 to 1: its frequency, as far as it recurs (Luhn 1958)."""
    counts = Counter(stem for passage in words for stem in passage.stems)
    top = max(counts.values(), default=1)
    return {stem: count / top for stem, count in counts.items() if count > 1}


def score(
    candidates: Sequence[Passage],
    document: Document,
    companies: Sequence[Company],
    events: Sequence[Event],
    rows: Sequence[TickerSentiment],
) -> list[Scored]:
    """Worth of each candidate, in article order."""
    title = frozenset(content_stems(document.article.title))
    central = centrality(candidates)
    proof = [(e.start, e.end) for event in events for e in event.evidence]
    felt = [(e.start, e.end, abs(e.score) * row.relevance) for row in rows for e in row.evidence]
    named = [
        (m.start, c.relevance * (1.5 if c.role == "primary" else 1))
        for c in companies
        for m in c.mentions
        if m.sentence >= 0
    ]
    primary = [m.start for c in companies if c.role == "primary" for m in c.mentions if m.sentence >= 0]
    found = []
    for rank, passage in enumerate(candidates):
        text = passage.text
        worth = 2.2 * math.exp(-rank / 3) + 0.6 * math.exp(-passage.at / 20)
        worth += min(1.2, 0.6 * sum(1 for s, e in proof if s < passage.end and e > passage.start))
        worth += min(0.6, sum(weight for s, e, weight in felt if s < passage.end and e > passage.start))
        worth += min(1.0, 0.5 * sum(weight for at, weight in named if passage.start <= at < passage.end))
        worth += min(0.6, 0.2 * figures(text))
        worth += 0.9 * central[rank]
        if title:
            worth += 0.8 * len(title & passage.content) / len(title)
        outlook, contrast = (
            bool(_OUTLOOK.search(text)),
            bool(_CONTRAST.search(passage.source[passage.start : passage.end])),
        )
        worth += 0.25 * outlook + 0.25 * contrast
        worth -= 4.0 * bool(_ASIDE.search(text))
        worth -= _quotation(text)
        worth -= 0.5 * ("we" in passage.flaws)
        worth -= 0.02 * max(0, passage.words - 40)
        moved = reaction(text) and any(passage.start <= at < passage.end for at in primary)
        worth += 0.3 * moved - 0.4 * (passage.words < 8 and not moved)
        found.append(Scored(passage, round(worth, 6), outlook, contrast))
    return found


def figures(text: str) -> int:
    """How many figures a text states."""
    return len(_FIGURE.findall(text))


def _quotation(text: str) -> float:
    """What a sentence loses for being somebody's own words, and more for speaking of himself."""
    share = _quoted_share(text)
    return (0.5 if share > 0.5 else 0.0) + (0.8 if share > 0.2 and _MYSELF.search(text) else 0.0)


def _quoted_share(text: str) -> float:
    quoted = sum(len(part) for part in re.findall(r"\"[^\"]*\"|“[^”]*”", text))
    return quoted / max(1, len(text))


def centrality(candidates: Sequence[Passage]) -> list[float]:
    """LexRank of each passage, scaled to 0..1; beyond the first `CENTRAL` passages it is 0."""
    bags = [Counter(p.stems) for p in candidates[:CENTRAL]]
    size = len(bags)
    if not size:
        return []
    counts = Counter(stem for bag in bags for stem in bag)
    column = {stem: at for at, stem in enumerate(counts)}
    vectors: NDArray[np.float64] = np.zeros((size, max(1, len(column))))
    for at, bag in enumerate(bags):
        for stem_, count in bag.items():
            vectors[at, column[stem_]] = count * math.log(1 + size / counts[stem_])
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    links = vectors @ vectors.T
    np.fill_diagonal(links, 0.0)
    totals = links.sum(axis=1)
    totals[totals == 0] = 1.0
    rank = np.full(size, 1.0 / size)
    for _ in range(15):
        rank = (1 - DAMPING) / size + DAMPING * (links @ (rank / totals))
    return [*(rank / rank.max()).tolist(), *[0.0] * (len(candidates) - size)]


def overlap(one: Passage, two: Passage) -> float:
    """Share of the shorter passage's content that the other says too, 0 to 1."""
    return len(one.content & two.content) / max(1, min(len(one.content), len(two.content)))


def choose(
    scored: Sequence[Scored],
    everything: Sequence[Passage],
    usable: frozenset[int],
    introduced: Mapping[int, Sequence[frozenset[int]]],
    spare: int = 0,
) -> list[Passage]:
    """The passages of a paragraph, in article order: `LEAST_WORDS` to `MOST_WORDS` where there is enough.

    `spare` words more are taken, for those that cuts are going to take away.

    `everything` are all passages by their `at`; a passage that leans on the one before is taken together
    with it, and only if that one is `usable`. `introduced` is what `introductions` found.
    """
    taken: dict[int, Passage] = {}
    total = 0
    pool = sorted(scored, key=lambda s: (-s.score, s.passage.at))[:CENTRAL]
    outlook = contrast = False
    while pool:
        best: tuple[float, int, list[Passage], Scored] | None = None
        for item in pool:
            group = _group(item.passage, everything, usable)
            fresh = [p for p in group if p.at not in taken]
            words = sum(p.words for p in fresh)
            if not fresh or not group or total + words > MOST_WORDS + spare:
                continue
            gain = item.score + 0.7 * (item.outlook and not outlook) + 0.6 * (item.contrast and not contrast)
            repeat = max(
                (overlap(p, q) for p in fresh for q in taken.values() if q not in group), default=0.0
            )
            if repeat >= OVERLAP:
                continue
            gain -= 2.0 * repeat + 0.9 * (len(fresh) - 1)
            gain -= 1.2 * any(_unheard(p, fresh, taken) for p in fresh)
            known = {*taken, *(p.at for p in fresh)}
            gain -= 0.4 * sum(bool(needs - known) for p in fresh for needs in introduced.get(p.at, ()))
            if best is None or gain > best[0]:
                best = (gain, words, fresh, item)
        if (
            best is None
            or (total >= LEAST_WORDS + spare and (best[0] < 0.9 or total + best[1] > MOST_WORDS + spare))
            or total >= ENOUGH_WORDS + spare
        ):
            break
        for passage in best[2]:
            taken[passage.at] = passage
        total += best[1]
        outlook, contrast = outlook or best[3].outlook, contrast or best[3].contrast
        pool = [item for item in pool if item.passage.at not in taken]
    return [taken[at] for at in sorted(taken)]


def _unheard(passage: Passage, fresh: Sequence[Passage], taken: Mapping[int, Passage]) -> bool:
    """Whether "the merger" is a passage's subject, and nothing before it has spoken of a merger."""
    subject = passage.takes_up
    if passage.at == 0 or subject is None or subject.lemma_.lower() not in HAPPENINGS:
        return False
    before = [p for p in (*taken.values(), *fresh) if p.at < passage.at]
    return not any(stem(subject.lower_) in p.content or p.at == passage.at - 1 for p in before)


def _group(passage: Passage, everything: Sequence[Passage], usable: frozenset[int]) -> list[Passage]:
    """The passage with the ones it leans on, at most two before it; empty when they cannot be said."""
    group = [passage]
    while group[0].leans:
        before = group[0].at - 1
        if before < 0 or before not in usable or len(group) > 2:
            return []
        group.insert(0, everything[before])
    return group


def introductions(everything: Sequence[Passage]) -> dict[int, list[frozenset[int]]]:
    """For each passage that says a bare surname: where the full name stands, one set of passages a surname.

    A person is introduced once ("analyst Budd Bugatch") and is "Bugatch" from then on.
    """
    full: dict[str, set[int]] = {}
    for passage in everything:
        for match in _FULL_NAME.finditer(passage.text):
            full.setdefault(match.group(1), set()).add(passage.at)
    found: dict[int, list[frozenset[int]]] = {}
    for passage in everything:
        bare = {
            name for name in _CAPITAL.findall(passage.text) if name in full and passage.at not in full[name]
        }
        earlier = [frozenset(at for at in full[name] if at < passage.at) for name in sorted(bare)]
        found[passage.at] = [where for where in earlier if where]
    return found
