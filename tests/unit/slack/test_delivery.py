from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.model import Team
from bot.slack.delivery import Delayed, Deliverer, DeliveryError, InstallationGone, NotInChannel, Patience
from bot.slack.elements import section
from bot.slack.ledger import metadata
from bot.slack.messages import Message
from bot.slack.pacing import Clock, Pacer
from bot.slack.ports import ALLOW, Decision, Outgoing, Posted, suppress
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.store import Store
from tests.unit.slack.fake_slack import FakeSlack

TEAM = Team("T1")
SHORT: Message = {"text": "A card", "blocks": [section("A card")]}
LONG: Message = {"text": "A long card", "blocks": [section(f"{n} " + "word " * 500) for n in range(10)]}


@dataclass
class Time:
    """A clock that jumps instead of waiting."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime(2027, 1, 15, 8, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)


@dataclass
class Bench:
    slack: FakeSlack
    store: Store
    time: Time
    url: str
    decisions: list[Decision] = field(default_factory=list)
    asked: list[Outgoing] = field(default_factory=list)

    async def policy(self, team: Team, outgoing: Outgoing) -> Decision:
        self.asked.append(outgoing)
        return self.decisions.pop(0) if self.decisions else ALLOW

    async def client(self, team: Team) -> AsyncWebClient:
        return AsyncWebClient(token="xoxb-1", base_url=self.url, proxy=None)

    def deliverer(self, store: Any = None, **changes: Any) -> Deliverer:
        clock = Clock(now=self.time.now, monotonic=self.time.monotonic, sleep=self.time.sleep)
        patience = Patience(**{"timeout_s": 0.3, "settle_s": 0.1, **changes})
        return Deliverer(
            self.client, store or self.store, self.policy, clock=clock, pacer=Pacer(clock), patience=patience
        )

    async def audit(self) -> list[tuple[str, str]]:
        start, end = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
        return [(each.kind, each.subject) async for each in self.store.audit.entries(TEAM, start, end)]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "empty.db"
    upgrade(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
async def bench(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "deskwire.db"
    shutil.copyfile(empty, path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    time = Time()
    slack = FakeSlack()
    slack.now = lambda: time.now().timestamp()
    await slack.server.start_server()
    yield Bench(slack, Store(database, time.now), time, slack.url)
    await slack.server.close()
    await database.close()


def outgoing(key: str = "card:1", message: Message = SHORT, **more: Any) -> Outgoing:
    return Outgoing(**{"key": key, "channel": "C1", "message": message, "actor": "U1", **more})


async def test_a_message_is_posted_with_its_key_and_nothing_unfurls(bench: Bench) -> None:
    posted = await bench.deliverer().post(TEAM, outgoing())
    assert posted.state == "posted"
    [sent] = bench.slack.called("chat.postMessage")
    assert sent["metadata"] == metadata("card:1")
    assert (sent["unfurl_links"], sent["unfurl_media"], sent["link_names"]) == (False, False, False)
    assert await bench.audit() == [("post", "card:1")]
    delivery = await bench.store.deliveries.get(TEAM, "card:1")
    assert delivery is not None and delivery.ts == posted.ts


async def test_the_same_key_is_posted_once(bench: Bench) -> None:
    first = await bench.deliverer().post(TEAM, outgoing())
    again = await bench.deliverer().post(TEAM, outgoing())
    assert again == Posted("posted", "C1", first.ts, again=True)
    assert bench.slack.delivered() == ["card:1"]
    assert len(bench.asked) == 1


async def test_two_who_post_the_same_key_at_once_post_it_once(bench: Bench) -> None:
    one, two = bench.deliverer(), bench.deliverer()
    results = await asyncio.gather(
        one.post(TEAM, outgoing()), two.post(TEAM, outgoing()), return_exceptions=True
    )
    assert bench.slack.delivered() == ["card:1"]
    assert any(isinstance(each, Posted) for each in results)
    assert all(isinstance(each, Posted | Delayed) for each in results)


@pytest.mark.parametrize("fault", ["drop", "hang", "500_after"])
async def test_what_slack_took_before_the_connection_broke_is_not_posted_again(
    bench: Bench, fault: str
) -> None:
    bench.slack.fault("chat.postMessage", fault)
    posted = await bench.deliverer().post(TEAM, outgoing())
    assert bench.slack.delivered() == ["card:1"]
    assert posted.ts == bench.slack.messages["C1"][0]["ts"]
    assert await bench.audit() == [("post", "card:1")]


@pytest.mark.parametrize("fault", ["500", "lost", "refuse:internal_error"])
async def test_what_slack_did_not_take_is_posted_again(bench: Bench, fault: str) -> None:
    bench.slack.fault("chat.postMessage", fault, fault)
    assert (await bench.deliverer().post(TEAM, outgoing())).state == "posted"
    assert bench.slack.delivered() == ["card:1"]
    assert len(bench.slack.called("conversations.history")) == 2


async def test_a_thread_is_searched_by_its_replies_page_by_page(bench: Bench) -> None:
    bench.slack.page = 2
    reply: dict[str, Any] = {"thread_ts": "1700000000.1"}
    for number in range(5):
        await bench.deliverer().post(TEAM, outgoing(f"other:{number}", **reply))
    bench.slack.fault("chat.postMessage", "drop")
    await bench.deliverer().post(TEAM, outgoing(**reply))
    assert bench.slack.delivered().count("card:1") == 1
    assert len(bench.slack.called("conversations.replies")) == 3


async def test_a_channel_with_too_much_to_search_gets_no_second_message(bench: Bench) -> None:
    bench.slack.page = 1
    for number in range(25):
        bench.slack._chat_postMessage({"channel": "C1", "metadata": metadata(f"other:{number}")})
    bench.slack.fault("chat.postMessage", "500")
    assert (await bench.deliverer().post(TEAM, outgoing())).state == "unconfirmed"
    assert "card:1" not in bench.slack.delivered()


async def test_a_claim_of_a_killed_process_is_looked_for_before_posting(bench: Bench) -> None:
    deliveries = bench.store.deliveries
    for key, stands in (("card:seen", True), ("card:lost", False)):
        await deliveries.owe(TEAM, key, "C1", None, "card")
        assert await deliveries.claim(TEAM, key, "killed", 60)
        if stands:
            bench.slack._chat_postMessage({"channel": "C1", "metadata": metadata(key)})
    with pytest.raises(Delayed):
        await bench.deliverer().post(TEAM, outgoing("card:seen"))
    bench.time.seconds += 61
    for key in ("card:seen", "card:lost"):
        assert (await bench.deliverer().post(TEAM, outgoing(key))).state == "posted"
    assert bench.slack.delivered() == ["card:seen", "card:lost"]


async def test_a_channel_that_cannot_be_read_gets_no_second_message(bench: Bench) -> None:
    bench.slack.fault("chat.postMessage", "hang")
    bench.slack.fault("conversations.history", "refuse:missing_scope")
    posted = await bench.deliverer().post(TEAM, outgoing())
    assert posted.state == "unconfirmed"
    assert (await bench.deliverer().post(TEAM, outgoing())).state == "unconfirmed"
    assert len(bench.slack.called("chat.postMessage")) == 1
    assert await bench.audit() == [("unconfirmed", "card:1")]


async def test_doubt_outlives_a_search_that_fails(bench: Bench) -> None:
    bench.slack.fault("chat.postMessage", "drop")
    bench.slack.fault("conversations.history", "500")
    with pytest.raises(Delayed):
        await bench.deliverer().post(TEAM, outgoing())
    bench.time.seconds += 1
    assert (await bench.deliverer().post(TEAM, outgoing())).state == "posted"
    assert bench.slack.delivered() == ["card:1"]


async def test_a_stop_in_the_middle_leaves_the_message_in_doubt_not_twice(bench: Bench) -> None:
    bench.slack.fault("chat.postMessage", "hang")
    task = asyncio.create_task(bench.deliverer(timeout_s=20).post(TEAM, outgoing()))
    await asyncio.wait_for(bench.slack.posted.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    bench.time.seconds += 1
    assert (await bench.deliverer().post(TEAM, outgoing())).state == "posted"
    assert bench.slack.delivered() == ["card:1"]


async def test_a_short_429_is_waited_for(bench: Bench) -> None:
    bench.slack.retry_after = "7"
    bench.slack.fault("chat.postMessage", "429")
    assert (await bench.deliverer().post(TEAM, outgoing())).state == "posted"
    assert 7.0 in bench.time.slept
    assert bench.slack.delivered() == ["card:1"]
    assert bench.slack.called("conversations.history") == []


async def test_a_long_429_gives_the_claim_back(bench: Bench) -> None:
    bench.slack.retry_after = "30"
    bench.slack.fault("chat.postMessage", "429")
    with pytest.raises(Delayed) as caught:
        await bench.deliverer().post(TEAM, outgoing())
    assert caught.value.retry_after == 30
    assert (await bench.deliverer().post(TEAM, outgoing())).state == "posted"
    assert bench.slack.delivered() == ["card:1"]


async def test_a_slack_that_stays_down_delays_and_loses_nothing(bench: Bench) -> None:
    bench.slack.fault("chat.postMessage", "500", "500", "500")
    with pytest.raises(Delayed):
        await bench.deliverer().post(TEAM, outgoing())
    assert (await bench.deliverer().post(TEAM, outgoing())).state == "posted"
    assert bench.slack.delivered() == ["card:1"]


async def test_a_host_that_does_not_answer_delays(bench: Bench) -> None:
    await bench.slack.server.close()
    with pytest.raises(Delayed):
        await bench.deliverer().post(TEAM, outgoing())
    delivery = await bench.store.deliveries.get(TEAM, "card:1")
    assert delivery is not None and delivery.state == "owed" and not delivery.ambiguous


@pytest.mark.parametrize(
    ("slack_error", "expected"),
    [
        ("not_in_channel", NotInChannel),
        ("channel_not_found", NotInChannel),
        ("token_revoked", InstallationGone),
        ("account_inactive", InstallationGone),
        ("is_archived", DeliveryError),
        ("invalid_blocks", DeliveryError),
    ],
)
async def test_a_refusal_for_good_is_typed_and_final(bench: Bench, slack_error: str, expected: type) -> None:
    bench.slack.fault("chat.postMessage", f"refuse:{slack_error}")
    for _ in range(2):
        with pytest.raises(expected) as caught:
            await bench.deliverer().post(TEAM, outgoing())
        assert caught.value.slack_error == slack_error
        assert caught.value.message.endswith(".")
    assert len(bench.slack.called("chat.postMessage")) == 1
    assert await bench.audit() == [("fail", "card:1")]


class Killed(BaseException):
    """SIGKILL: not an Exception, so that nobody can tidy up."""


class Mortal:
    """A store's ledger in a process that may be killed before or after any of its writes."""

    def __init__(self, store: Store, dice: random.Random) -> None:
        self.audit = store.audit
        self.deliveries: Any = self
        self.kills = 0
        self._real = store.deliveries
        self._dice = dice

    def __getattr__(self, name: str) -> Any:
        async def call(*args: Any, **kwargs: Any) -> Any:
            self._survive()
            answer = await getattr(self._real, name)(*args, **kwargs)
            self._survive()
            return answer

        return call

    def _survive(self) -> None:
        if self._dice.random() < 0.08:
            self.kills += 1
            raise Killed


