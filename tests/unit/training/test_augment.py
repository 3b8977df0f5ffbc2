"""The generator of training sentences: offsets, determinism, balance, and changes that keep the label."""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "scripts" / "training"))

import augment
import augment_noise
from augment import draw, generate, main
from augment_grammar import LABELS, Filler, frames, parse, scene, words
from augment_names import Namer, known
from augment_noise import noise
from augment_numbers import Numbers
from augment_regions import REGIONS
from augment_text import Example, finish, tidy

COUNT = 3000


@pytest.fixture(scope="module")
def drawn() -> list[Example]:
    return list(generate(COUNT, 7))


def test_the_same_seed_writes_the_same_examples(drawn: list[Example]) -> None:
    assert list(generate(300, 7)) == drawn[:300]
    assert list(generate(300, 8)) != drawn[:300]


def test_no_example_comes_twice(drawn: list[Example]) -> None:
    assert len({(e.text, e.start) for e in drawn}) == COUNT


def test_the_target_is_a_whole_name_inside_the_text(drawn: list[Example]) -> None:
    for example in drawn:
        target = example.text[example.start : example.end]
        assert target and target == target.strip(), example
        assert example.start == 0 or not example.text[example.start - 1].isalnum(), example
        assert not example.text[example.end : example.end + 1].isalnum(), example


def test_nothing_of_the_grammar_is_left_in_a_text(drawn: list[Example]) -> None:
    left = re.compile(r"[\[\]{}|~#⟨⟩\ue000-\uf8ff]|  |\(\)|::")
    for example in drawn:
        assert not left.search(example.text), example.text


def test_words_and_stops_stand_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment, "NOISED", 0.0)
    for example in generate(1500, 9):
        assert not re.search(r" [,;]| \.(?!\w)|\.\.|,,|\ba (?!one|Eu|uni)[aeio]\w+[a-z]", example.text), (
            example.text
        )
        assert not re.match(r"[a-z]", example.text), example.text


def test_every_label_has_its_share(drawn: list[Example]) -> None:
    counts = Counter(e.label for e in drawn)
    assert 0.25 < counts["negative"] / COUNT < 0.35
    assert 0.33 < counts["neutral"] / COUNT < 0.47
    assert 0.25 < counts["positive"] / COUNT < 0.38


def test_about_a_quarter_has_several_sentences(drawn: list[Example]) -> None:
    several = sum(len(re.findall(r"[.?!]\"? (?=[A-Z])", e.text.replace("U.S. ", "US "))) > 0 for e in drawn)
    assert 0.18 < several / COUNT < 0.42


def test_few_texts_are_alike_but_for_names_and_figures(drawn: list[Example]) -> None:
    bare = Counter(re.sub(r"[A-Z$€£₹<(]\S*|\d\S*", "", e.text).strip() for e in drawn)
    assert sum(count for count in bare.values() if count > 12) < 0.1 * COUNT


def test_every_frame_can_be_filled_in_every_region() -> None:
    for frame in frames():
        for number, region in enumerate(REGIONS):
            rng = random.Random(number)
            filled = Filler(scene(rng, frame.style, region), frame.kinds).fill(frame.text)
            for letter, label in frame.labels.items():
                example = finish(filled, letter, label, rng, frame.style)
                assert example.text[example.start : example.end].strip(), frame


def test_all_alternatives_of_all_slots_can_be_filled() -> None:
    for name, choices in words().items():
        for choice in choices:
            if name.startswith("@"):
                assert len(choice.split()) == 5, choice
            elif not name.startswith("by_"):
                at = scene(random.Random(1), "wire")
                assert Filler(at, {}).fill(choice.rstrip("*")).strip(), choice


def test_figures_keep_their_order_and_agree_with_the_percentages() -> None:
    for seed in range(300):
        numbers = Numbers(random.Random(seed), REGIONS[seed % len(REGIONS)])
        read = {
            slot: _figure(numbers.write(slot)) for slot in ("hi", "lo", "gain", "phi", "plo", "ehi", "elo")
        }
        assert read["hi"] > read["lo"]
        assert read["phi"] > read["plo"]
        assert read["ehi"] > read["elo"]
        assert read["gain"] == pytest.approx((read["hi"] / read["lo"] - 1) * 100, abs=0.6)


