"""Figures of reading, on pages of our own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.evaluation import reading
from tests.unit.evaluation.folder import make


def test_pages_beside_gold(tmp_path: Path) -> None:
    whole, lead, empty = reading.pages(make(tmp_path) / "pages")
    assert whole.f1 == pytest.approx(1.0) and whole.plain_f1 is not None
    assert (whole.title, whole.date, whole.lead) == (True, "minute", True)
    assert (lead.f1, lead.title, lead.date, lead.lead) == (None, False, "day", True)
    assert empty.article is None and empty.refusal.startswith("not_an_article") and empty.f1 == 0.0


def test_what_they_say_together(tmp_path: Path) -> None:
    found = {figure.what: figure for figure in reading.measure(make(tmp_path), None)}  # type: ignore[arg-type]
    assert {figure.part for figure in found.values()} == {"reading"}
    assert found["body, mean F1 of 2 full texts"].value == pytest.approx(0.5)
    assert found["titles as gold, of 2"].value == 50
    assert found["dates to the minute, of 2"].value == 50
    assert found["dates within a day, of 2"].value == 100
    assert found["pages refused"].value == 1 and found["pages refused"].met is False


def test_without_the_pages_it_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        list(reading.measure(tmp_path, None))  # type: ignore[arg-type]
    assert caught.value.filename == str(tmp_path / "pages/gold.json")


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (datetime(2026, 3, 2, 8, 30, 40, tzinfo=UTC), "minute"),
        (datetime(2026, 3, 1, 9, 0, tzinfo=UTC), "day"),
        (datetime(2026, 2, 2, 8, 30, tzinfo=UTC), "wrong"),
        (None, "none"),
    ],
)
def test_dates(found: datetime | None, state: str) -> None:
    assert reading.date_state(found, "2026-03-02T08:30:00Z") == state
    assert reading.date_state(found, None) == ""


def test_a_line_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["reading", "--data", str(make(tmp_path)), "--text"])
    reading.main()
    out = capsys.readouterr().out
    assert "whole" in out and "REFUSED not_an_article" in out and "12 million more than in spring" in out
