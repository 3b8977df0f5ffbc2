"""The model's table of tags (VBZ is a verb, third person; "'em" is "them"), applied from a cache.

spaCy's AttributeRuler runs a matcher with every rule over every token, a tenth of the time of a parse. Nearly
all of its rules look at a single token, at its tag, its dependency and, for some words, its spelling: what
they say depends on these alone, and is looked up here after the first time. The results are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline.attributeruler import AttributeRuler
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs
from spacy.vocab import Vocab

COMPONENT = "deskwire_tag_rules"
KNOWN = frozenset({"LOWER", "TAG", "DEP", "IS_SPACE"})  # what rules for one token may look at
MOST = 50_000  # entries of the cache; English has some 5,000 combinations in a year of news
Attributes = dict[int, int]
Key = tuple[int, int, int, int]


class TagRules:
    """The rules of an AttributeRuler; later rules win, as there."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._attributes: Sequence[Attributes] = ()
        self._indices: Sequence[int] = ()
        self._single = Matcher(vocab)
        self._wide = Matcher(vocab)
        self._cache: dict[Key, tuple[int, ...]] = {}
        self._merged: dict[tuple[int, ...], Attributes] = {}
        self._spelled = -1

    def adopt(self, ruler: AttributeRuler) -> TagRules:
        """Take the rules over; raises ValueError for one that looks at more than a cache can know."""
        self._attributes = ruler.attrs
        self._indices = ruler.indices
        spellings: list[Any] = []
        rules: list[Any] = list(ruler.patterns)
        for number, rule in enumerate(rules):
            wide = [pattern for pattern in rule["patterns"] if len(pattern) > 1]
            single = [pattern for pattern in rule["patterns"] if len(pattern) == 1]
            for (token,) in single:
                if not KNOWN.issuperset(token):
                    raise ValueError(f"a rule looks at {sorted(token)}")
                spellings += [token["LOWER"]] if "LOWER" in token else []
            for matcher, patterns in ((self._wide, wide), (self._single, single)):
                if patterns:
                    matcher.add(str(number), patterns)
        self._spelled = self._vocab.add_flag(_one_of(spellings))
        return self

    def __call__(self, doc: Doc) -> Doc:
        """Set part of speech, morphology and exceptional lemmas of every token."""
        wide: dict[int, list[int]] = {}
        for number, start, end in self._matches(self._wide, doc):
            index = self._indices[number]
            wide.setdefault((start if index >= 0 else end) + index, []).append(number)
        keys = doc.to_array(["TAG", "DEP", "IS_SPACE", self._spelled]).tolist()
        for i, (tag, dep, space, spelled) in enumerate(keys):
            token = doc[i]
            key = (tag, dep, space, token.lower if spelled else 0)
            rules = self._cache.get(key)
            if rules is None:
                rules = tuple(sorted(number for number, _, _ in self._matches(self._single, doc[i : i + 1])))
                if len(self._cache) >= MOST:
                    self._cache.clear()
                self._cache[key] = rules
            if i in wide:
                rules = tuple(sorted((*rules, *wide[i])))
            if rules:
                set_token_attrs(token, self._attributes_of(rules))
        return doc

    def _matches(self, matcher: Matcher, text: Any) -> Iterator[tuple[int, int, int]]:
        if not len(matcher):
            return
        for name, start, end in matcher(text, allow_missing=True, as_spans=False):
            yield int(self._vocab.strings[name]), start, end

    def _attributes_of(self, rules: tuple[int, ...]) -> Attributes:
        merged = self._merged.get(rules)
        if merged is None:
            merged = {}
            for number in rules:
                merged |= self._attributes[number]
            self._merged[rules] = merged
        return merged


def _one_of(spellings: Sequence[Any]) -> Callable[[str], bool]:
    """Whether a word is one that a rule spells out; a spelling is a word, `{"IN": …}` or `{"REGEX": …}`."""
    words: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for spelling in spellings:
        if isinstance(spelling, str):
            words.add(spelling)
        elif set(spelling) == {"IN"}:
            words.update(spelling["IN"])
        elif set(spelling) == {"REGEX"}:
            patterns.append(re.compile(spelling["REGEX"]))
        else:
            raise ValueError(f"a rule spells a word as {sorted(spelling)}")

    def spelled(word: str) -> bool:
        lower = word.lower()
        return lower in words or any(pattern.search(lower) for pattern in patterns)

    return spelled


@Language.factory(COMPONENT)
def make(nlp: Language, name: str) -> TagRules:
    """The component without rules; `adopt` gives them."""
    return TagRules(nlp.vocab)
