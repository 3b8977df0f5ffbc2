"""`deskwire stories --jsonl`."""

import json

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.errors import DeskwireError
from tests.unit.stories.told import STORIES


def lines():
    for name, story in STORIES.items():
        yield {"id": name, "title": story.title, "text": story.first, "published_at": "2026-03-02T10:00:00Z"}
        yield {"id": [name, 2], "title": story.again_title, "text": story.again, "published_at": None}


def run(tmp_path, data, *more):
    path = tmp_path / "in.jsonl"
    path.write_bytes(data)
    result = CliRunner().invoke(app, ["stories", "--jsonl", str(path), *more], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_every_article_gets_its_story_in_order(tmp_path):
    given = list(lines())
    out = run(tmp_path, "\n".join(map(json.dumps, given)).encode())
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["id"] for answer in answers] == [line["id"] for line in given]
    assert [answer["story"] for answer in answers] == [n for n in range(1, len(STORIES) + 1) for _ in "ab"]


def test_a_bad_line_is_answered_in_its_place(tmp_path):
    good = [json.dumps(line).encode() for line in lines()][:2]
    bad = [
        b"{not json",
        b"[1]",
        b'{"id": 7, "title": 3}',
        b'{"id": 8}',
        b'{"id": 9, "url": "https://news.example/a"}',
        b'{"id": 10, "text": "x", "published_at": "soon"}',
        b'{"id": "\\ud800", "text": "\\ud800 is half a letter"}',
        b"\xff\xfe",
    ]
    out = run(tmp_path, b"\n".join([good[0], *bad, b"", good[1]]))
    answers = [json.loads(line) for line in out.splitlines()]
    assert answers[0]["story"] == answers[-1]["story"] == 1
    assert len(answers) == 10
    refused = [answer for answer in answers if "error" in answer]
    assert len(refused) == 7
    assert all(answer["ok"] is False and answer["error"]["code"] == "bad_input" for answer in refused)
    assert [answer["id"] for answer in refused] == [None, None, 7, 8, 9, 10, None]


def test_an_empty_file_has_no_answers(tmp_path):
    assert run(tmp_path, b"\n\n") == ""


def test_the_answers_go_to_a_file(tmp_path):
    target = tmp_path / "out.jsonl"
    assert run(tmp_path, json.dumps(next(lines())).encode(), "--out", str(target)) == ""
    assert json.loads(target.read_text()) == {"id": "recall", "story": 1}


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path):
    with pytest.raises(DeskwireError, match="No such file"):
        CliRunner().invoke(
            app,
            ["stories", "--jsonl", str(tmp_path / "none.jsonl")],
            catch_exceptions=False,
            standalone_mode=False,
        )
