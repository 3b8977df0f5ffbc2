"""Clustering, one article after another and all at once; what is kept of an article; reprints."""

import json
import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation.stories import Sample, batch, bcubed, cross_validated, mean
from bot.sources import stories as module
from bot.sources.features import Features, features
from bot.sources.linkage import average_link
from bot.sources.rarity import Rarity, background
from bot.sources.reprints import REPRINT, Sketch, resemblance, sketch
from bot.sources.similarity import matrix, nearness, pair
from bot.sources.stories import Stories, cluster, in_time
from bot.sources.terms import terms
from tests.unit.stories.told import STORIES

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def told():
    """Every story told twice, and other news of each company: features and the story each belongs to."""
    made, belongs = [], []
    for number, (name, story) in enumerate(STORIES.items()):
        for hours, title, text, key in (
            (number, story.title, story.first, name),
            (number + 5, story.again_title, story.again, name),
            (number + 900, story.other_title, story.other, f"{name}, other news"),
        ):
            made.append(features(title, text, NOON + timedelta(hours=hours)))
            belongs.append(key)
    return made, belongs


def partition(labels):
    groups = {}
    for at, label in enumerate(labels):
        groups.setdefault(label, set()).add(at)
    return sorted(map(sorted, groups.values()))


def test_articles_go_to_their_stories_at_once_and_one_after_another():
    made, belongs = told()
    assert mean(bcubed(cluster(made), belongs)).f1 >= 0.95
    order = in_time(made)
    stories = Stories()
    placed = {at: stories.assign(made[at], at).story for at in order}
    assert mean(bcubed([placed[at] for at in range(len(made))], belongs)).f1 >= 0.9


def test_the_order_of_a_batch_does_not_matter():
    made, _ = told()
    shuffled = random.Random(4).sample(range(len(made)), len(made))
    found = cluster([made[at] for at in shuffled])
    back = [0] * len(made)
    for place, at in enumerate(shuffled):
        back[at] = found[place]
    assert partition(back) == partition(cluster(made))


def test_numbers_follow_first_appearance():
    made, _ = told()
    found = cluster(made)
    assert list(dict.fromkeys(found)) == list(range(max(found) + 1))


def test_a_batch_too_large_for_all_pairs_is_read_one_after_another(monkeypatch):
    made, belongs = told()
    monkeypatch.setattr(module, "AT_ONCE", 5)
    assert mean(bcubed(cluster(made), belongs)).f1 >= 0.9


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_batches(count):
    made, _ = told()
    assert cluster(made[:count]) == [0, 0][:count]


def test_articles_without_words_stand_alone():
    nothing = features("", "  ")
    assert cluster([nothing, nothing, features("", "...")]) == [0, 1, 2]
    assert pair(nothing, nothing, Rarity([nothing])) == 0.0


def test_the_first_story_opens_and_a_story_closes_when_it_was_silent_too_long():
    story = STORIES["oil"]
    stories = Stories(window=timedelta(days=10))
    opened = stories.assign(features(story.title, story.first, NOON), "a")
    again = stories.assign(features(story.again_title, story.again, NOON + timedelta(hours=3)), "b")
    assert (opened.story, opened.opened, again.story, again.opened) == ("a", True, "a", False)
    elsewhere = STORIES["rates"]
    stories.assign(features(elsewhere.title, elsewhere.first, NOON + timedelta(days=30)), "c")
    assert len(stories) == 1
    late = stories.assign(features(story.title, story.first, NOON + timedelta(days=31)), "d")
    assert late.story == "d"
    assert all("a" not in found for found in stories._index.values())


def test_the_number_of_open_stories_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "MOST_STORIES", 3)
    stories = Stories()
    for number, story in enumerate(STORIES.values()):
        stories.assign(features(story.title, story.first), number)
    assert len(stories) == 3


def test_stories_of_an_archive_are_continued_from_what_was_stored():
    story = STORIES["chips"]
    kept = json.loads(json.dumps(features(story.title, story.first, NOON).to_json()))
    stories = Stories()
    stories.add(Features.from_json(kept), "kept")
    assert stories.assign(features(story.again_title, story.again, NOON), "fresh").story == "kept"


def test_features_of_another_version_are_refused():
    kept = features("A title", "A text.").to_json()
    with pytest.raises(ValueError, match="version 99"):
        Features.from_json(kept | {"version": 99})


def test_undated_articles_stay_where_they_stand():
    made = [features("", "one", NOON), features("", "two"), features("", "three", NOON - timedelta(days=1))]
    assert in_time(made) == [2, 0, 1]


