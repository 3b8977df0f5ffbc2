"""Schedules of digests as people handle them: made by words and by form, listed, paused, resumed, deleted."""

from __future__ import annotations

import asyncio
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.desk import subjects
from bot.desk.areas import Asked
from bot.desk.channels import Channels
from bot.desk.digests.grammar import Change, Plan, parse
from bot.desk.digests.ports import ListName, Lists, Planned, Plans, RuleParser, Schedule
from bot.desk.rights import Rights
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack import digest_plans, notices
from bot.slack.digest_plans import Field
from bot.slack.directory import Directory
from bot.slack.messages import Message, View
from bot.store.store import Store

SUBJECT = "digest"
FORM_S = 2.0
"""A form must be answered within three seconds."""


class Timetable:
    """When digests are posted where."""

    def __init__(
        self,
        store: Store,
        lists: Lists,
        plans: Plans,
        read_rule: RuleParser,
        directory: Directory,
        rights: Rights,
        channels: Channels,
        *,
        command: str,
    ) -> None:
        self._store = store
        self._lists = lists
        self._plans = plans
        self._read_rule = read_rule
        self._directory = directory
        self._rights = rights
        self._channels = channels
        self._command = command

    async def form(self, team: Team, user: str, channel: str) -> View:
        """The form, also for a button. Raises `DeskwireError` for guests."""
        person = await self._directory.person(team, user)
        if person.is_guest:
            await self._rights.require_member(team, user)
        return digest_plans.form(channel, person.tz)

    async def submit(self, asked: Asked) -> tuple[str, str] | Message:
        """A submitted form in words: the answer, or the field and the sentence of what is wrong."""
        looking = Field.WHEN
        try:
            async with asyncio.timeout(FORM_S):
                await self._rights.require_member(asked.team, asked.user)
                plan = parse(f"schedule {asked.text}", self._command)
                assert isinstance(plan, Plan)
                rule = await self._rule(asked, plan)
                looking = Field.LIST
                found = await self._lists.named(asked.team, asked.user, asked.channel, plan.list_name)
                looking = Field.TO
                return await self._make(asked, plan, rule, found)
        except TimeoutError:
            return str(Field.TO), "Slack is slow to answer me; press Schedule once more."
        except DeskwireError as error:
            # The time and its zone are one rule.
            zone = looking == Field.WHEN and "zone" in error.message
            return str(Field.ZONE if zone else looking), error.message

    async def schedule(self, asked: Asked, plan: Plan) -> Message:
        """Make a schedule. Raises `DeskwireError` with what to type instead."""
        await self._rights.require_member(asked.team, asked.user)
        try:
            rule = await self._rule(asked, plan)
        except DeskwireError as error:
            if plan.list_name:
                raise
            # A bare name, which now and preview take, would be read as part of the time here.
            raise DeskwireError(error.code, f"{error.message} Name a list as list:NAME.") from None
        found = await self._lists.named(asked.team, asked.user, asked.channel, plan.list_name)
        return await self._make(asked, plan, rule, found)

    async def list(self, asked: Asked) -> Message:
        """What is scheduled in the channel, and what the person scheduled anywhere."""
        found = await self._plans.list(asked.team)
        kept = [
            _as_kept(each)
            for each in found
            if each.schedule.subject.get("kind") == SUBJECT
            and (
                (bool(asked.channel) and each.schedule.channel == asked.channel)
                or each.schedule.created_by == asked.user
            )
        ]
        return digest_plans.schedule_list(kept, self._command)

    async def change(self, asked: Asked, change: Change) -> Message:
        """Pause, resume or delete a schedule. Raises `DeskwireError` for what a person may not change."""
        await self._rights.require_member(asked.team, asked.user)
        schedule = await self._mine(asked, change.schedule_id)
        if change.verb == "pause":
            await self._plans.pause(asked.team, schedule.id, asked.user)
            back = f"{self._command} resume {schedule.id} brings it back."
            return notices.notice(f"Digest {schedule.id} is paused. {back}")
        if change.verb == "resume":
            return digest_plans.created(
                _as_kept(await self._plans.resume(asked.team, schedule.id, asked.user)), self._command
            )
        if schedule.created_by != asked.user:
            await self._rights.require_confirmer(asked.team, asked.user)
        await self._plans.delete(asked.team, schedule.id, asked.user)
        return notices.notice(f"Digest {schedule.id} is deleted.")

    async def _rule(self, asked: Asked, plan: Plan) -> Any:
        person = await self._directory.person(asked.team, asked.user)
        return self._read_rule(plan.when, zone_of(person.tz))

    async def _make(self, asked: Asked, plan: Plan, rule: Any, found: ListName) -> Message:
        channel = plan.to or asked.channel
        if not channel:
            raise DeskwireError("bad_input", "Choose the channel in which it is posted.")
        if channel == "me":
            channel = await self._directory.direct_channel(asked.team, asked.user)
        else:
            await self._channels.require_open(asked.team, channel)
        subject = {"kind": SUBJECT, "owner": found.owner, "list": found.list_name, "quiet": plan.quiet}
        planned = await self._plans.create(asked.team, channel, asked.user, subject, rule)
        detail = {"action": "schedule", "channel": channel, "when": planned.when, **subject}
        await self._store.audit.add(asked.team, "digest", asked.user, planned.schedule.id, detail)
        return digest_plans.created(_as_kept(planned), self._command)

    async def _mine(self, asked: Asked, schedule_id: str) -> Schedule:
        """A schedule that the person may handle: of this channel, or their own; admins handle all."""
        schedule = await self._plans.find(asked.team, schedule_id)
        here = bool(asked.channel) and schedule.channel == asked.channel
        ours = schedule.subject.get("kind") == SUBJECT
        if ours and (here or schedule.created_by == asked.user):
            return schedule
        if ours and await self._rights.may_confirm(asked.team, asked.user):
            return schedule
        raise DeskwireError(
            "not_found", f"There is no digest {schedule_id} here; {self._command} list shows the ids."
        )


def _as_kept(planned: Planned) -> digest_plans.Kept:
    schedule = planned.schedule
    return digest_plans.Kept(
        id=schedule.id,
        list_name=subjects.title(str(schedule.subject.get("list", ""))),
        when=planned.when,
        channel=schedule.channel,
        next_at=planned.next_at,
        paused=schedule.state == "paused",
        reason=schedule.reason,
        note=planned.note,
        quiet=bool(schedule.subject.get("quiet")),
    )


def zone_of(name: str) -> str:
    """The zone of a person, UTC where Slack names none that is known here."""
    try:
        ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return name or "UTC"
