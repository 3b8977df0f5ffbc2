"""Base forms of English words, without trusting a tagger that headlines mislead."""

from __future__ import annotations

import functools


def words_of(text: str) -> frozenset[str]:
    """The words of a plain list, written as one would say it."""
    return frozenset(text.split())


IRREGULAR = {
    form: base
    for base, forms in {
        **{"beat": "beaten", "begin": "began begun", "bite": "bit bitten", "break": "broke broken"},
        **{"bring": "brought", "buy": "bought", "choose": "chose chosen", "come": "came", "deal": "dealt"},
        **{
            "drive": "drove driven",
            "fall": "fell fallen",
            "fight": "fought",
            "find": "found",
            "flee": "fled",
        },
        **{"freeze": "froze frozen", "get": "got gotten", "give": "gave given", "go": "went gone goes"},
        **{
            "grow": "grew grown",
            "hold": "held",
            "keep": "kept",
            "lay": "laid",
            "lead": "led",
            "leap": "leapt",
        },
        **{
            "leave": "left",
            "lose": "lost",
            "make": "made",
            "meet": "met",
            "oversell": "oversold",
            "pay": "paid",
        },
        **{"overcome": "overcame", "overtake": "overtook overtaken", "plead": "pled", "rise": "rose risen"},
        **{"sell": "sold", "seek": "sought", "shake": "shook shaken", "shine": "shone", "shoot": "shot"},
        **{
            "shrink": "shrank shrunk",
            "sink": "sank sunk",
            "slide": "slid",
            "spend": "spent",
            "stick": "stuck",
        },
        **{
            "steal": "stole stolen",
            "strike": "struck",
            "sting": "stung",
            "swing": "swung",
            "take": "took taken",
        },
        **{"tear": "tore torn", "throw": "threw thrown", "undercut": "", "wake": "woke", "win": "won"},
        **{
            "withdraw": "withdrew withdrawn",
            "bleed": "bled",
            "dive": "dove",
            "outgrow": "outgrew",
            "be": "is are",
        },
        **{"outsell": "outsold", "build": "built", "say": "said", "rethink": "rethought", "bind": "bound"},
    }.items()
    for form in forms.split()
}
# Words that look inflected and are not.
FIXED = words_of(
    "business earnings news less loss process unless always across plus his its this was has does as is "
    "us gas bus pass class thing king ring bring spring string during morning evening nothing something "
    "need speed feed seed red bed hundred indeed wing sing bless stress success access excess progress "
    "express"
)
VOWELS = "aeiou"


@functools.lru_cache(maxsize=20_000)
def base_forms(word: str, lemma: str) -> frozenset[str]:
    """Every base form a lower-case word may have: itself, its lemma, and what plain suffix rules give."""
    forms = {word, lemma}
    if word in IRREGULAR:
        forms.add(IRREGULAR[word])
    if word in FIXED or len(word) < 4:
        return frozenset(forms)
    if word.endswith("ies"):
        forms.add(word[:-3] + "y")
    elif word.endswith("es"):
        forms.add(word[:-1])
        if word[:-2].endswith(("s", "x", "z", "ch", "sh", "o")):
            forms.add(word[:-2])
    elif word.endswith("s") and not word.endswith("ss"):
        forms.add(word[:-1])
    for suffix in ("ed", "ing"):
        if not word.endswith(suffix):
            continue
        stem = word[: -len(suffix)]
        if len(stem) < 2 or not any(letter in VOWELS + "y" for letter in stem):
            continue
        forms |= {stem, stem + "e"}
        if stem.endswith("i"):
            forms.add(stem[:-1] + "y")
        if len(stem) > 2 and stem[-1] == stem[-2]:
            forms.add(stem[:-1])
    return frozenset(forms)
