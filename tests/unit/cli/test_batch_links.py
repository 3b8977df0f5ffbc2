"""Any number of links to one site in one file: slower, never refused."""

from __future__ import annotations

import json
from pathlib import Path

from pytest_httpserver import HTTPServer

from tests.unit.cli.test_commands import TEXT, deskwire


def test_more_links_to_a_site_than_a_minute_allows(httpserver: HTTPServer, tmp_path: Path) -> None:
    page = f"<title>Ford raises forecast</title><body><article><p>{TEXT}</p><p>{TEXT}</p></article></body>"
    for number in range(10):
        httpserver.expect_request(f"/{number}").respond_with_data(page, content_type="text/html")
    source = tmp_path / "links.jsonl"
    urls = [httpserver.url_for(f"/{number}") for number in range(10)]
    source.write_text("".join(json.dumps({"id": n, "url": url}) + "\n" for n, url in enumerate(urls)))
    result = deskwire(
        "read", "--jsonl", str(source),
        DESKWIRE_FETCH__ALLOW=f"{httpserver.host}:{httpserver.port}",
        DESKWIRE_FETCH__ROBOTS="ignore",
        DESKWIRE_FETCH__TIMEOUT_S="1",
        DESKWIRE_FETCH__REQUESTS_PER_MINUTE_PER_HOST="8",
        DESKWIRE_FETCH__RETRIES="0",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(10))
    assert all(answer["ok"] for answer in answers)