async def test_under_a_storm_of_faults_and_kills_every_message_stands_once(bench: Bench) -> None:
    dice = random.Random(7)
    mortal = Mortal(bench.store, dice)
    keys = [f"card:{n}" for n in range(100)]
    for number, key in enumerate(keys):
        faults = ["", "429", "500", "500_after", "lost", "drop", "refuse:internal_error"]
        bench.slack.faults.clear()
        bench.slack.fault("chat.postMessage", *dice.choices(faults, k=3))
        bench.slack.fault("conversations.history", *dice.choices(["", "", "500", "429"], k=2))
        sent = outgoing(key, channel=f"C{number % 3}")
        for _ in range(30):
            try:
                posted = await bench.deliverer(store=mortal).post(TEAM, sent)
            except (Delayed, Killed):
                bench.time.seconds += 61
                continue
            assert posted.state == "posted"
            break
    stands = [key for channel in bench.slack.messages for key in bench.slack.delivered(channel)]
    assert sorted(stands) == sorted(keys)
    assert mortal.kills > 30, mortal.kills
    posts = [subject for kind, subject in await bench.audit() if kind == "post"]
    assert sorted(posts) == sorted(keys)


async def test_what_the_policy_stops_is_never_sent_and_is_audited(bench: Bench) -> None:
    bench.decisions = [suppress("restricted: META")]
    posted = await bench.deliverer().post(TEAM, outgoing(tickers=("META",)))
    assert (posted.state, posted.reason) == ("suppressed", "restricted: META")
    assert (await bench.deliverer().post(TEAM, outgoing())).state == "suppressed"
    assert bench.slack.calls == []
    assert await bench.audit() == [("suppress", "card:1")]


