from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bot.analysis.analyzer import Analyzer
from bot.evaluation.impact import Row, auc, figures_of, measure, ranks, spearman

FIELDS = ("ticker", "published_at", "headline", "text", "abn_0", "z_0")


def row(impact: float, z: float, sentiment: float = 0.0) -> Row:
    return Row(impact, impact, sentiment, 0.0, True, z / 100, z)


def test_ties_share_their_rank() -> None:
    assert ranks([5.0, 1.0, 5.0, 9.0]) == [2.5, 1.0, 2.5, 4.0]


def test_auc_is_the_chance_that_a_positive_outranks_a_negative() -> None:
    assert auc([0.1, 0.2, 0.3, 0.4], [False, False, True, True]) == 1.0
    assert auc([0.5, 0.5, 0.5, 0.5], [False, True, False, True]) == 0.5
    assert auc([0.4, 0.1, 0.3, 0.2], [True, False, False, True]) == 0.75
    assert auc([0.1], [True]) != auc([0.1], [True])  # NaN where there is nothing to compare


def test_spearman_sees_order_alone() -> None:
    assert spearman([1, 2, 3], [10, 100, 1000]) == pytest.approx(1.0)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1.0)
    assert spearman([1, 1, 1], [3, 2, 1]) == 0.0


def test_levels_are_monotone_only_if_every_one_is_above_the_one_before() -> None:
    def said(rows: list[Row]) -> float:
        return next(f.value for f in figures_of(rows, "x", judged=True) if f.what.startswith("levels"))

    assert said([row(0.1, 0.5), row(0.4, -1.0), row(0.8, 3.0)]) == 1.0
    assert said([row(0.1, 1.5), row(0.4, -1.0), row(0.8, 3.0)]) == 0.0
    assert said([row(0.1, 0.5), row(0.8, 3.0)]) == 0.0


def test_only_the_later_half_has_goals() -> None:
    rows = [row(0.1, 0.5, -0.1), row(0.8, 3.0, 0.4)]
    assert all(figure.goal is None for figure in figures_of(rows, "first half", judged=False))
    assert any(figure.goal == 0.66 for figure in figures_of(rows, "later half", judged=True))


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer.load()


def test_a_table_of_news_is_measured_by_halves(tmp_path: Path, analyzer: Analyzer) -> None:
    (tmp_path / "events").mkdir()
    told = [
        ("2020-01-01", "MSFT", "Microsoft cuts full-year forecast, shares plunge 14 percent", -0.14, -6.0),
        ("2020-01-02", "MSFT", "Microsoft opens an office in Lyon", 0.001, 0.1),
        (
            "2020-01-03",
            "ORCL",
            "Oracle beats estimates and raises its outlook, shares jump 9 percent",
            0.09,
            4.0,
        ),
        ("2020-01-04", "ORCL", "Oracle opens an office in Turin", 0.002, 0.2),
        ("2020-01-05", "ORCL", "Oracle without a return", None, None),
    ]
    with (tmp_path / "events" / "news_and_returns.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, restval="")
        writer.writeheader()
        for day, ticker, headline, abnormal, z in told:
            writer.writerow(
                {"ticker": ticker, "published_at": day, "headline": headline, "text": headline + ".",
                 "abn_0": "" if abnormal is None else abnormal, "z_0": "" if z is None else z}
            )  # fmt: skip
    figures = list(measure(tmp_path, analyzer))
    curves = [figure for figure in figures if figure.what == "AUC for |z| > 2"]
    assert [figure.value for figure in curves] == [1.0, 1.0]
    assert curves[0].goal is None
    assert curves[1].goal == 0.66
    assert {figure.part for figure in figures} == {"impact"}
