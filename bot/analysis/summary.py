"""The two texts of a brief: one sentence that says the main event, and an analyst's paragraph.

Both are extractive: every word is the article's. Sentences are chosen, cut to what they say (datelines, asides,
attributions), and given tickers; none is rephrased, but who a surname or "the company" means is said by name where the
paragraph would not tell. What does not pass the grounding check or would leave a reader asking "who?" is not said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Token

from bot.analysis.arrange import arrange
from bot.analysis.compress import Weigh, compress, tidy
from bot.analysis.document import Company, Document, Sentence
from bot.analysis.grounding import Grounding
from bot.analysis.inline_tickers import inline
from bot.analysis.introductions import bare, people
from bot.analysis.passages import MAX_WORDS, Passage, passages
from bot.analysis.prose import Range, count_words, say, without
from bot.analysis.reaction import reaction
from bot.analysis.references import References
from bot.analysis.renaming import renamed
from bot.analysis.selection import LEAST_WORDS, choose, figures, introductions, score, significance
from bot.analysis.vocabulary import content_stems, stem
from bot.model import Event, TickerSentiment

MAX_TLDR_WORDS = 30
LONG_WORDS = 45
TLDR_CANDIDATES = 25
MAX_CANDIDATES = 400
LEADING = 2
LEAD_WORDS = 20
LEAST_TITLE = 5
# A one-line summary of less worth than this, next to the best sentence that did not fit, misses the event.
GOOD_ENOUGH = 0.65

# What keeps a passage out, from strictest to laxest: the first tier that leaves anything is used.
_TIERS: tuple[frozenset[str], ...] = (
    frozenset(
        {
            "unfinished", "question", "exclamation", "unbalanced", "cut", "short", "long", "headless",
            "fragment", "personal", "we", "speaker", "capitals",
        }
    ),
    frozenset({"question", "unbalanced", "cut", "short", "long", "headless", "fragment"}),
    frozenset({"unbalanced", "cut"}),
    frozenset(),
)  # fmt: skip


def summarise(
    document: Document,
    companies: Sequence[Company],
    events: Sequence[Event],
    rows: Sequence[TickerSentiment],
    spoken: References | None = None,
) -> tuple[str, str]:
    """One sentence of at most `MAX_TLDR_WORDS` words, and one paragraph; pure and deterministic.

    Both are empty only when the article has neither text nor title. `spoken` is what `references` has found, where it
    is known already.
    """
    weigh = _weigher(document.article.title)
    every = [_shortened(passage, weigh) for passage in passages(document)]
    grounding = Grounding(document.article, companies)
    pool = _usable(every)
    if not pool:
        return _headline(document, companies, grounding)
    lead = _tldr(pool, document, companies, events, grounding)
    return lead, _paragraph(pool, every, document, companies, events, rows, grounding, spoken) or lead


def _usable(every: Sequence[Passage]) -> list[Passage]:
    """The passages fit to be said, by the strictest tier that leaves any that stands alone."""
    few = every[:MAX_CANDIDATES]
    for flaws in _TIERS:
        fit = [passage for passage in few if not _held_against(passage) & flaws]
        if any(not passage.leans and not passage.flaws & flaws for passage in fit):
            return fit
    return list(few)


def _held_against(passage: Passage) -> frozenset[str]:
    """The flaws that count. A long sentence at the top is the event even where the parse finds no verb in it.

    "A meteor streaked across the sky", "Larch Inc, controlled by Mr Budd, offered to buy": the verb is taken for a
    participle, and without the sentence nobody learns what happened. Captions and bullets are shorter.
    """
    if passage.at < LEADING and passage.words >= LEAD_WORDS:
        return passage.flaws - {"fragment"}
    return passage.flaws


def _shortened(passage: Passage, weigh: Weigh) -> Passage:
    """A passage of more words than a reader takes in at once, cut to `LONG_WORDS` where that is possible."""
    if "long" not in passage.flaws:
        return passage
    for limit in (LONG_WORDS, MAX_WORDS):
        made = compress(passage, limit, weigh)
        if made is not None:
            return replace(passage, ranges=made.ranges)
    return passage


def _paragraph(
    pool: Sequence[Passage],
    every: Sequence[Passage],
    document: Document,
    companies: Sequence[Company],
    events: Sequence[Event],
    rows: Sequence[TickerSentiment],
    grounding: Grounding,
    spoken: References | None,
) -> str:
    usable = frozenset(p.at for p in pool)
    needs = introductions(every)
    scored = score(pool, document, companies, events, rows)
    source, spare = document.article.text, 0
    for _ in range(2):
        chosen = arrange(choose(scored, every, usable, needs, spare) or list(pool[:1]), needs)
        lines: list[Sequence[Range]] = [_tidied(p, grounding, dated=at == 0) for at, p in enumerate(chosen)]
        words = sum(count_words(say(source, ranges)) for ranges in lines)
        if words >= LEAST_WORDS:
            break
        spare = min(LEAST_WORDS, sum(p.words for p in chosen) - words)
    again = renamed(chosen, lines, document, companies, spoken)
    lines = [without(ranges, [one.hole]) if one else ranges for ranges, one in zip(lines, again, strict=True)]
    presented = _introduced(chosen, lines, [every[at] for at in _introducers(chosen, needs)], companies)
    said = []
    for at, part in enumerate(inline(source, lines, companies)):
        one = again[at]
        inserts = _joined({one.hole[1]: one.name}, part.inserts) if one else part.inserts
        line = say(source, part.ranges, _joined(inserts, presented[at]))
        # An introduction that the check does not find is left out; the sentence without it stands.
        said.append(line if not grounding.missing(line) else say(source, part.ranges, inserts))
    return " ".join(line for line in said if line and not grounding.missing(line))


def _tidied(passage: Passage, grounding: Grounding, *, dated: bool) -> Sequence[Range]:
    made = tidy(passage, dated=dated)
    return made.ranges if made is not None and not grounding.missing(made.text) else passage.ranges


def _introducers(chosen: Sequence[Passage], needs: Mapping[int, Sequence[frozenset[int]]]) -> list[int]:
    """The passages that say in full whom `chosen` name by surname."""
    return sorted({at for passage in chosen for where in needs.get(passage.at, ()) for at in where})


def _introduced(
    chosen: Sequence[Passage],
    lines: Sequence[Sequence[Range]],
    introducers: Sequence[Passage],
    companies: Sequence[Company],
) -> list[dict[int, str]]:
    """For each line what is to be inserted where, so that nobody appears by surname alone."""
    known = people(introducers)
    spans = [(m.start, m.end) for c in companies for m in c.mentions if m.sentence >= 0]
    met: set[str] = set()
    found: list[dict[int, str]] = []
    for passage, ranges in zip(chosen, lines, strict=True):
        inserts: dict[int, str] = {}
        text = say(passage.source, ranges)
        for surname, (offset, office) in bare(passage, ranges, known, spans).items():
            if surname in met:
                continue
            person = known[surname]
            inserts[offset] = person.first if office else person.office + person.first
            end = offset + len(surname)
            if person.behind and not office and passage.source[end : end + 1] not in {"'", "’", "-"}:
                closed = passage.source[end : end + 1] in {",", "."}
                inserts[end] = f", {person.behind}" + ("" if closed else ",")
        found.append(inserts)
        met |= {surname for surname in known if surname in text}
    return found


def _joined(one: Mapping[int, str], two: Mapping[int, str]) -> dict[int, str]:
    """Both sets of inserts; at the same place the tickers of a company go before."""
    return {at: one.get(at, "") + two.get(at, "") for at in sorted({*one, *two})}


def _tldr(
    pool: Sequence[Passage],
    document: Document,
    companies: Sequence[Company],
    events: Sequence[Event],
    grounding: Grounding,
) -> str:
    """The best sentence after compression; a sentence that does not fit gives way to the next best."""
    ranked = _by_importance(pool, document, companies, events)
    weigh = _weigher(document.article.title)
    best: tuple[float, str] | None = None
    for worth, passage in ranked:
        if best is not None and worth <= best[0]:
            break
        made = compress(passage, MAX_TLDR_WORDS, weigh)
        if made is None or grounding.missing(made.text):
            continue
        gained = worth - 0.12 * made.loss
        if best is None or gained > best[0]:
            best = (gained, made.text)
    if best is not None and best[0] >= GOOD_ENOUGH * ranked[0][0]:
        return best[1]
    # The sentence with the event in it does not fit one line: the headline says it.
    title = _title_passage(document)
    if best is not None and (
        title is None or "?" in title.text or not LEAST_TITLE <= title.words <= MAX_TLDR_WORDS
    ):
        return best[1]
    return _last_resort(pool, document)


def _by_importance(
    pool: Sequence[Passage], document: Document, companies: Sequence[Company], events: Sequence[Event]
) -> list[tuple[float, Passage]]:
    """Sentences that stand alone with their claim to be the one that is said, best first."""
    title = frozenset(content_stems(document.article.title))
    luhn = significance(pool)
    proof = [(e.start, e.end) for event in events for e in event.evidence]
    primary = [m.start for c in companies if c.role == "primary" for m in c.mentions if m.sentence >= 0]
    alone = [passage for passage in pool if not passage.leans and len(passage.sentences) == 1]
    told = [p for p in alone[TLDR_CANDIDATES:] if any(s < p.end and e > p.start for s, e in proof)]
    found = []
    for rank, passage in enumerate([*alone[:TLDR_CANDIDATES], *told[:TLDR_CANDIDATES]]):
        worth = 1.8 * math.exp(-rank / 2)
        worth += 2.5 * len(title & passage.content) / len(title) if title else 1.2 * math.exp(-rank / 2)
        worth += 0.6 * any(s < passage.end and e > passage.start for s, e in proof)
        worth += 0.3 * any(passage.start <= at < passage.end for at in primary)
        worth += min(0.4, 0.15 * figures(passage.text))
        worth += sum(luhn.get(stem_, 0.0) for stem_ in passage.content) / (len(passage.content) + 6)
        worth -= 0.8 * ('"' in passage.text or "“" in passage.text)
        worth -= 0.6 * (rank > 0 and passage.takes_up is not None) + 0.9 * (
            rank > 0 and reaction(passage.text)
        )
        found.append((round(worth, 6), passage))
    return sorted(found, key=lambda item: (-item[0], item[1].at))


def _weigher(title: str) -> Weigh:
    """What losing a token costs: words of the title most, then figures, then names."""
    wanted = frozenset(content_stems(title))

    def weigh(token: Token) -> float:
        if token.is_punct or token.is_space:
            return 0.0
        if stem(token.lower_) in wanted:
            return 3.0
        if token.like_num or token.text[0] in "$€£¥":
            return 1.2
        return 0.6 if token.tag_ in {"NNP", "NNPS"} else 0.03 if token.is_stop else 0.15

    return weigh


def _title_passage(document: Document) -> Passage | None:
    """The headline as a passage of its own source, None where there is none."""
    title, parsed = document.article.title.strip(), document.title
    if parsed is None or not title:
        return None
    title = parsed.text
    sentence = Sentence(-1, 0, len(title), title, 0, parsed[:], 0, count_words(title))
    return Passage(0, 0, len(title), ((0, len(title)),), (sentence,), title)


def _headline(document: Document, companies: Sequence[Company], grounding: Grounding) -> tuple[str, str]:
    """An article that is its headline: the headline for both, cut only where it is too long for one line."""
    passage = _title_passage(document)
    if passage is None:
        text = document.article.title.strip() or document.article.text.strip()
        return (_cut_short(text), _cut_short(text)) if text else ("", "")
    whole = say(passage.source, passage.ranges)
    if passage.words <= MAX_TLDR_WORDS:
        lead, ranges = whole, passage.ranges
    else:
        made = compress(passage, MAX_TLDR_WORDS, _weigher(""))
        lead = made.text if made is not None and not grounding.missing(made.text) else _cut_short(whole)
        ranges = passage.ranges if passage.words <= 2 * MAX_TLDR_WORDS else ()
    if not ranges:
        return lead, lead
    (part,) = inline(passage.source, [ranges], companies, title=True)
    return lead, say(passage.source, part.ranges, part.inserts)


def _last_resort(pool: Sequence[Passage], document: Document) -> str:
    """No sentence fits one line: the headline, then the shortest whole passage, then a marked fragment."""
    title = _title_passage(document)
    if title is not None and title.words <= MAX_TLDR_WORDS:
        return title.text
    short = [passage for passage in pool if passage.words <= MAX_TLDR_WORDS and not passage.leans]
    return short[0].text if short else _cut_short(pool[0].text)


def _cut_short(text: str) -> str:
    """`text` where it is short enough, else its first words with the mark that says that there is more."""
    words = text.split()
    if len(words) <= MAX_TLDR_WORDS:
        return say(text, [(0, len(text))])
    return f"{' '.join(word[:60] for word in words[: MAX_TLDR_WORDS - 1]).rstrip(',;:.')} …"