async def test_a_suppressed_edit_and_answer_touch_nothing(bench: Bench) -> None:
    posted = await bench.deliverer().post(TEAM, outgoing())
    bench.decisions = [suppress("restricted: META"), suppress("restricted: META")]
    assert posted.ts is not None
    edited = await bench.deliverer().update(TEAM, outgoing(message=LONG), "C1", posted.ts)
    answered = await bench.deliverer().respond(TEAM, outgoing("answer:1"), bench.slack.answer_url)
    assert (edited.state, answered.state) == ("suppressed", "suppressed")
    assert bench.slack.called("chat.update") == [] and bench.slack.answers == []
    assert await bench.audit() == [("post", "card:1"), ("suppress", "card:1"), ("suppress", "answer:1")]


async def test_what_does_not_fit_follows_in_the_thread_once(bench: Bench) -> None:
    bench.slack.fault("chat.postMessage", "", "drop")
    posted = await bench.deliverer().post(TEAM, outgoing(message=LONG))
    await bench.deliverer().post(TEAM, outgoing(message=LONG))
    first, *rest = bench.slack.messages["C1"]
    assert rest and all(each["thread_ts"] == first["ts"] == posted.ts for each in rest)
    assert bench.slack.delivered() == ["card:1", *(f"card:1:more:{n + 1}" for n in range(len(rest)))]
    shown = " ".join(str(each["blocks"]) for each in bench.slack.messages["C1"])
    assert all(f"'{n} word" in shown for n in range(10))


