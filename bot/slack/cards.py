"""The card of a brief, top to bottom, and the details below it: pure functions that return messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.market.symbols import symbol_of
from bot.model import Article, Badge, Brief, Driver, Event, Evidence, TickerSentiment
from bot.slack import say
from bot.slack.elements import (
    Element,
    actions,
    anchor,
    bullets,
    button,
    context,
    line,
    option,
    overflow,
    rich,
    run,
    section,
)
from bot.slack.escape import clean, escape, host_of, literal, user_mention
from bot.slack.ids import ActionId
from bot.slack.messages import Block, Message
from bot.slack.text import cut

ROWS_ON_CARD = 6
HEADLINE = 220
QUOTE = 130
ENGINE = 200
DISCLAIMER = "Not investment advice"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person changed on a card, in a few words (`“Apple” is not AAPL here`)."""

    id: str
    user_id: str
    what: str


@dataclass(frozen=True, slots=True)
class CardView:
    """Everything a card shows. `tz` is the channel's zone; `story_id` is set once the story is known."""

    card_id: str
    article: Article
    brief: Brief
    badge: Badge = "NEW"
    asked_by: str = ""
    tz: str = "UTC"
    also_from: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    story_id: str | None = None
    details_in_thread: bool = True


def headline(article: Article) -> str:
    """What the card calls the article: its title, or its address where it has none."""
    return cut(literal(article.title) or host_of(article.canonical_url) or "Untitled article", HEADLINE)


def card(view: CardView) -> Message:
    """The card. Its fallback text says headline, sentiment, impact and tickers in one line."""
    brief = view.brief
    title = headline(view.article)
    blocks: list[Block] = [
        rich(line(anchor(view.article.canonical_url, title, "bold"))),
        context(_origin(view)),
    ]
    blocks.extend(_warnings(view))
    if literal(brief.tldr):
        blocks.append(rich(line(run(brief.tldr))))
    blocks.append(section(_figures(brief)))
    blocks.append(_rows(view))
    if literal(brief.summary) and literal(brief.summary) != literal(brief.tldr):
        blocks.append(rich(line(run(brief.summary, one_line=False))))
    blocks.extend(_corrected(view))
    blocks.append(context(_footer(view)))
    blocks.append(_buttons(view))
    return {"text": say.fallback(title, brief), "blocks": blocks}


def details(view: CardView) -> Message:
    """The thread below the card: every ticker with its sentences, the events, the themes."""
    brief = view.brief
    title = headline(view.article)
    blocks: list[Block] = []
    if brief.tickers:
        blocks.append(section("*Tickers, with the sentences their scores come from*"))
        blocks.extend(_evidence(row) for row in brief.tickers)
    if brief.events:
        blocks.append(section("*Events*"))
        blocks.extend(_event(event) for event in brief.events)
    if brief.impact.drivers:
        blocks.append(section(f"*Impact {say.impact(brief.impact)}*, because of"))
        blocks.append(rich(bullets(_driver(driver) for driver in brief.impact.drivers)))
    if brief.themes:
        blocks.append(rich(line(run("Themes: ", "bold", edges=True), run(", ".join(brief.themes)))))
    if not blocks:
        blocks.append(
            section("The article names no listed company and reports no event known to move prices.")
        )
    return {"text": f"Details: {escape(title)}", "blocks": blocks}


def watch_targets(brief: Brief) -> tuple[str, ...]:
    """The tickers that the Watch button adds: the primary ones, or the most relevant if none is primary."""
    return tuple(symbol_of(row.ticker, row.exchange) for row in say.primary(brief))


def _origin(view: CardView) -> str:
    article = view.article
    site = literal(article.site or "") or host_of(article.canonical_url)
    parts = [f"*{view.badge}*", escape(site)]
    if article.published_at is None:
        parts.append("undated")
    else:
        parts.append(say.slack_date(article.published_at, view.tz))
        parts.append(view.brief.age)
    return "  ·  ".join(part for part in parts if part)


def _warnings(view: CardView) -> Iterator[Block]:
    brief = view.brief
    known = [] if brief.warnings else [say.COVERAGE_WARNING[brief.coverage], say.AGE_WARNING[brief.age]]
    if view.badge == "RETRACTED":
        known.insert(0, "The publisher has withdrawn this article.")
    texts = [*filter(None, known), *(escape(text) for text in brief.warnings)]
    seen = tuple(dict.fromkeys(texts))
    if seen:
        yield context(*(f"*Note:* {text}" for text in seen))


def _figures(brief: Brief) -> str:
    parts = [f"*{_capital(say.overall(brief.overall))}*"]
    parts.append(f"Impact *{say.impact(brief.impact)}*")
    parts.append(f"Confidence *{say.confidence(brief.overall.confidence)}*")
    return "   |   ".join(parts)


