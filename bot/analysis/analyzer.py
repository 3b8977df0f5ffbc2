"""Article to brief: the one place that puts the steps of the analysis together."""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
from collections.abc import Sequence
from dataclasses import replace

import structlog
from spacy.tokens import Doc

from bot.analysis.blocks import count_words
from bot.analysis.document import Company, Document
from bot.analysis.events import find_events
from bot.analysis.headline import calmed
from bot.analysis.impact import impact_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.mentions import find_mentions
from bot.analysis.pipeline import Pipeline
from bot.analysis.references import references
from bot.analysis.relevance import companies as companies_of
from bot.analysis.scorer import Judgement, LexiconScorer, Scorer
from bot.analysis.sentiment import overall_of, readings_of, rows_of
from bot.analysis.summary import summarise
from bot.analysis.terms import TermTable
from bot.analysis.themes import find_themes, theme_table
from bot.errors import DeskwireError
from bot.market.securities import Securities
from bot.model import (
    MAX_WORDS,
    STALE_AFTER,
    Age,
    Article,
    Brief,
    Context,
    Target,
    age_of,
    label_of,
)
from bot.settings import SentimentEngine

_log = structlog.get_logger(__name__)

SUMMARY_ENGINE = "extractive 1"
PARTLY_READ = "Only part of the article was readable."
TOO_LONG = f"The article is longer than {MAX_WORDS:,} words; only the first {MAX_WORDS:,} were read."
HEADLINE_ONLY = "Only the headline was read."
STALE = f"Published more than {STALE_AFTER.total_seconds() / 3600:.0f} hours ago."
UNDATED = "The article does not say when it was published."
NO_COMPANY = "No listed company was found."


class Analyzer:
    """Everything that analysis needs, loaded once a process. Not thread-safe: one process, one article."""

    def __init__(
        self, pipeline: Pipeline, securities: Securities, scorer: Scorer, themes: TermTable | None = None
    ) -> None:
        self.pipeline = pipeline
        self.securities = securities
        self.scorer = scorer
        self.themes = themes or theme_table()

    @classmethod
    def load(cls, engine: SentimentEngine = "neural", themes: str = "") -> Analyzer:
        """Load models and data: about two seconds. `themes` is a file of a team's own themes, if it has one."""
        return cls(Pipeline.load(), Securities.load(), load_scorer(engine), theme_table(themes))

    @property
    def engine(self) -> dict[str, str]:
        """Which engine made each part of a brief, with its version."""
        return {
            "sentiment": self.scorer.name,
            "language": self.pipeline.name,
            "summary": SUMMARY_ENGINE,
            "securities": securities_version(),
        }

    def analyze(self, article: Article, context: Context) -> Brief:
        """The brief of an article: pure, and the same for the same input.

        Raises `DeskwireError("not_an_article")` for an article without any text.
        """
        if not article.text.strip():
            raise DeskwireError(
                "not_an_article", "The page has no text to read; try another link.", reason="empty"
            )
        with self.pipeline.zone():
            return self._brief(article, context)

    def _brief(self, article: Article, context: Context) -> Brief:
        cut = count_words(article.text) > MAX_WORDS
        if cut and article.coverage == "full":
            article = replace(article, coverage="partial")
        document = self.pipeline.parse(article)
        mentions = find_mentions(document, self.securities, context)
        companies = companies_of(document, mentions, self.securities)
        title = self._headline(document, companies)
        spoken = references(document, companies)
        readings = readings_of(document, companies, self.scorer, title, spoken)
        rows = rows_of(document, companies, readings)
        overall = overall_of(rows, document, self.scorer)
        events = find_events(document, companies, spoken)
        tldr, summary = summarise(document, companies, events, rows, spoken)
        age = age_of(article.published_at, context.now)
        return Brief(
            tldr=tldr,
            summary=summary,
            overall=overall,
            impact=impact_of(events, companies, document, context.novelty, overall.score),
            tickers=rows,
            events=tuple(events),
            themes=find_themes(document, self.themes),
            novelty=round(context.novelty, 2),
            coverage=article.coverage,
            age=age,
            warnings=warnings_of(article, cut, age, bool(rows)),
            engine=self.engine,
        )

    def _headline(self, document: Document, companies: Sequence[Company]) -> Doc | None:
        """The headline as it is read for sentiment: without the capitals of Title Case."""
        if document.title is None:
            return None
        text = document.title.text
        keep = [(m.start, m.end) for company in companies for m in company.mentions if m.sentence < 0]
        calm = calmed(text, keep)
        return document.title if calm == text else next(self.pipeline.docs([calm]))

    def names_of(self, article: Article, context: Context, ticker: str) -> list[str]:
        """The different words by which an article names the security behind a ticker, longest first."""
        document = self.pipeline.parse(article)
        names = set()
        for mention in find_mentions(document, self.securities, context):
            security = self.securities.get(mention.security_id)
            if security is not None and ticker in (security.ticker, *security.also):
                names.add(mention.text)
        return sorted(names, key=lambda name: (-len(name), name))

    def targets(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Target]:
        """The sentiment towards each span of `text`, company or not, from the sentence it stands in.

        Raises `DeskwireError("bad_input")` where a span lies outside the text or is empty.
        """
        for start, end in spans:
            if not 0 <= start < end <= len(text):
                raise DeskwireError(
                    "bad_input", f"Give targets as offsets into the text: {start} to {end} is none."
                )
        out = []
        for (start, end), said in zip(spans, self.judge(text, spans), strict=True):
            score = round(said.score, 2) + 0.0
            out.append(Target(start, end, score, label_of(score)))
        return out

    def judge(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Judgement]:
        """What the sentence that a span stands in says of it, for spans that lie within the text."""
        found = [Judgement(0.0, 0.0)] * len(spans)
        if not spans:
            return found
        with self.pipeline.zone():
            for sentence in self.pipeline.parse(Article("", "", "", text)).sentences:
                here = [k for k, (start, _) in enumerate(spans) if sentence.start <= start < sentence.end]
                if not here:
                    continue
                base = sentence.offset + sentence.span.start_char
                targets = [[(spans[k][0] - base, spans[k][1] - base)] for k in here]
                for k, said in zip(here, self.scorer.score(sentence.span, targets), strict=True):
                    found[k] = said
        return found


def load_scorer(engine: SentimentEngine) -> Scorer:
    """The engine of sentiment that is asked for; the light one where the network cannot be run here."""
    light = LexiconScorer(Lexicon.load())
    if engine == "vader":
        return light
    try:
        from bot.analysis.neural import NeuralScorer

        return NeuralScorer.load(light)
    except (ImportError, OSError, RuntimeError) as error:
        _log.warning("neural_engine_unavailable", reason=str(error))
        return light


@functools.cache
def securities_version() -> str:
    """Eight hexadecimal digits that change with the list of securities that ships."""
    digest = hashlib.sha256()
    folder = importlib.resources.files("bot.market") / "data"
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def warnings_of(article: Article, cut: bool, age: Age, found: bool) -> tuple[str, ...]:
    """What a reader of the brief has to know, reading's own warnings first."""
    out = list(article.warnings)
    if cut:
        out.append(TOO_LONG)
    elif article.coverage == "partial":
        out.append(PARTLY_READ)
    elif article.coverage == "headline":
        out.append(HEADLINE_ONLY)
    if age == "stale":
        out.append(STALE)
    elif age == "undated":
        out.append(UNDATED)
    if not found:
        out.append(NO_COMPANY)
    return tuple(dict.fromkeys(out))
