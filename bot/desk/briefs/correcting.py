"""Wrong ticker: a person says what is right; the card changes, the audit tells, and it can be undone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.desk import tasks
from bot.desk.briefs.analysing import Analysing
from bot.desk.briefs.corrections import Correction, active, recorded, with_corrections
from bot.desk.briefs.reader import Reading
from bot.desk.briefs.showing import GONE, Showing
from bot.desk.companies import Meaning
from bot.desk.requests import CorrectionAsked, UndoAsked
from bot.desk.rights import Rights
from bot.errors import DeskwireError
from bot.model import Team
from bot.slack import notices, pickers
from bot.slack.delivery import Deliverer
from bot.slack.messages import Message
from bot.slack.ports import Outgoing
from bot.store.cards import Card
from bot.store.store import Store
from bot.work.pool import WorkerPool


class Correcting:
    """Applies and undoes corrections. Each is a job: what was submitted survives a crash."""

    def __init__(
        self,
        *,
        store: Store,
        pool: WorkerPool,
        analysing: Analysing,
        showing: Showing,
        deliverer: Deliverer,
        rights: Rights,
        prefer: str,
        timeout_s: float,
    ) -> None:
        self._store = store
        self._pool = pool
        self._analysing = analysing
        self._showing = showing
        self._deliverer = deliverer
        self._rights = rights
        self._prefer = prefer
        self._timeout_s = timeout_s

    async def correct(self, asked: CorrectionAsked) -> None:
        """Apply a correction, or tell the person who asked what is unclear about it."""
        card, reading = await self._card(asked.team, asked.card_id)
        if any(each.id == asked.correction_id for each in recorded(card)):
            return
        if asked.workspace:
            await self._rights.require_confirmer(asked.team, asked.user)
        right = ""
        if asked.security:
            found = await self._resolve(asked.security)
            if found.security is None:
                await self._tell(asked, self._unclear(asked, found))
                return
            if not found.security.listed:
                raise DeskwireError(
                    "bad_input",
                    f"{found.security.name} has no listing; type none if its row should not be there.",
                )
            right = found.security.ticker
        written = bool(asked.name) and asked.name.lower() in reading.article.text.lower()
        names = (asked.name,) if written else tuple(await self._names(asked, reading))
        if not names:
            raise DeskwireError(
                "bad_input",
                "I do not know what the article calls that company; type its name as written there.",
            )
        correction = Correction(
            id=asked.correction_id,
            user=asked.user,
            wrong=asked.wrong,
            right=right,
            names=names,
            words=_words(names, asked.wrong, right),
            workspace=asked.workspace,
        )
        if correction.workspace:
            await self._teach(asked.team, correction)
        await self._apply(card, reading, (*recorded(card), correction))
        await self._store.audit.add(asked.team, "correction", asked.user, card.id, _detail(correction))
        await self._tell(asked, notices.notice(f"Corrected: {correction.words}. The card's menu undoes it."))

    async def undo(self, asked: UndoAsked) -> None:
        """Take a correction back: its author may, and so may those who decide for everybody."""
        card, reading = await self._card(asked.team, asked.card_id)
        found = next((each for each in active(card) if each.id == asked.correction_id), None)
        if found is None:
            return
        if found.user != asked.user or found.workspace:
            await self._rights.require_confirmer(asked.team, asked.user)
        if found.workspace:
            await self._unteach(asked.team, found)
        kept = tuple(
            replace(each, undone_by=asked.user) if each.id == found.id else each for each in recorded(card)
        )
        await self._apply(card, reading, kept)
        await self._store.audit.add(asked.team, "correction_undone", asked.user, card.id, _detail(found))

    async def _card(self, team: Team, card_id: str) -> tuple[Card, Reading]:
        card = await self._store.cards.get(team, card_id)
        kept = await self._store.articles.get(team, card.article_id) if card and card.article_id else None
        if card is None or kept is None:
            raise DeskwireError("not_found", GONE)
        return card, Reading(kept, card.article_id or "")

    async def _resolve(self, text: str) -> Meaning:
        return await self._pool.run(tasks.meaning, text, self._prefer, timeout_s=self._timeout_s)

    async def _names(self, asked: CorrectionAsked, reading: Reading) -> Sequence[str]:
        """How the article calls the row that is wrong; for a missing company, what the person typed."""
        if asked.wrong:
            return await self._analysing.names_of(asked.team, reading.article, asked.wrong)
        return (asked.security,) if asked.security in reading.article.text else ()

    async def _apply(self, card: Card, reading: Reading, corrections: tuple[Correction, ...]) -> None:
        changed = replace(card, extra=with_corrections(card, corrections))
        await self._store.cards.update(card.team, card.id, extra=changed.extra)
        brief = await self._analysing.brief(card.team, reading, active(changed))
        if card.ts is not None:
            await self._showing.show(changed, reading, brief, details=False)

    async def _teach(self, team: Team, correction: Correction) -> None:
        for name in correction.names:
            if correction.wrong:
                await self._store.aliases.add(team, name, correction.wrong, correction.user, means=False)
            if correction.right:
                await self._store.aliases.add(team, name, correction.right, correction.user, means=True)

    async def _unteach(self, team: Team, correction: Correction) -> None:
        for name in correction.names:
            for ticker in filter(None, (correction.wrong, correction.right)):
                await self._store.aliases.remove(team, name, ticker)

    def _unclear(self, asked: CorrectionAsked, found: Meaning) -> Message:
        if not found.candidates:
            return notices.notice(
                f"No security is known as “{asked.security}”; type its ticker, its ISIN or its full name."
            )
        return pickers.picker(asked.security, found.candidates, asked.resume(), misspelt=found.misspelt)

    async def _tell(self, asked: CorrectionAsked, message: Message) -> None:
        outgoing = Outgoing(
            key=f"corrected:{asked.correction_id}:{secrets.token_hex(2)}",
            channel=asked.channel,
            message=message,
            kind="notice",
            actor=asked.user,
        )
        await self._deliverer.ephemeral(asked.team, outgoing, asked.user)


def _words(names: Sequence[str], wrong: str, right: str) -> str:
    called = f"“{names[0]}”"
    if not right:
        return f"{called} is not {wrong} here"
    return f"{called} is {right}, not {wrong}" if wrong else f"{called} is {right}"


def _detail(correction: Correction) -> dict[str, object]:
    return {
        "id": correction.id,
        "wrong": correction.wrong,
        "right": correction.right,
        "names": list(correction.names),
        "workspace": correction.workspace,
    }
