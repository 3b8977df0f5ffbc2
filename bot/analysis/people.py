"""Who speaks for a company: people whom the article introduces with their office there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.analysis.document import Company, Document

_ROLE = (
    r"(?:co-?)?(?:chief executive(?: officer)?|chief financial officer|chief operating officer|CEO|CFO|COO"
    r"|founder|chairman|chairwoman|president|boss|chief|owner)"
)
_PERSON = r"((?:[A-Z][\w'’.-]+ ){1,3})"
_BEFORE = re.compile(
    rf"^(?:['’]s?)? (?:[a-z-]+ ){{0,2}}{_ROLE}(?: (?:and|&) {_ROLE})?,? ((?:[A-Z][\w’.-]*\s?){{2,4}})"
)
_AFTER = re.compile(
    rf"((?:[A-Z][\w’.-]+ )*[A-Z][\w’-]+), (?:the |who is |its )?(?:[a-z-]+ ){{0,2}}{_ROLE}(?: and {_ROLE})?"
    r" (?:of|at) (?:the )?(?:[a-z]+ ){0,2}$"
)


def surnames(document: Document) -> frozenset[str]:
    """The last words of the people whom an article names in full, as the entity recogniser sees them."""
    parsed = [sentence.span for sentence in document.sentences]
    if document.title is not None:
        parsed.append(document.title[:])
    return frozenset(
        words[-1].text
        for span in parsed
        for entity in span.ents
        if entity.label_ == "PERSON" and len(words := [t for t in entity if t.is_alpha]) > 1
    )


def officers(document: Document, companies: Sequence[Company]) -> Mapping[str, int]:
    """Surnames of the people that an article introduces as officers, with their company by index.

    `Apple CEO Tim Cook`, `Tesla's founder, Elon Musk`, `Mary Barra, chief executive of GM`. A surname that two
    companies share stands for neither; former officers speak for nobody.
    """
    text = document.article.text
    found: dict[str, set[int]] = {}
    for number, company in enumerate(companies):
        for mention in company.mentions:
            if mention.sentence < 0:
                continue
            before = text[max(0, mention.start - 90) : mention.start]
            after = text[mention.end : mention.end + 90]
            match = _BEFORE.match(after)
            if match is not None and not before.lower().endswith(("ex-", "former ")):
                words = match[1].split()
                if "former" not in after[: match.start(1)]:
                    found.setdefault(words[-1].rstrip(".,"), set()).add(number)
            match = _AFTER.search(before)
            if match is not None and "former" not in match.group() and " " in match[1]:
                found.setdefault(match[1].split()[-1], set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1 and len(name) > 2}