def _figure(text: str | None) -> float:
    match = re.search(r"\d[\d,]*(?:\.\d+)?", text or "")
    assert match, text
    return float(match[0].replace(",", ""))


def test_a_frame_says_the_label_of_each_target() -> None:
    frame = parse("wire", "A+ B- C:broker0 D :: [C] upgraded [A], cut [B] and did not speak of [D].")
    assert frame.labels == {"A": "positive", "B": "negative", "C": "neutral"}
    assert frame.kinds["C"] == "broker"
    at = scene(random.Random(3), "wire")
    filled = Filler(at, frame.kinds).fill(frame.text)
    for letter, label in frame.labels.items():
        example = finish(filled, letter, label, random.Random(0), "wire")
        assert example.label == label
        assert example.text[example.start : example.end] in {
            at.entities[letter].full,
            at.entities[letter].short,
        }


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="no frame"):
        parse("wire", "[A] rose.")
    with pytest.raises(ValueError, match="not a label"):
        parse("wire", "A* :: [A] rose.")


def test_articles_and_capitals_are_set_right() -> None:
    assert (
        tidy("a~ Italian mill. the firm owns a~ European unit.")
        == "An Italian mill. The firm owns a European unit."
    )
    assert tidy("shares in a~ 8% slide , and U.S. stocks") == "Shares in an 8% slide, and U.S. stocks"


@pytest.mark.parametrize("change", augment_noise.CHANGES)
def test_a_change_keeps_the_label_and_marks_a_name(
    change: augment_noise.Change, drawn: list[Example]
) -> None:
    changed = 0
    for number, example in enumerate(drawn[:600]):
        after = change(example, random.Random(number))
        if after is None:
            continue
        changed += 1
        old, new = example.text[example.start : example.end], after.text[after.start : after.end]
        assert after.label == example.label
        assert new.strip() == new and new, (example, after)
        if change is not augment_noise.swap:
            assert new.lower() == old.lower(), (example, after)
    assert changed > 40


def test_a_swapped_name_is_swapped_everywhere() -> None:
    text = "Orvane fell 4% after Orvane Foods lost a court case; analysts at Kell & Co still like Orvane."
    start = text.rindex("Orvane")
    example = Example(text, start, start + len("Orvane"), "negative")
    after = augment_noise.swap(example, random.Random(5))
    assert after is not None
    new = after.text[after.start : after.end]
    assert "Orvane" not in after.text
    assert after.text.startswith(new) and after.text.endswith(f"like {new}.")


def test_people_and_pronouns_keep_their_names() -> None:
    for text, name in (("Mr Aldous said he would sue.", "Aldous"), ("It fell after a warning.", "It")):
        start = text.index(name)
        example = Example(text, start, start + len(name), "neutral")
        assert augment_noise.swap(example, random.Random(1)) is None
        assert augment_noise.tag(example, random.Random(1)) is None


def test_other_figures_keep_what_is_more() -> None:
    text = "Profit at Orvane rose 12% to EUR 13.1 mn from EUR 8.7 mn in 2007, ahead of the S&P 500."
    example = Example(text, 10, 16, "positive")
    for seed in range(50):
        after = augment_noise.figures(example, random.Random(seed))
        assert after is not None
        high, low = (float(f.replace(",", "")) for f in re.findall(r"EUR ([\d.,]+) mn", after.text))
        assert high > low
        assert "in 2007" in after.text and "S&P 500" in after.text
        assert after.text[after.start : after.end] == "Orvane"


def test_noise_without_a_change_that_fits_returns_the_example() -> None:
    example = Example("they fell", 0, 4, "negative")
    assert noise(example, random.Random(2)).label == "negative"


def test_real_companies_are_among_the_names() -> None:
    namer = Namer(random.Random(4), REGIONS[1])
    shorts = {namer.draw("company").short for _ in range(200)}
    assert shorts & {short for _, short, _ in known()}
    assert len(shorts) == 200


def test_the_command_writes_a_line_an_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "generated.jsonl"
    monkeypatch.setattr(sys, "argv", ["augment.py", "--count", "25", "--seed", "3", "--out", str(out)])
    assert main() == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 25
    assert all(set(LABELS.values()) >= {draw(random.Random(n)).label} for n in range(5))
