"""One analyzer and one brief for all tests: loading takes longer than any of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.analysis.analyzer import Analyzer
from bot.desk import tasks
from bot.model import Brief, Context
from tests.unit.writing.articles import ARTICLE

CONTEXT = Context(now=datetime(2026, 11, 3, tzinfo=UTC))


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return tasks._analyzer("vader")


@pytest.fixture(scope="session")
def extractive() -> Brief:
    """The brief before any language model is asked."""
    return tasks.analyze_article(ARTICLE, CONTEXT, "vader")
