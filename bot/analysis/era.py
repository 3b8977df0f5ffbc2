"""The time of an article, and what it makes of the name of a company that is no longer listed.

A bought company is not its buyer: an article of 2012 on LinkedIn says nothing of Microsoft. Once its name has
become a brand of the buyer's it stands for the buyer, as a brand; a name that is gone stands for nobody.
"""

from __future__ import annotations

import re

from bot.analysis.document import Document
from bot.analysis.names import Candidate
from bot.market.names import LEGAL, key
from bot.market.securities import Name, Securities
from bot.model import Context

_YEAR = re.compile(r"(?<![\d.,$€£-])(?:19[89]\d|20[0-4]\d)(?![\d%]|[.,]\d)")


def year_of(document: Document, context: Context) -> int | None:
    """The year an article was written in; without a date the latest year it names, None where it names none."""
    article = document.article
    if article.published_at is not None:
        return article.published_at.year
    years = [int(y) for y in _YEAR.findall(f"{article.title} {article.text}")]
    return max((y for y in years if y <= context.now.year), default=None)


def formal(name: Name, candidate: Candidate) -> bool:
    """Whether an article names a company with its legal form (`Foot Locker Inc`)."""
    return candidate.legal or key(name.text).rpartition(" ")[2] in LEGAL


def stands_for(name: Name, securities: Securities, year: int | None, *, as_it_was: bool) -> tuple[str, bool]:
    """The id of the company that a name means in an article of a year, and whether as a brand of it.

    `as_it_was` says that the article treats it as a company of its own: one without a date that names it with
    its legal form.
    """
    past = securities.profile(name.security_id).past
    if past is None or not past.lives or past.owner is None:
        return name.security_id, False
    own = as_it_was or (year is not None and year < past.year)
    return (name.security_id, False) if own else (past.owner, True)
