"""The command that prints the figures: which parts, which form, which exit status."""

from __future__ import annotations

import csv
import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bot.analysis.analyzer import Analyzer
from bot.cli import evaluate
from bot.errors import DeskwireError
from bot.evaluation import table
from bot.evaluation.figures import Figure
from bot.evaluation.sample import sample
from tests.unit.evaluation.folder import make

GOOD = Figure("tickers", "our own", "precision", 0.98, goal=0.97)
BAD = Figure(
    "tickers", "our own", "seconds | processor", 2.5, goal=2, at_most=True, unit="s", beside="others 3.1"
)
PLAIN = Figure("tickers", "our own", "articles", 12)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make(tmp_path / "data")


@pytest.fixture(autouse=True)
def no_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Analyzer, "load", classmethod(lambda cls, engine: None))


def standing_in(monkeypatch: pytest.MonkeyPatch, part: str, *results: Figure | Exception) -> None:
    """A module in the place of a part's, which yields figures or raises."""

    def measure(data: Path, analyzer: Analyzer) -> Iterator[Figure]:
        for result in results:
            if isinstance(result, Exception):
                raise result
            yield result

    module = ModuleType(f"bot.evaluation.{part}")
    module.measure = measure  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)


@pytest.mark.parametrize("part", table.PARTS)
def test_every_part_is_there_and_takes_the_folder_and_the_analyzer(part: str) -> None:
    assert list(inspect.signature(table.measure_of(part)).parameters)[:2] == ["data", "analyzer"]
    assert callable(table.measure_of(part, quick=True))


def test_parts_come_in_their_own_order() -> None:
    assert table.chosen(None) == table.PARTS
    assert table.chosen(" speed,sentiment ") == ("sentiment", "speed")


@pytest.mark.parametrize(("only", "says"), [("tickets", "tickets is no part"), (" , ", "No part is named")])
def test_an_unknown_part_is_refused_with_the_known_ones(only: str, says: str) -> None:
    with pytest.raises(DeskwireError, match=f"{says}; choose from sentiment, tickers"):
        table.chosen(only)


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeskwireError, match="is no folder"):
        evaluate.run(tmp_path / "none", only="reading", form="table", quick=False, strict=False)
    with pytest.raises(DeskwireError, match="--data PATH"):
        evaluate.run(None, only="reading,speed", form="table", quick=False, strict=False)


def test_a_missing_set_is_told_and_the_next_part_is_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standing_in(
        monkeypatch, "stories", FileNotFoundError(2, "No such file", str(tmp_path / "stories/events.jsonl"))
    )
    standing_in(monkeypatch, "tickers", GOOD)
    assert evaluate.run(tmp_path, only="tickers,stories", form="table", quick=False, strict=False) == 0
    out, told = capsys.readouterr()
    assert told == f"stories: {tmp_path}/stories/events.jsonl is missing; skipped\n"
    assert "precision" in out


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(13, "Permission denied", "x.jsonl"), "x.jsonl cannot be read (Permission denied)"),
        (KeyError("story_id"), "the data has another shape than expected (KeyError: 'story_id')"),
        (ModuleNotFoundError("no", name="onnx"), "the module onnx is not installed"),
    ],
)
def test_figures_before_a_fault_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, says: str
) -> None:
    standing_in(monkeypatch, "tickers", GOOD, error)
    found = list(table.figures(["tickers"], tmp_path, None))  # type: ignore[arg-type]
    assert found == [GOOD, table.Skipped("tickers", says)]


def test_a_line_for_each_figure_whatever_the_width(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standing_in(monkeypatch, "tickers", GOOD, BAD, PLAIN)
    evaluate.run(tmp_path, only="tickers", form="table", quick=False, strict=False)
    _, _, *rows = capsys.readouterr().out.splitlines()
    assert [row.split() for row in rows] == [
        ["tickers", "our", "own", "precision", "0.980", "≥", "0.97", "yes"],
        [
            "tickers",
            "our",
            "own",
            "seconds",
            "|",
            "processor",
            "2.50",
            "s",
            "≤",
            "2",
            "s",
            "NO",
            "others",
            "3.1",
        ],
        ["tickers", "our", "own", "articles", "12"],
    ]


def test_markdown_keeps_its_columns(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standing_in(monkeypatch, "tickers", BAD)
    evaluate.run(tmp_path, only="tickers", form="markdown", quick=False, strict=False)
    assert capsys.readouterr().out.splitlines()[2] == (
        "| tickers | our own | seconds \\| processor | 2.50 s | ≤ 2 s | NO | others 3.1 |"
    )


def test_json_holds_figures_and_what_was_skipped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    standing_in(monkeypatch, "tickers", BAD, KeyError("a"))
    evaluate.run(tmp_path, only="tickers", form="json", quick=False, strict=False)
    told = json.loads(capsys.readouterr().out)
    assert told["figures"] == [
        {"part": "tickers", "data": "our own", "what": "seconds | processor", "value": 2.5, "unit": "s", "goal": 2,
         "at_most": True, "met": False, "beside": "others 3.1"}
    ]  # fmt: skip
    assert [each["part"] for each in told["skipped"]] == ["tickers"]


@pytest.mark.parametrize(
    ("results", "status"),
    [((GOOD, PLAIN), 0), ((GOOD, BAD), 1), ((GOOD, FileNotFoundError(2, "", "x")), 1)],
)
def test_strict_fails_on_a_goal_that_is_missed_or_not_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, results: tuple[Figure | Exception, ...], status: int
) -> None:
    standing_in(monkeypatch, "tickers", *results)
    assert evaluate.run(tmp_path, only="tickers", form="json", quick=False, strict=True) == status
    assert evaluate.run(tmp_path, only="tickers", form="json", quick=False, strict=False) == 0


def test_what_was_measured_is_printed_when_it_is_interrupted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(Exception):
        pass

    standing_in(monkeypatch, "tickers", GOOD, Interrupted())
    with pytest.raises(Interrupted):
        evaluate.run(tmp_path, only="tickers", form="table", quick=False, strict=False)
    assert "precision" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.9, "", "0.900"), (1.0, "", "1.000"), (0.0, "", "0"), (12.0, "", "12"), (-0.25, "", "-0.250"),
        (12345, "", "12,345"), (99.95, "%", "100.0 %"), (4.256, "s", "4.26 s"), (45.26, "ms", "45.3 ms"),
        (145.26, "MB", "145 MB"), (243.1, "/s", "243/s"),
    ],
)  # fmt: skip
def test_values_have_the_digits_that_mean_something(value: float, unit: str, shown: str) -> None:
    assert evaluate.shown(value, unit) == shown


def test_a_sample_keeps_the_folder_and_takes_rows_from_everywhere(data: Path, tmp_path: Path) -> None:
    (data / "more.jsonl").write_text("".join(f"{n}\n" for n in range(100)))
    sample(data, tmp_path / "small", most=4)
    small = {path.relative_to(tmp_path / "small") for path in (tmp_path / "small").rglob("*.*")}
    assert small == {path.relative_to(data) for path in data.rglob("*.*")}
    assert (tmp_path / "small/more.jsonl").read_text().split() == ["0", "25", "50", "75"]
    with (tmp_path / "small/events/news_and_returns.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [["headline", "text"], *[["A", "one\ntwo"]] * 5]
    assert (tmp_path / "small/pages/whole.html").read_bytes() == (data / "pages/whole.html").read_bytes()
