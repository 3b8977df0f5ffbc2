"""Rate limits, faults on order, response URLs."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.workspace import Workspace
from bot.workspace.errors import SlackError
from bot.workspace.ratelimits import RateLimits

from .conftest import client_of


def test_limits_by_the_clock() -> None:
    now = [100.0]
    limits = RateLimits(clock=lambda: now[0])
    limits.message("C1")
    limits.message("C2")
    with pytest.raises(SlackError) as caught:
        limits.message("C1")
    assert (caught.value.status, caught.value.headers) == (429, {"Retry-After": "1"})
    now[0] += 1.0
    limits.message("C1")
    for _ in range(50):
        limits.call("chat.update", 3)
    now[0] += 20.5
    with pytest.raises(SlackError) as caught:
        limits.call("chat.update", 3)
    assert caught.value.headers == {"Retry-After": "40"}
    now[0] += 39.6
    limits.call("chat.update", 3)


async def test_one_message_a_second_a_channel() -> None:
    async with Workspace() as workspace:
        client = client_of(workspace)
        await client.chat_postMessage(channel="#general", text="1")
        await client.chat_postMessage(channel="#research", text="1")
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="#general", text="2")
        assert caught.value.response.status_code == 429
        assert caught.value.response["error"] == "ratelimited"
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
        await client.chat_postMessage(channel="#general", text="2")
        assert [message.text for message in workspace.messages("#general")] == ["1", "2"]


async def test_faults_spoil_as_many_calls_as_ordered(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.faults.add("chat.postMessage", "error", error="fatal_error", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="#general", text="x")
    await client.chat_postMessage(channel="#general", text="x")
    assert [call.ok for call in workspace.calls] == [False, False, True]


async def test_a_server_error_is_no_json(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.faults.add("chat.postMessage", "status", status=503)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="#general", text="x")
    assert caught.value.response.status_code == 503
    assert workspace.messages("#general") == []


@pytest.mark.parametrize(("kind", "stored"), [("drop", 0), ("drop_after", 1)])
async def test_a_cut_connection(workspace: Workspace, client: AsyncWebClient, kind: str, stored: int) -> None:
    workspace.faults.add("chat.postMessage", kind)  # type: ignore[arg-type]
    with pytest.raises((aiohttp.ClientError, asyncio.TimeoutError)):
        await client.chat_postMessage(channel="#general", text="x")
    assert len(workspace.messages("#general")) == stored
    await client.chat_postMessage(channel="#general", text="y")


async def test_no_answer_at_all(workspace: Workspace) -> None:
    workspace.faults.add("chat.postMessage", "hang_after")
    impatient = AsyncWebClient(
        token=workspace.bot_token, base_url=workspace.api_url, retry_handlers=[], timeout=1
    )
    with pytest.raises((aiohttp.ClientError, asyncio.TimeoutError)):
        await impatient.chat_postMessage(channel="#general", text="x")
    assert len(workspace.messages("#general")) == 1


async def test_a_response_url_is_good_for_five_answers(workspace: Workspace) -> None:
    ada = workspace.state.person("ada").id
    webhook = AsyncWebhookClient(workspace.responses.issue("C0PRIVATE01", ada), retry_handlers=[])
    for number in range(5):
        answer = await webhook.send(text=f"answer {number}", response_type="in_channel" if number else None)
        assert (answer.status_code, answer.body) == (200, "ok")
    assert (await webhook.send(text="one too many")).status_code == 404
    assert [message.text for message in workspace.ephemerals("#private-room")] == ["answer 0"]
    assert len(workspace.messages("#private-room")) == 4
    assert workspace.problems == ["response_url answered used_url: {}"]


async def test_a_response_url_replaces_and_deletes_its_message(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    ada = workspace.state.person("ada").id
    await client.chat_postMessage(channel="#general", text="card")
    [card] = workspace.messages("#general")
    webhook = AsyncWebhookClient(workspace.responses.issue(card.channel, ada, card))
    await webhook.send(text="changed", replace_original=True)
    assert [message.text for message in workspace.messages("#general")] == ["changed"]
    await webhook.send(text="beside", replace_original=False)
    assert [message.text for message in workspace.ephemerals()] == ["beside"]
    bad = await webhook.send(blocks=[{"type": "nonsense"}])
    assert bad.status_code == 500
    await webhook.send(delete_original=True)
    assert workspace.messages("#general") == []


async def test_a_response_url_expires(workspace: Workspace) -> None:
    url = workspace.responses.issue("C0GENERAL01", workspace.state.person("ada").id)
    workspace.responses.expire_all()
    answer = await AsyncWebhookClient(url).send(text="late")
    assert answer.status_code == 404
    assert "expired_url" in answer.body


async def test_a_response_url_can_fail_too(workspace: Workspace) -> None:
    url = workspace.responses.issue("C0GENERAL01", workspace.state.person("ada").id)
    workspace.faults.add("response_url", "ratelimited", retry_after=7)
    webhook = AsyncWebhookClient(url, retry_handlers=[])
    answer = await webhook.send(text="x")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert (await webhook.send(text="x")).status_code == 200
    assert workspace.problems == []