def _rows(view: CardView) -> Block:
    rows = sorted(view.brief.tickers, key=lambda row: row.role != "primary")
    if not rows:
        return section("No listed company is named in this article.")
    parts: list[Element] = [bullets(_row(row) for row in rows[:ROWS_ON_CARD])]
    more = len(rows) - ROWS_ON_CARD
    if more > 0:
        where = "in the thread" if view.details_in_thread else "under Why?"
        parts.append(line(run(f"and {more} more {where}", "italic")))
    return rich(*parts)


def _row(row: TickerSentiment) -> Element:
    elements = [run(say.symbols(row), "bold"), run(f"  {say.row(row)}", edges=True)]
    if row.evidence:
        quote = max(row.evidence, key=lambda sentence: abs(sentence.score))
        elements.append(run(f"\n“{cut(literal(quote.text), QUOTE)}”", "italic", edges=True))
    return line(*elements)


def _corrected(view: CardView) -> Iterator[Block]:
    for correction in view.corrections:
        who = user_mention(correction.user_id) or "a member"
        yield context(f"*Corrected by* {who}: {escape(correction.what)}")


def _footer(view: CardView) -> str:
    brief = view.brief
    parts = [say.COVERAGE[brief.coverage]]
    if view.also_from:
        shown = [escape(source) for source in view.also_from[:4]]
        more = len(view.also_from) - len(shown)
        if more > 0:
            shown.append(f"{more} more")
        parts.append(f"also from {say.listed(shown)}")
    if brief.engine:
        named = [brief.engine[part] for part in ("sentiment", "summary") if part in brief.engine]
        engine = ", ".join(named or brief.engine.values())
        parts.append(f"engine {escape(cut(clean(engine), ENGINE))}")
    parts.append(DISCLAIMER)
    return "  ·  ".join(parts)


def _buttons(view: CardView) -> Block:
    targets = watch_targets(view.brief)
    row = [button(ActionId.WHY, "Why?", view.card_id)]
    if targets:
        row.append(button(ActionId.WATCH, f"Watch {', '.join(targets)}", view.card_id))
    if view.story_id:
        row.append(button(ActionId.MUTE_STORY, "Mute story", view.story_id))
    row.append(button(ActionId.WRONG_TICKER, "Wrong ticker", view.card_id))
    row.append(button(ActionId.USEFUL, "Useful", view.card_id))
    row.append(button(ActionId.NOT_USEFUL, "Not useful", view.card_id))
    choices = [
        option("Undo the correction", menu_value(ActionId.UNDO_CORRECTION, correction.id), correction.what)
        for correction in view.corrections[-4:]
    ]
    who = "Only the person who asked can do this" if view.asked_by else "Only a workspace admin can do this"
    choices.append(option("Delete this card", menu_value(ActionId.DELETE_CARD, view.card_id), who))
    row.append(overflow(ActionId.CARD_MENU, choices))
    return actions(row)


def menu_value(action: ActionId, subject: str) -> str:
    """The value of a choice in the card's `…` menu; `read_menu_value` takes it apart."""
    return f"{action}:{subject}"


def read_menu_value(value: str) -> tuple[str, str]:
    """The action and its subject (card or correction id) of a choice in the card's menu."""
    action, _, subject = value.partition(":")
    return action, subject


def _evidence(row: TickerSentiment) -> Block:
    head = line(
        run(say.symbols(row), "bold"),
        run(f"  {literal(row.name)} ({literal(row.exchange)}), {row.role}", edges=True),
        run(f"\n{say.row(row)}  confidence {say.confidence(row.confidence)}", edges=True),
    )
    return rich(head, bullets(sentence(each) for each in row.evidence)) if row.evidence else rich(head)


def sentence(evidence: Evidence) -> Element:
    """A sentence of the article with what it contributed."""
    score = run(f"{say.signed(evidence.score)}  ", "bold", edges=True)
    return line(score, run(f"“{literal(evidence.text)}”"))


def _event(event: Event) -> Block:
    who = f" ({', '.join(event.tickers)})" if event.tickers else ""
    head = line(run(f"{event.label}{who}", "bold"))
    facts = [line(run(f"{name.replace('_', ' ')}: {value}")) for name, value in event.arguments.items()]
    quotes = [line(run(f"“{literal(each.text)}”", "italic")) for each in event.evidence]
    items = [*facts, *quotes]
    return rich(head, bullets(items)) if items else rich(head)


def _driver(driver: Driver) -> Element:
    elements = [run(f"{driver.event.replace('_', ' ')}, weight {driver.weight:.2f}", "bold")]
    if driver.evidence:
        elements.append(run(f"\n“{literal(driver.evidence[0].text)}”", edges=True))
    return line(*elements)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
