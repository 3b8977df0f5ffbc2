from __future__ import annotations

from pathlib import Path

import pytest

from bot.analysis.themes import find_themes, shipped, theme_table
from bot.errors import DeskwireError
from tests.unit.analysis.build import article, pipeline


def themes(text: str, title: str = "", own: str = "") -> tuple[str, ...]:
    return find_themes(pipeline().parse(article(text, title)), theme_table(own))


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("The central bank raised its interest rate by a quarter point.", "interest rates"),
        ("The carmaker will sell an electric vehicle with a smaller battery.", "energy transition"),
        ("The firm trains a large language model on its own chips.", "artificial intelligence"),
        ("The two insurers agreed on a merger.", "mergers and acquisitions"),
        ("A jury sided with the plaintiff in the patent lawsuit.", "litigation"),
        (
            "A shortage of wire left the factory with an idle line; its supplier blamed freight.",
            "supply chain",
        ),
        ("The miner will reopen the copper mine.", "metals and mining"),
        ("Refinery runs fell as crude grew dearer.", "oil and gas"),
        ("The union said its members would go on strike over wages.", "labour"),
        ("An activist investor asked for a board seat.", "activism and governance"),
        ("The private equity house raised a buyout fund.", "private equity"),
        ("Washington imposed a tariff on imported steel.", "trade and tariffs"),
        ("The vaccine is in a clinical trial.", "health care"),
        ("Hackers used ransomware against the hospital chain.", "cyber security"),
    ],
)
def test_a_theme_is_found_by_its_terms(text: str, theme: str) -> None:
    assert theme in themes(text)


def test_a_plain_sentence_has_no_theme() -> None:
    assert themes("The choir sang in the square.") == ()


def test_there_are_enough_themes_and_each_has_terms() -> None:
    assert len(shipped()) >= 25
    for name, terms in shipped().items():
        assert len(terms) >= 5, name
        assert all(term == term.lower() and term.split()[0] != "_" for term in terms), name


def test_a_theme_has_at_most_four_names_and_the_headline_counts_most() -> None:
    found = themes("The bank lent to the oil driller. The court fined the miner.", "Chip plant opens")
    assert found[0] == "semiconductors"
    assert len(found) <= 4


def test_a_file_of_ones_own_adds_replaces_and_switches_off(tmp_path: Path) -> None:
    file = tmp_path / "themes.yaml"
    file.write_text(
        "robots: [robot arm, automation]\nlitigation: []\nlabour: [shift work]\n", encoding="utf-8"
    )
    assert themes("The robot arm works in automation.", own=str(file)) == ("robots",)
    assert "litigation" not in themes("The plaintiff won the lawsuit in court.", own=str(file))
    assert "labour" not in themes("The union called a strike.", own=str(file))
    assert "labour" in themes("The union called a strike.")


@pytest.mark.parametrize(
    "text", ["- a\n- b\n", "robots: arm\n", "robots: [1]\n", "robots: ['_ arm']\n", "a: [b"]
)
def test_a_file_that_is_none_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "themes.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DeskwireError, match=r"themes\.file"):
        theme_table(str(file))


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeskwireError, match=r"none\.yaml"):
        theme_table(str(tmp_path / "none.yaml"))