async def test_an_edit_keeps_the_thread_in_step(bench: Bench) -> None:
    deliverer = bench.deliverer()
    posted = await deliverer.post(TEAM, outgoing())
    assert posted.ts is not None
    await deliverer.update(TEAM, outgoing(message=LONG), "C1", posted.ts)
    count = len(bench.slack.messages["C1"])
    assert count > 1
    bench.slack.fault("chat.update", "500", "drop")
    await deliverer.update(TEAM, outgoing(message=SHORT), "C1", posted.ts)
    assert len(bench.slack.messages["C1"]) == count
    first, *rest = bench.slack.messages["C1"]
    assert first["text"] == "A card"
    assert all("no longer applies" in each["text"] for each in rest)
    await deliverer.delete(TEAM, outgoing(), "C1", posted.ts)
    await deliverer.delete(TEAM, outgoing(), "C1", posted.ts)
    assert bench.slack.messages["C1"] == []


async def test_an_edit_of_a_deleted_message_says_so(bench: Bench) -> None:
    with pytest.raises(DeliveryError, match="deleted"):
        await bench.deliverer().update(TEAM, outgoing(), "C1", "1.000001")


async def test_an_answer_is_sent_once(bench: Bench) -> None:
    deliverer = bench.deliverer()
    for _ in range(2):
        assert (await deliverer.respond(TEAM, outgoing(), bench.slack.answer_url)).state == "posted"
    [answer] = bench.slack.answers
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    assert await bench.audit() == [("answer", "card:1")]


@pytest.mark.parametrize("fault", ["drop", "hang", "500"])
async def test_an_answer_in_doubt_is_not_sent_again(bench: Bench, fault: str) -> None:
    bench.slack.fault("answer", fault)
    deliverer = bench.deliverer()
    for _ in range(2):
        assert (await deliverer.respond(TEAM, outgoing(), bench.slack.answer_url)).state == "unconfirmed"
    assert len(bench.slack.called("answer")) == 1


async def test_an_answer_waits_for_429_and_notices_a_closed_url(bench: Bench) -> None:
    bench.slack.fault("answer", "429", "", "gone")
    deliverer = bench.deliverer()
    assert (await deliverer.respond(TEAM, outgoing("a"), bench.slack.answer_url)).state == "posted"
    assert (await deliverer.respond(TEAM, outgoing("b"), bench.slack.answer_url)).state == "failed"
    assert len(bench.slack.answers) == 1


async def test_an_ephemeral_reaches_one_member_once(bench: Bench) -> None:
    deliverer = bench.deliverer()
    for _ in range(2):
        await deliverer.ephemeral(TEAM, outgoing(thread_ts="1.2"), "U9")
    [shown] = bench.slack.answers
    assert (shown["user"], shown["channel"], shown["thread_ts"]) == ("U9", "C1", "1.2")


async def test_one_message_a_second_in_a_channel_and_others_need_not_wait(bench: Bench) -> None:
    clock = Clock(now=bench.time.now, monotonic=bench.time.monotonic, sleep=bench.time.sleep)
    pacer = Pacer(clock)
    moments = []
    for channel in ("C1", "C1", "C1", "C2"):
        await pacer.wait(TEAM, channel)
        moments.append((channel, round(bench.time.seconds, 3)))
    assert moments[:3] == [("C1", 0.0), ("C1", 1.0), ("C1", 2.0)]
    assert moments[3][1] == pytest.approx(2.2)
    pacer.hold(TEAM, "C1", 30)
    await pacer.wait(TEAM, "C2")
    assert bench.time.seconds < 4
    await pacer.wait(TEAM, "C1")
    assert bench.time.seconds >= 32


async def test_queued_messages_of_one_channel_keep_their_distance(bench: Bench) -> None:
    clock = Clock(now=bench.time.now, monotonic=lambda: 100.0, sleep=bench.time.sleep)
    pacer = Pacer(clock)
    await asyncio.gather(*(pacer.wait(TEAM, "C1") for _ in range(4)))
    channel_waits = sorted(each for each in bench.time.slept if each >= 1)
    assert channel_waits == [1.0, 2.0, 3.0]
