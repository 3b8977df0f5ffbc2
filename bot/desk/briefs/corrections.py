"""What a person corrected on a card: kept with the card, applied at every new analysis, undoable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.store.cards import Card

_KEY = "corrections"


@dataclass(frozen=True, slots=True)
class Correction:
    """`names` are how the article calls the company. `wrong` is empty for a company that was missing,
    `right` for a row that should not be there. `workspace` says that it holds for later articles too.
    """

    id: str
    user: str
    wrong: str
    right: str
    names: tuple[str, ...]
    words: str
    workspace: bool = False
    undone_by: str = ""


_CORRECTIONS = TypeAdapter(tuple[Correction, ...])


def recorded(card: Card) -> tuple[Correction, ...]:
    """Every correction of a card, undone ones too, oldest first."""
    return _CORRECTIONS.validate_python(card.extra.get(_KEY, ()))


def active(card: Card) -> tuple[Correction, ...]:
    """The corrections of a card that hold."""
    return tuple(each for each in recorded(card) if not each.undone_by)


def with_corrections(card: Card, corrections: Sequence[Correction]) -> dict[str, Any]:
    """The `extra` of a card that has these corrections."""
    return {**card.extra, _KEY: [asdict(each) for each in corrections]}
