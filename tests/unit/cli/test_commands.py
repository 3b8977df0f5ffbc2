"""The command line as a person and as a machine use it: real processes, exit codes, one line on an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
TEXT = (
    "Ford Motor Co raised its profit forecast for the year on Monday after selling more trucks than expected. "
    "The carmaker now expects to earn $11 billion before interest and taxes, up from $10 billion. "
    "Shares of Ford rose 6.2%. General Motors fell 1% after a recall of 200,000 cars."
)


def deskwire(*arguments: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "DESKWIRE_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], input=stdin, capture_output=True, text=True, timeout=120,
        check=False, env=kept | {"PYTHONPATH": str(ROOT)} | environ,
    )  # fmt: skip


def lines(result: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_brief_as_json_keeps_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(TEXT)
    result = deskwire("analyze", str(path), "--json")
    assert result.returncode == 0, result.stderr
    data = json.loads(result.stdout)
    brief, text = data["brief"], data["article"]["text"]
    assert {"tldr", "summary", "overall", "impact", "tickers", "events", "themes", "novelty", "coverage", "age",
            "warnings", "engine"} == set(brief)  # fmt: skip
    assert {"score", "label", "confidence", "mixed"} == set(brief["overall"])
    rows = {row["ticker"]: row for row in brief["tickers"]}
    assert rows["F"]["score"] > 0 > rows["GM"]["score"]
    for row in brief["tickers"]:
        for proof in row["evidence"]:
            assert text[proof["start"] : proof["end"]] == proof["text"]


def test_a_brief_reads_well_in_a_terminal() -> None:
    result = deskwire("analyze", "-", stdin=TEXT)
    assert result.returncode == 0
    assert "Overall" in result.stdout and "Ford" in result.stdout and "F " in result.stdout


def test_a_batch_answers_every_line_in_order(tmp_path: Path) -> None:
    german = (
        "Der Gewinn des Unternehmens ist im vergangenen Jahr deutlich gestiegen, sagte der Vorstand am Montag in"
        " Berlin, und die Aktie legte zu."
    )
    paragraphs = "</p><p>".join([TEXT] * 3)
    page = f"<title>Ford raises forecast</title><body><article><p>{paragraphs}</p></article></body>"
    spans = [{"start": 0, "end": 4}, {"start": 16, "end": 22}]
    given = [
        {"id": "a", "title": "Ford shares jump as profit beats estimates"},
        "not json",
        {"id": 3, "text": "Gold rose while silver fell.", "targets": spans},
        {"id": "d"},
        {"id": "e", "text": TEXT, "targets": [{"start": 0, "end": 100000}]},
        {"id": "f", "url": "http://127.0.0.1/x"},
        {"id": "g", "text": german},
        {"id": "h", "html": page, "url": "https://news.example/ford"},
        {"id": "i", "text": "\ud800 Ford rose."},
        {"id": "j", "title": "Tata Motors Q4 net jumps 71 per cent"},
    ]  # fmt: skip
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in given))
    result = deskwire("analyze", "--jsonl", str(source), "--out", str(out))
    assert result.returncode == 0, result.stderr
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, 3, "d", "e", "f", "g", "h", "i", "j"]
    assert [answer["ok"] for answer in answers] == [
        True,
        False,
        True,
        False,
        False,
        False,
        False,
        True,
        True,
        True,
    ]
    codes = [answer["error"]["code"] for answer in answers if not answer["ok"]]
    assert codes == ["bad_input", "bad_input", "bad_input", "forbidden_address", "not_an_article"]
    assert answers[0]["article"]["coverage"] == "headline"
    gold, silver = answers[2]["targets"]
    assert gold["score"] > 0 > silver["score"]
    assert answers[6]["error"]["reason"] == "language"
    assert answers[7]["article"]["canonical_url"] == "https://news.example/ford"


def test_read_in_batch_gives_articles_alone(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": 1, "text": TEXT, "published_at": "2026-03-01T10:00:00+02:00"}) + "\n")
    [answer] = lines(deskwire("read", "--jsonl", str(source)))
    assert set(answer) == {"id", "ok", "article"}
    assert answer["article"]["published_at"] == "2026-03-01T10:00:00+02:00"
    assert answer["article"]["text"] == TEXT


@pytest.mark.parametrize(
    "arguments",
    [
        ("analyze",),
        ("analyze", "nowhere.txt"),
        ("analyze", "http://10.1.2.3/"),
        ("analyze", "x", "--jsonl", "y"),
        ("analyze", "--jsonl", "nowhere.jsonl"),
        ("read", "ftp://example.com/x"),
        ("lookup", "zzqqxx no such company"),
        ("manifest", "--mode", "http"),
        ("manifest", "--mode", "carrier-pigeon"),
        ("nonsense",),
        ("worker",),
    ],
)
def test_a_mistake_is_one_clear_line_and_a_non_zero_exit(arguments: tuple[str, ...]) -> None:
    result = deskwire(*arguments)
    assert result.returncode != 0
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert result.stderr.startswith("deskwire: ")


@pytest.mark.parametrize(
    ("text", "ticker"),
    [
        ("$F", "F"),
        ("BRK.B", "BRK.B"),
        ("US0378331005", "AAPL"),
        ("Google", "GOOGL"),
        ("“Apple”", "AAPL"),
        ("TSMC", "TSM"),
    ],
)
def test_lookup_finds_what_people_type(text: str, ticker: str) -> None:
    result = deskwire("lookup", text, "--json")
    assert json.loads(result.stdout)[0]["ticker"] == ticker


def test_the_manifest_is_what_slack_takes() -> None:
    built = json.loads(deskwire("manifest").stdout)
    assert built["settings"]["socket_mode_enabled"] is True
    assert built["features"]["slash_commands"][0]["command"] == "/news"


def test_a_file_of_another_kind_is_refused_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "picture.dat"
    path.write_bytes(bytes(range(256)) * 40)
    result = deskwire("analyze", str(path))
    assert result.returncode == 1
    assert "UTF-8 text" in result.stderr
