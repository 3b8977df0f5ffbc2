"""The page's JSON API and the sample articles, without a browser."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncIterator

import aiohttp
import pypdfium2
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspace import Workspace


@pytest.fixture
async def browser(workspace: Workspace) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(workspace.address) as session:
        yield session


async def test_each_person_sees_what_is_theirs(
    workspace: Workspace, client: AsyncWebClient, browser: aiohttp.ClientSession
) -> None:
    ada = workspace.state.person("ada").id
    await client.chat_postEphemeral(channel="#general", user=ada, text="for Ada")
    seen = {}
    for name in ("ada", "ben", "guest"):
        async with browser.get("/page/state", params={"you": name}) as response:
            seen[name] = await response.json()
    texts = {
        name: [m["text"] for channel in state["channels"] for m in channel["messages"]]
        for name, state in seen.items()
    }
    assert texts == {"ada": ["for Ada"], "ben": [], "guest": []}
    assert "private-room" not in [channel["name"] for channel in seen["guest"]["channels"]]
    assert not re.search("xoxb|xapp", json.dumps(seen))


async def test_a_message_with_a_file_from_the_page(
    workspace: Workspace, browser: aiohttp.ClientSession
) -> None:
    data = base64.b64encode(b"abc").decode()
    body = {"you": "ada", "channel": "C0GENERAL01", "text": "hi", "files": [{"name": "a.txt", "data": data}]}
    async with browser.post("/page/message", json=body) as response:
        assert (await response.json())["ok"]
    [message] = workspace.messages("#general")
    assert (message.text, message.files[0].data) == ("hi", b"abc")


async def test_the_page_answers_only_to_itself(workspace: Workspace, browser: aiohttp.ClientSession) -> None:
    body = {"you": "ada", "channel": "C0GENERAL01", "text": "hi"}
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Origin": "null"}):
        async with browser.post("/page/message", json=body, headers=headers) as response:
            assert response.status == 403
    async with browser.post("/page/message", data=json.dumps(body)) as response:
        assert response.status == 404
    assert workspace.messages("#general") == []


async def test_what_a_person_may_not_do(workspace: Workspace, browser: aiohttp.ClientSession) -> None:
    message = await workspace.send_message("ben", "#general", "mine")
    body = {"you": "ada", "channel": message.channel, "ts": message.ts, "text": "x"}
    for action in ("edit", "delete"):
        async with browser.post(f"/page/{action}", json=body) as response:
            assert response.status == 400
    assert message.text == "mine"


async def test_static_files_cannot_be_left(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/") as response:
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    for name in ("..%2fpage.py", "%2e%2e%2fpage.py", "missing.js"):
        async with browser.get(f"/static/{name}") as response:
            assert response.status == 404


async def test_changes_are_announced(workspace: Workspace, browser: aiohttp.ClientSession) -> None:
    async with browser.get("/page/events") as response:
        first = await response.content.readline()
        await response.content.readline()
        await workspace.send_message("ada", "#general", "x")
        second = await response.content.readline()
    assert json.loads(second[6:])["version"] > json.loads(first[6:])["version"]


async def test_the_samples_are_articles_and_say_that_they_are_samples(
    workspace: Workspace, browser: aiohttp.ClientSession
) -> None:
    assert len(workspace.articles.samples) == 8
    for sample in workspace.articles.samples:
        words = sum(len(paragraph.split()) for paragraph in sample.paragraphs)
        assert 180 <= words <= 450, sample.slug
        async with browser.get(f"/articles/{sample.slug}") as response:
            text = await response.text()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
        assert found
        data = json.loads(found.group(1))
        assert (data["headline"], data["isAccessibleForFree"]) == (sample.title, True)
        assert data["datePublished"].endswith("+00:00")
        assert "Sample article written for Deskwire" in text


async def test_the_pages_that_are_no_articles(workspace: Workspace, browser: aiohttp.ClientSession) -> None:
    async with browser.get("/articles/nothing-here") as response:
        assert response.status == 404
    async with browser.get("/articles/paywalled") as response:
        text = await response.text()
    assert '"isAccessibleForFree": false' in text
    async with browser.get("/articles/asml-order.pdf") as response:
        assert response.content_type == "application/pdf"
        document = pypdfium2.PdfDocument(await response.read())
    words = document[0].get_textpage().get_text_range().replace("\r\n", " ")
    assert "Samsung and SK Hynix order ASML's newest machines" in words
    assert "its largest single announcement in the memory market." in words
    for link in workspace.articles.links():
        async with browser.get(link["url"]) as response:
            assert response.status == (404 if link["title"] == "Missing page" else 200)


def test_it_listens_on_the_loopback_address_only() -> None:
    with pytest.raises(ValueError, match="loopback"):
        Workspace(host="0.0.0.0")
