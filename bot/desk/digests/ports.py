"""What digests need of watchlists and of schedules, as small as they need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from bot.desk.digests.digesting import Watched
from bot.model import Team


class ListName(Protocol):
    """A list as the store knows it; the name of a person's default list is empty."""

    @property
    def owner(self) -> str:
        """A user, a channel, or "team"."""
        ...

    @property
    def list_name(self) -> str:
        """Its name."""
        ...


class Lists(Protocol):
    """Watchlists."""

    async def members(self, team: Team, owner: str, list_name: str) -> Watched:
        """What a list holds now; nothing where there is no such list."""
        ...

    async def weights(self, team: Team, owner: str, list_name: str) -> Mapping[str, float]:
        """The weights of a portfolio's holdings, as far as they are known; of a list nothing."""
        ...

    async def named(self, team: Team, user: str, channel: str, name: str) -> ListName:
        """The list or portfolio that a person means. Raises `DeskwireError` where there is none."""
        ...


class Schedule(Protocol):
    """What is posted where and when."""

    @property
    def id(self) -> str:
        """Short enough to type."""
        ...

    @property
    def team(self) -> Team:
        """Whose it is."""
        ...

    @property
    def channel(self) -> str:
        """Where it posts."""
        ...

    @property
    def created_by(self) -> str:
        """Who made it."""
        ...

    @property
    def subject(self) -> Mapping[str, Any]:
        """What it posts, as this part of the desk wrote it."""
        ...

    @property
    def recurrence(self) -> Mapping[str, Any]:
        """When, with its `zone`."""
        ...

    @property
    def state(self) -> str:
        """active or paused."""
        ...

    @property
    def reason(self) -> str:
        """Why it is paused, if not by a person."""
        ...


class Planned(Protocol):
    """A schedule as a person reads it."""

    @property
    def schedule(self) -> Schedule:
        """The schedule itself."""
        ...

    @property
    def when(self) -> str:
        """The rule in words."""
        ...

    @property
    def next_at(self) -> datetime | None:
        """The next moment, in the rule's zone."""
        ...

    @property
    def note(self) -> str:
        """A remark, or nothing."""
        ...


class Plans(Protocol):
    """Schedules of a team. Each raises `DeskwireError` with what to do where it cannot."""

    async def create(
        self, team: Team, channel: str, user: str, subject: Mapping[str, Any], rule: Any
    ) -> Planned:
        """Make one; `rule` as the rule's parser returned it."""
        ...

    async def list(self, team: Team, channel: str | None = None) -> Sequence[Planned]:
        """What is scheduled in a channel, or anywhere."""
        ...

    async def find(self, team: Team, schedule_id: str) -> Schedule:
        """One that is not deleted."""
        ...

    async def pause(self, team: Team, schedule_id: str, user: str) -> Schedule:
        """Pause by a person's wish."""
        ...

    async def resume(self, team: Team, schedule_id: str, user: str) -> Planned:
        """Go on."""
        ...

    async def delete(self, team: Team, schedule_id: str, user: str) -> Schedule:
        """Remove it."""
        ...


class RuleParser(Protocol):
    """Reads a rule of time."""

    def __call__(self, text: str, zone: str) -> Any:
        """The rule; `zone` is meant where the text names none. Raises `DeskwireError` with what to type."""
        ...


class Due(Protocol):
    """A slot of a schedule to be posted now. `key` is the key of its delivery."""

    @property
    def schedule(self) -> Schedule:
        """Whose slot it is."""
        ...

    @property
    def at(self) -> datetime:
        """When it was due."""
        ...

    @property
    def key(self) -> str:
        """The key of its delivery."""
        ...

    @property
    def window_from(self) -> datetime:
        """Up to where the post before told."""
        ...

    @property
    def window_to(self) -> datetime:
        """Up to where this one tells."""
        ...

    @property
    def late(self) -> bool:
        """Whether it comes later than planned."""
        ...

    @property
    def skipped(self) -> Sequence[datetime]:
        """Slots before it that were never posted."""
        ...

    @property
    def closed(self) -> Sequence[date]:
        """Days of the window on which the exchange did not trade."""
        ...

    @property
    def early(self) -> bool:
        """Whether the exchange closes early on that day."""
        ...

    @property
    def note(self) -> str:
        """A remark, or nothing."""
        ...
