"""Article to brief: pure and CPU only.

Importing this package loads no model: the language pipeline comes with the first call.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from bot.model import Article, Brief, Context

if TYPE_CHECKING:
    from bot.analysis.analyzer import Analyzer


@functools.cache
def analyzer() -> Analyzer:
    """This process's analyzer, loaded on the first call."""
    from bot.analysis.analyzer import Analyzer

    return Analyzer.load()


def analyze(article: Article, context: Context) -> Brief:
    """The brief of an article: the same input gives the same brief."""
    return analyzer().analyze(article, context)
