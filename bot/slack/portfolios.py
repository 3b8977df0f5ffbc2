"""Portfolios as people see them: what is held, what an import did, what was unclear. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bot.slack import say
from bot.slack.elements import (
    Element,
    actions,
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
from bot.slack.escape import clean, escape, literal
from bot.slack.ids import ActionId
from bot.slack.messages import Block, Message
from bot.slack.watchlists import Unclear, Whose, sheet, unclear_blocks

SHOWN = 60
"""So many holdings stand in a message; an export has all."""
SHOWN_PORTFOLIOS = 20
NAMED = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A holding: its symbol, the name of the company, its figures; see `bot.store.holdings.Holding`."""

    ticker: str
    name: str = ""
    quantity: Decimal | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class PortfolioView:
    """A portfolio: whose it is, its name (empty for the unnamed one) and what it holds."""

    whose: Whose
    name: str
    rows: tuple[Row, ...] = ()
    changed_at: datetime | None = None
    editable: bool = True

    @property
    def options(self) -> str:
        """How the portfolio is meant in a command."""
        named = f'portfolio:"{self.name}" ' if self.name else ""
        return f"{named}for:{self.whose}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did to one portfolio."""

    shown: PortfolioView
    new: int
    gone: tuple[str, ...] = ()
    kept: tuple[str, ...] = field(default=())


def title(whose: Whose, name: str, *, capital: bool = False) -> str:
    """A portfolio in words: `your portfolio growth`, with a `capital` at its beginning."""
    owner = {"me": "your", "channel": "this channel's", "team": "the team's"}[whose]
    said = f"{owner} portfolio {clean(name)}".strip()
    return said[:1].upper() + said[1:] if capital else said


def holdings(shown: PortfolioView, command: str, tz: str) -> Message:
    """One portfolio with what it holds, the weightiest first."""
    ordered = sorted(shown.rows, key=lambda row: (-abs(row.weight or 0.0), row.ticker))
    blocks: list[Block] = [portfolio_block(shown, 0)]
    if ordered:
        items = [_row(each) for each in ordered[:SHOWN]]
        blocks.append(rich(bullets(items)))
    if len(ordered) > SHOWN:
        blocks.append(context(f"and {len(ordered) - SHOWN} more; `{escape(command)} export` has all"))
    notes = [_exposure(shown.rows)]
    if shown.changed_at is not None:
        notes.append(f"last changed {say.slack_date(shown.changed_at, tz)}")
    notes.append(f"`{escape(command)} set NVDA 1200` and `{escape(command)} remove NVDA` change it")
    blocks.append(context("  ·  ".join(filter(None, notes))))
    text = f"{title(shown.whose, shown.name, capital=True)}: {say.plural(len(ordered), 'holding')}"
    return {"text": escape(text), "blocks": blocks}


def listing(portfolios: Sequence[PortfolioView], command: str) -> Message:
    """The portfolios, each with its menu."""
    if not portfolios:
        text = f"There is no portfolio yet. Type {command} import with what you hold, or press the button."
        return {"text": escape(text), "blocks": [section(escape(text)), new_button()]}
    blocks = [portfolio_block(each, number) for number, each in enumerate(portfolios[:SHOWN_PORTFOLIOS])]
    if len(portfolios) > SHOWN_PORTFOLIOS:
        blocks.append(context(f"and {len(portfolios) - SHOWN_PORTFOLIOS} more"))
    named = ", ".join(f"{title(each.whose, each.name)} ({len(each.rows)})" for each in portfolios)
    return {"text": escape(f"Portfolios: {named}"), "blocks": [*blocks, new_button()]}


def portfolio_block(shown: PortfolioView, number: int) -> Block:
    """A portfolio's title with its menu."""
    count = say.plural(len(shown.rows), "holding") if shown.rows else "empty"
    block = section(f"*{escape(title(shown.whose, shown.name, capital=True))}*  {count}")
    menu = [option("Show", f"show {shown.options}"), option("Brief", f"brief {shown.options}")]
    if shown.editable:
        menu.append(option("Import", f"import {shown.options}"))
    menu.append(option("Export", f"export {shown.options}"))
    if shown.editable:
        menu.append(option("Clear", f"clear {shown.options}"))
    block["accessory"] = overflow(f"{ActionId.PORTFOLIO_MENU}:{number}", menu)
    return block


def new_button() -> Block:
    """What can be done without a portfolio at hand."""
    return actions([button(ActionId.PORTFOLIO_IMPORT, "Import a portfolio")])


