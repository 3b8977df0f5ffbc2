"""The endpoint as it misbehaves: every way ends in time, with a reason, and with what may have been paid."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from bot.errors import DeskwireError
from bot.settings import SummarySettings
from bot.store import Store
from bot.writing.circuit import THRESHOLD, Circuit
from bot.writing.endpoint import Endpoint, NoAnswer
from bot.writing.reply import Reply, reply_of
from tests.unit.writing.server import (
    Act,
    Model,
    completion,
    drip,
    endless,
    fails,
    half,
    hang_up,
    raw,
    says,
    serving,
    silence,
)

ASKED = [{"role": "user", "content": "Summarise."}]


async def ask(model: Model, **more: object) -> Reply:
    endpoint = Endpoint(model.settings(**more))
    try:
        return await endpoint.ask(ASKED, 300)
    finally:
        await endpoint.aclose()


async def test_a_question_carries_schema_seed_and_key() -> None:
    async with serving(says("fine", tokens=12)) as model:
        endpoint = Endpoint(model.settings(), key="sk-secret")
        assert await endpoint.ask(ASKED, 300) == Reply("fine", 12)
        await endpoint.aclose()
    (request,) = model.requests
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer sk-secret"
    assert request.headers["accept-encoding"] == "identity"
    body = request.body
    assert (body["model"], body["temperature"], body["max_tokens"], body["stream"]) == (
        "tiny-1",
        0,
        300,
        False,
    )
    assert type(body["seed"]) is int
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["tldr", "claims"]


async def test_an_endpoint_without_schemas_is_asked_in_simpler_words_and_remembered() -> None:
    acts = (
        fails(400, "response_format.type json_schema is not supported"),
        fails(422, "unknown field response_format"),
        says("one"),
        says("two"),
    )
    async with serving(*acts) as model:
        endpoint = Endpoint(model.settings())
        assert (await endpoint.ask(ASKED, 300)).text == "one"
        assert (await endpoint.ask(ASKED, 300)).text == "two"
        await endpoint.aclose()
    forms = [request.body.get("response_format", {}).get("type") for request in model.requests]
    assert forms == ["json_schema", "json_object", None, None]


async def test_parameters_that_an_endpoint_does_not_know_are_left_out() -> None:
    acts = (
        fails(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        fails(400, "'temperature' does not support 0 with this model"),
        fails(400, "extra fields not permitted: seed"),
        says("fine"),
    )
    async with serving(*acts) as model:
        await ask(model)
    last = model.requests[-1].body
    assert last["max_completion_tokens"] == 300
    assert not {"max_tokens", "temperature", "seed"} & set(last)
    assert last["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize(
    ("act", "why", "asked"),
    [
        (fails(401, "bad key"), "denied", 1),
        (fails(403), "denied", 1),
        (fails(404, "no such model"), "missing", 1),
        (fails(400, "this model's maximum context length is 2048 tokens"), "refused", 1),
        (fails(400, "response_format is wrong, and always will be"), "refused", 3),
        (raw(302, b"", Location="http://127.0.0.1:1/elsewhere"), "moved", 1),
        (raw(307, b"", Location="https://elsewhere.example/v1/chat/completions"), "moved", 1),
        (raw(200, b"<html>welcome</html>"), "unusable", 1),
        (raw(200, b"{" * 100_000), "unusable", 1),
        (raw(200, b"[" * 400_000), "unusable", 1),
        (raw(200, b'{"choices": []}'), "unusable", 1),
        (raw(200, completion("x"), Content_Encoding="gzip"), "unusable", 1),
        (endless, "unusable", 1),
        (hang_up, "unreachable", 3),
        (half, "unreachable", 3),
        (fails(500), "unreachable", 3),
        (fails(503), "unreachable", 3),
        (fails(429), "rate_limited", 3),
    ],
)
async def test_what_cannot_be_used_is_told_apart(act: Act, why: str, asked: int) -> None:
    async with serving(act) as model:
        began = time.monotonic()
        with pytest.raises(NoAnswer) as caught:
            await ask(model)
        assert time.monotonic() - began < 5.5
    assert caught.value.why == why
    assert len(model.requests) == asked
    assert caught.value.paid == (why == "unusable" or act in (half, hang_up))


@pytest.mark.parametrize("act", [silence, drip])
async def test_an_endpoint_that_stalls_ends_in_time_and_may_have_been_paid(act: Act) -> None:
    async with serving(act) as model:
        began = time.monotonic()
        with pytest.raises(NoAnswer) as caught:
            await ask(model, timeout_s=0.6)
        assert time.monotonic() - began < 2.5
    assert (caught.value.why, caught.value.paid) == ("timeout", True)


async def test_nobody_there() -> None:
    settings = SummarySettings(engine="llm", endpoint="http://127.0.0.1:1/v1", model="m", timeout_s=5.0)
    endpoint = Endpoint(settings)
    with pytest.raises(NoAnswer) as caught:
        await endpoint.ask(ASKED, 300)
    await endpoint.aclose()
    assert (caught.value.why, caught.value.paid) == ("unreachable", False)


async def test_a_failure_is_tried_again_with_growing_pauses() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async with serving(fails(502), hang_up, says("fine")) as model:
        endpoint = Endpoint(model.settings(), sleep=sleep)
        assert (await endpoint.ask(ASKED, 300)).text == "fine"
        await endpoint.aclose()
    assert 0.25 <= waits[0] <= 0.75 and 0.5 <= waits[1] <= 1.5


async def test_retry_after_is_honoured_and_holds_for_the_next_question() -> None:
    clock = [100.0]
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock[0] += seconds

    async with serving(fails(429, Retry_After="2"), says("fine"), fails(429, Retry_After="86400")) as model:
        endpoint = Endpoint(model.settings(timeout_s=10.0), sleep=sleep, clock=lambda: clock[0])
        assert (await endpoint.ask(ASKED, 300)).text == "fine"
        assert waits == [2.0]
        for _ in range(2):
            with pytest.raises(NoAnswer, match="rate_limited"):
                await endpoint.ask(ASKED, 300)
        assert len(model.requests) == 3, "the second question knows that it is too early"
        clock[0] += 301.0
        with pytest.raises(NoAnswer, match="rate_limited"):
            await endpoint.ask(ASKED, 300)
        assert len(model.requests) == 4, "a day is longer than anybody is left alone"
        await endpoint.aclose()


async def test_an_endpoint_that_keeps_failing_is_left_alone_for_a_while(store: Store) -> None:
    now = [datetime(2026, 3, 2, 9, 30, tzinfo=UTC)]
    async with serving(fails(500)) as model:
        endpoint = Endpoint(
            model.settings(), breaker=Circuit(store.breakers, lambda: now[0]), sleep=_no_pause
        )
        seen = []
        for _ in range(3):
            with pytest.raises(NoAnswer) as caught:
                await endpoint.ask(ASKED, 300)
            seen.append(caught.value.why)
        assert seen == ["unreachable", "unreachable", "resting"]
        assert THRESHOLD <= len(model.requests) == 6
        now[0] = now[0].replace(hour=10)
        model.acts = [says("fine")]
        assert (await endpoint.ask(ASKED, 300)).text == "fine"
        assert (await store.breakers.get(f"llm:127.0.0.1:{model.port}")).failures == 0
        await endpoint.aclose()


async def _no_pause(_: float) -> None:
    return


async def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with serving(says("fine")) as model:
        assert (await ask(model)).text == "fine"


async def test_a_proxy_is_used_for_other_machines_and_refuses_in_its_own_way() -> None:
    async with serving(fails(403)) as proxy:
        settings = SummarySettings(
            engine="llm", endpoint="https://llm.example.com/v1", model="m", timeout_s=3.0
        )
        endpoint = Endpoint(settings, proxy=f"http://127.0.0.1:{proxy.port}", sleep=_no_pause)
        with pytest.raises(NoAnswer, match="unreachable"):
            await endpoint.ask(ASKED, 300)
        await endpoint.aclose()
        assert proxy.requests[0].path == "llm.example.com:443"


def test_a_key_with_a_line_break_is_refused_at_the_start() -> None:
    settings = SummarySettings(engine="llm", endpoint="http://127.0.0.1:1/v1", model="m")
    with pytest.raises(DeskwireError, match="DESKWIRE_LLM_KEY"):
        Endpoint(settings, key="sk-1\nX-Other: 1")


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": "a"}, "a"),
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, "ab"),
        ({"content": None, "refusal": "no"}, ""),
    ],
)
def test_the_content_comes_whole_or_in_parts(message: dict[str, object], text: str) -> None:
    reply = reply_of(completion(message.pop("content"), tokens=None, **message))
    assert reply == Reply(text, None)


@pytest.mark.parametrize("tokens", [-5, 0, 10**12, "many", True, None])
def test_a_bill_that_cannot_be_true_is_no_bill(tokens: object) -> None:
    body = completion("x", tokens=1).replace(b'"total_tokens": 1', f'"total_tokens": {tokens!r}'.encode())
    body = body.replace(b"'many'", b'"many"').replace(b"True", b"true").replace(b"None", b"null")
    assert reply_of(body) == Reply("x", None)
