"""From a draft to the summary of a brief: claims that do not follow from their sentences are dropped.

Pure: the same article, draft and brief give the same result. Runs in a worker process.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.analysis.analyzer import Analyzer
from bot.analysis.document import Document
from bot.analysis.lexicon import Lexicon
from bot.analysis.mentions import find_mentions
from bot.analysis.vocabulary import COMPANY_NOUNS
from bot.model import Article, Brief, Context
from bot.writing.clauses import Names
from bot.writing.draft import Claim, Draft
from bot.writing.form import faults_of_form
from bot.writing.material import Material, material_of, one_line
from bot.writing.support import Support, Text

VERSION = "verified 1"
MIN_WORDS, MAX_WORDS = 90, 160
# So many of the claims must hold; a draft with more faults than that is not trusted in the rest either.
SHARE_KEPT = 2 / 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with what is wrong with it; nothing when it holds."""

    claim: Claim
    faults: tuple[str, ...]


def prepare(analyzer: Analyzer, article: Article) -> Material:
    """The numbered sentences of an article, as a model gets them."""
    with analyzer.pipeline.zone():
        return material_of(analyzer.pipeline.parse(article))


def verified(
    analyzer: Analyzer, article: Article, context: Context, brief: Brief, draft: Draft, model: str
) -> Brief | None:
    """The brief with the draft's sentences for its summary; None where too few of them hold."""
    with analyzer.pipeline.zone():
        document = analyzer.pipeline.parse(article)
        tickers = _names(analyzer, document, context, brief)
        judged = judge(analyzer, material_of(document), draft, _known(tickers))
    summary = _paragraph(judged[1:], tickers)
    if judged[0].faults or summary is None:
        return None
    return replace(
        brief,
        tldr=_bare(judged[0].claim.text),
        summary=summary,
        engine={**brief.engine, "summary": f"llm {model} + {VERSION}"},
    )


def judge(
    analyzer: Analyzer, material: Material, draft: Draft, known: Mapping[str, str] | None = None
) -> list[Judged]:
    """Every claim of a draft with its faults, the one-line summary first.

    `known` maps the words by which the article names companies, in lower case, to a key each. Call it inside
    the pipeline's zone.
    """
    lexicon, names = Lexicon.load(), Names(known or {})
    named = {at for claim in (draft.tldr, *draft.claims) for at in claim.sources}
    there = sorted(at for at in named if at < len(material.sentences) and material.sentences[at])
    docs = analyzer.pipeline.docs([material.sentences[at] for at in there])
    sources = {at: Text(material.sentences[at], doc) for at, doc in zip(there, docs, strict=True)}
    claims = [_tidy(claim) for claim in (draft.tldr, *draft.claims)]
    parsed = list(analyzer.pipeline.docs([_bare(claim.text) for claim in claims]))
    out = []
    seen: set[str] = set()
    for at, (claim, doc) in enumerate(zip(claims, parsed, strict=True)):
        faults = faults_of_form(claim.text, tldr=at == 0)
        if not all(number in sources for number in claim.sources):
            faults.append("source")
        elif not faults:
            support = Support([sources[number] for number in claim.sources], lexicon, names)
            faults += support.faults(Text(_bare(claim.text), doc))
        if at and claim.text in seen:
            faults.append("repeated")
        seen |= {claim.text} if at else set()
        out.append(Judged(claim, tuple(faults)))
    return out


def _paragraph(judged: Sequence[Judged], tickers: Mapping[str, Sequence[str]]) -> str | None:
    """The claims that hold with our tickers in them, up to `MAX_WORDS` words; None where too few hold."""
    kept: list[str] = []
    held = 0
    before = False
    for each in judged:
        text = _bare(each.claim.text)
        # "It also ..." says nothing once the sentence before is gone.
        good = not each.faults and (before or not _LEANING.match(text))
        held += good
        before = good
        if good and len(_with_tickers(" ".join([*kept, text]), tickers).split()) <= MAX_WORDS:
            kept.append(text)
    said = " ".join(kept)
    if held < SHARE_KEPT * len(judged) or len(said.split()) < MIN_WORDS:
        return None
    return _with_tickers(said, tickers)


_LEANING = re.compile(
    r"(?:It|Its|They|Their|He|His|She|Her|This|That|These|Those|Both|Such|However|Meanwhile|Still|But|And|Also|"
    rf"The (?:{'|'.join(sorted(COMPANY_NOUNS))}))\b"
)


def _tidy(claim: Claim) -> Claim:
    return claim.model_copy(update={"text": " ".join(claim.text.split(" ")).strip()})


# tickers


def _names(
    analyzer: Analyzer, document: Document, context: Context, brief: Brief
) -> dict[str, tuple[str, ...]]:
    """The words by which the article names the company of each row, longest first, by `A, B` as it is written."""
    written = {row.ticker: ", ".join((row.ticker, *row.also)) for row in brief.tickers}
    found: dict[str, set[str]] = {aside: set() for aside in written.values()}
    for mention in find_mentions(document, analyzer.securities, context):
        security = analyzer.securities.get(mention.security_id)
        for symbol in (security.ticker, *security.also) if security is not None else ():
            if symbol in written and any(char.isupper() for char in mention.text):
                found[written[symbol]].add(one_line(mention.text))
                break
    return {aside: tuple(sorted(words, key=lambda w: (-len(w), w))) for aside, words in found.items()}


def _known(tickers: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {words.lower(): aside for aside, all_words in tickers.items() for words in all_words}


_ASIDE = re.compile(r"\s?\((?:[A-Z]{2,10}:\s?)?\$?[A-Z][A-Z0-9.]{0,7}(?:,\s?[A-Z][A-Z0-9.]{0,7})*\)")


def _bare(text: str) -> str:
    """A claim without the symbols that a model put in brackets: ours come in their place."""
    return _ASIDE.sub("", text)


def _with_tickers(text: str, tickers: Mapping[str, Sequence[str]]) -> str:
    """`Google (GOOGL, GOOG)`: a company's symbols behind the first place that names it."""
    places: dict[int, str] = {}
    for aside, names in tickers.items():
        found = [
            m
            for name in names
            for m in re.finditer(rf"(?<![\w$-]){re.escape(name)}(?:['’]s?)?(?![\w-])", text)
        ]
        first = min(found, key=lambda m: (m.start(), -m.end()), default=None)
        if (
            first is not None
            and first.end() not in places
            and f"({aside})" != text[first.end() + 1 :][: len(aside) + 2]
        ):
            places[first.end()] = f" ({aside})"
    for at in sorted(places, reverse=True):
        text = text[:at] + places[at] + text[at:]
    return text