def imported(
    done: Sequence[Imported], problems: Sequence[Unclear], notes: Sequence[str], command: str
) -> Message:
    """What an import did: what every portfolio holds now, what is new in it and what is no longer held.

    `notes` are sentences on what was left out or put together on purpose.
    """
    said = []
    for each in done:
        where = title(each.shown.whose, each.shown.name, capital=True)
        said.append(f"{where} has {say.plural(len(each.shown.rows), 'holding')}, {each.new} of them new.")
        if each.gone:
            said.append(f"No longer held: {_some(each.gone)}.")
        if each.kept:
            said.append(
                f"Left as before, because not every line could be read: {_some(each.kept)}."
                f" {command} remove takes out what was sold."
            )
    if not done:
        said.append("Nothing was imported.")
    asked = f"{say.plural(len(problems), 'line')} to look at:" if problems else ""
    options = done[0].shown.options if len(done) == 1 else "for:me"
    blocks: list[Block] = [
        rich(line(run(" ".join(said)))),
        *([rich(bullets([line(run(each)) for each in notes]))] if notes else []),
        *([rich(line(run(asked)))] if asked else []),
        *unclear_blocks(problems, "set", options, ActionId.PORTFOLIO_PICK),
        context(
            f"`{escape(command)} show` shows what is held  ·  `{escape(command)} brief` what the news is"
        ),
    ]
    return {"text": escape(" ".join(filter(None, [*said, *notes, asked]))), "blocks": blocks}


def changed(shown: PortfolioView, said: str, problems: Sequence[Unclear], verb: str, command: str) -> Message:
    """What a change did, in words, and what is left to be decided."""
    blocks: list[Block] = [rich(line(run(said)))] if said else []
    blocks += unclear_blocks(problems, verb, shown.options, ActionId.PORTFOLIO_PICK)
    blocks.append(
        context(f"{say.plural(len(shown.rows), 'holding')} now  ·  `{escape(command)} show` shows all")
    )
    return {"text": escape(" ".join([said, *(each.sentence for each in problems)]).strip()), "blocks": blocks}


def cleared(shown: PortfolioView, csv: str, followers: str = "", file: str = "") -> Message:
    """Says what a portfolio held that was cleared, as the statement that puts it back, and who follows it.

    `file` is the name of the file that holds the statement, where it was sent as one.
    """
    where = title(shown.whose, shown.name, capital=True)
    if not csv:
        text = f"{where} was empty."
        return {"text": escape(text), "blocks": [section(escape(text))]}
    back = f"Importing {file} puts it back; it is in your direct messages with me." if file else ""
    text = " ".join(
        filter(None, [f"{where} is empty now.", followers, back or "Importing this puts it back:"])
    )
    body = [] if file else [rich(each) for each in sheet(csv)]
    return {"text": escape(text), "blocks": [section(escape(text)), *body]}


def figures(row: Row) -> str:
    """`1,200 shares, 12.5% of the portfolio`; nothing where nothing is known."""
    parts = []
    if row.quantity is not None:
        count = abs(row.quantity)
        short = "short " if row.quantity < 0 else ""
        parts.append(f"{short}{count:,f} {'share' if count == 1 else 'shares'}")
    if row.weight is not None:
        parts.append(f"{'-' if row.weight < 0 else ''}{say.part(abs(row.weight))} of the portfolio")
    return ", ".join(parts)


def with_name(ticker: str, names: Mapping[str, str]) -> str:
    """`NVDA (Nvidia)`; the ticker alone where the name says no more."""
    name = names.get(ticker, "")
    return f"{ticker} ({name})" if name and name.upper() != ticker else ticker


def _row(row: Row) -> Element:
    parts = [run(literal(row.ticker), "bold")]
    said = [literal(row.name) if row.name.upper() != row.ticker else "", figures(row)]
    rest = ": ".join(filter(None, said))
    return line(*parts, *([run(f"  {rest}", edges=True)] if rest else []))


def _exposure(rows: Sequence[Row]) -> str:
    """`long 95%, short 5%`, where every weight is known."""
    known = [row.weight for row in rows if row.weight is not None]
    if not known or len(known) < len(rows):
        return ""
    short = -sum(weight for weight in known if weight < 0)
    said = f"long {say.part(sum(weight for weight in known if weight > 0))}"
    return f"{said}, short {say.part(short)}" if short else said


def _some(tickers: Sequence[str]) -> str:
    more = len(tickers) - NAMED
    return literal(say.listed([*tickers[:NAMED], f"{more} more"] if more > 0 else tickers))
