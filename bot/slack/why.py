"""The Why? form: for every figure of a brief, the sentences it was computed from."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Evidence, TickerSentiment
from bot.slack import say
from bot.slack.cards import CardView, headline
from bot.slack.elements import Element, bullets, context, line, rich, run, section
from bot.slack.escape import escape, literal
from bot.slack.messages import Block, View, fit_view
from bot.slack.modals import explain
from bot.slack.text import cut

SENTENCES = 8
SENTENCE = 500


def why(view: CardView) -> View:
    """How each figure of the card came about, with the sentences and what each contributed.

    Fits Slack's 100 blocks; what does not fit is counted in a last line.
    """
    brief = view.brief
    blocks: list[Block] = [rich(line(run(headline(view.article), "bold"))), *_overall(view)]
    for row in brief.tickers:
        blocks.extend(_ticker(row))
    blocks.extend(_impact(view))
    blocks.extend(_events(view))
    if brief.warnings:
        blocks.append(context(*(f"*Note:* {escape(text)}" for text in brief.warnings[:10])))
    engine = ", ".join(f"{name} {value}" for name, value in brief.engine.items())
    blocks.append(context(escape(f"Engine: {engine}") if engine else "Figures computed by Deskwire"))
    return fit_view(explain("Why?", blocks))


def _overall(view: CardView) -> list[Block]:
    brief = view.brief
    overall = brief.overall
    head = f"*Overall: {say.overall(overall)}*, confidence {say.confidence(overall.confidence)}"
    if not brief.tickers:
        how = "No listed company is named, so this is the tone of the article itself."
        return [section(f"{head}\n{how}")]
    how = "The mean of the ticker scores, each weighted by how much the article is about that company."
    if overall.mixed:
        how += " It is mixed: two companies that matter here are judged very differently."
    return [
        section(f"{head}\n{how}"),
        rich(bullets(_share(row, brief.tickers) for row in brief.tickers[:12])),
    ]


def _share(row: TickerSentiment, rows: Sequence[TickerSentiment]) -> Element:
    total = sum(each.relevance for each in rows)
    share = row.relevance / total if total else 0.0
    return line(
        run(say.symbols(row), "bold"),
        run(f"  {say.signed(row.score)}, {share:.0%} of the weight", edges=True),
    )


def _ticker(row: TickerSentiment) -> list[Block]:
    head = line(
        run(say.symbols(row), "bold"),
        run(
            f"  {literal(row.name)}: {say.row(row)}, confidence {say.confidence(row.confidence)}", edges=True
        ),
    )
    if not row.evidence:
        return [rich(head, line(run("No sentence speaks well or ill of this company; it is only named.")))]
    intro = line(run(f"From what {say.plural(len(row.evidence), 'sentence')} about it said:"))
    return [rich(head, intro, *_sentences(row.evidence))]


def _impact(view: CardView) -> list[Block]:
    impact = view.brief.impact
    head = f"*Impact: {say.impact(impact)}*\nHow far such news can be expected to move prices, whichever way."
    if not impact.drivers:
        return [section(f"{head} No event was found that is known to move them.")]
    blocks = [section(head)]
    for driver in impact.drivers:
        name = line(run(f"{driver.event.replace('_', ' ')}, weight {driver.weight:.2f}", "bold"))
        blocks.append(rich(name, *_sentences(driver.evidence, scored=False)))
    return blocks


def _events(view: CardView) -> list[Block]:
    blocks: list[Block] = []
    for event in view.brief.events:
        who = f" ({', '.join(event.tickers)})" if event.tickers else ""
        facts = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in event.arguments.items())
        parts = [line(run(f"Event: {event.label}{who}", "bold"))]
        if literal(facts):
            parts.append(line(run(facts)))
        blocks.append(rich(*parts, *_sentences(event.evidence, scored=False)))
    return blocks


def _sentences(evidence: Sequence[Evidence], *, scored: bool = True) -> list[Element]:
    shown = (
        sorted(evidence, key=lambda each: -abs(each.score))[:SENTENCES] if scored else evidence[:SENTENCES]
    )
    if not shown:
        return []
    items = []
    for each in shown:
        quote = run(f"“{cut(literal(each.text), SENTENCE)}”", edges=True)
        score = [run(f"{say.signed(each.score)}  ", "bold", edges=True)] if scored else []
        items.append(line(*score, quote))
    parts = [bullets(items)]
    more = len(evidence) - len(shown)
    if more > 0:
        parts.append(line(run(f"and {say.plural(more, 'more sentence')}", "italic")))
    return parts