def test_time_weighs_and_never_decides():
    assert nearness(NOON, None) == 1.0
    assert nearness(NOON, NOON) == 1.0
    assert 0.7 <= nearness(NOON, NOON + timedelta(days=4000)) <= 0.71
    assert nearness(NOON, NOON + timedelta(days=3)) > nearness(NOON, NOON + timedelta(days=30))


def test_all_pairs_at_once_equal_each_pair_alone():
    made, _ = told()
    rarity = Rarity(made)
    alike = matrix(made, rarity)
    for one, other in ((0, 1), (0, 2), (4, 9), (10, 3)):
        assert alike[one, other] == pytest.approx(pair(made[one], made[other], rarity), abs=1e-5)


def test_average_link_joins_by_the_average():
    alike = np.array([[1, 0.8, 0.5], [0.8, 1, 0.1], [0.5, 0.1, 1]])
    tree = average_link(alike)
    assert [round(height, 3) for height, *_ in tree.joins] == [0.8, 0.3]
    assert tree.cut(0.31) == [0, 0, 1]
    assert tree.cut(0.29) == [0, 0, 0]


@settings(deadline=None)
@given(st.integers(2, 12), st.integers(0, 10_000))
def test_average_link_equals_the_plain_definition(size, seed):
    given_ = np.random.default_rng(seed).random((size, size))
    given_ = (given_ + given_.T) / 2
    threshold = 0.5
    clusters = [[at] for at in range(size)]
    while len(clusters) > 1:
        height, one, other = max(
            (given_[np.ix_(a, b)].mean(), i, j)
            for i, a in enumerate(clusters)
            for j, b in enumerate(clusters)
            if i < j
        )
        if height < threshold:
            break
        clusters[one] += clusters.pop(other)
    assert partition(average_link(given_.copy()).cut(threshold)) == sorted(map(sorted, clusters))


@pytest.mark.parametrize("name", list(STORIES))
def test_a_copy_is_a_reprint_and_a_retelling_is_none(name):
    story = STORIES[name]
    own = sketch(story.first)
    assert resemblance(own, sketch(f"LONDON - {story.first} Reporting by A. Hand.")) >= REPRINT
    assert resemblance(own, sketch(story.again)) < REPRINT
    assert set(own.bands()) & set(sketch(story.first + " Copied.").bands())


def test_a_sketch_is_the_same_for_ever():
    # A stored sketch is compared with those of years to come: these numbers never change within a version.
    assert sketch("the quick brown fox jumps over the lazy dog").low[:3] == (532906503, 360885591, 383618964)
    assert Sketch.decode(sketch("a b c d e f").encode()) == sketch("a b c d e f")
    assert Sketch.decode(sketch("").encode()) == Sketch(())


@pytest.mark.parametrize("stored", ["", "2:AAAA", "1:AAAA", "1:?", "1"])
def test_what_is_no_sketch_is_refused(stored):
    if stored == "1":
        assert Sketch.decode(stored).low == ()
        return
    with pytest.raises(ValueError):
        Sketch.decode(stored)


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=300))
def test_any_text_has_features_that_can_be_stored(title, text):
    made = features(title, text, NOON)
    assert Features.from_json(made.to_json()).sketch == made.sketch
    assert all(weight >= 1 for weight in made.weights.values())


def test_terms_are_stems_without_the_words_of_grammar():
    assert terms("The Regulators’ inquiries ended, it’s said: 2,000 cafés closing") == [
        "regulator",
        "inquiry",
        "ended",
        "2000",
        "cafe",
        "clos",
    ]


def test_common_words_weigh_less_than_rare_ones():
    rarity = Rarity()
    for name in ("first", "again"):
        for story in STORIES.values():
            rarity.add(features("", getattr(story, name)))
    assert rarity.of("percent") < rarity.of("lumezicin")
    assert background().texts > 10_000


def test_an_article_that_is_taken_back_leaves_no_trace():
    made, _ = told()
    rarity = Rarity(made)
    before = rarity.of("dinar")
    extra = features("The dinar", "The dinar again.")
    rarity.add(extra)
    assert rarity.of("dinar") != before
    rarity.remove(extra)
    assert rarity.of("dinar") == before


def test_bcubed_of_a_known_case():
    # Two events of three and one: everything in one story.
    score = mean(bcubed([1, 1, 1, 1], ["a", "a", "a", "b"]))
    assert (score.precision, score.recall) == (pytest.approx(0.625), 1.0)
    assert mean(bcubed([1, 2], ["a", "b"])).f1 == 1.0


def test_cross_validation_chooses_on_other_events():
    made, belongs = told()
    order = in_time(made)
    sample = Sample(("",) * len(order), tuple(made[at] for at in order), tuple(belongs[at] for at in order))
    assert cross_validated(batch(sample), sample.events, [0.06, 0.14, 0.3]).f1 >= 0.9
