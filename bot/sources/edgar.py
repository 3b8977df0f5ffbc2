"""EDGAR's latest filings: entries to filings, forms and items in plain words. Pure.

A page of latest filings shows every filing once for each company in it (filer, subject, issuer, reporting
owner), and pages overlap while new filings come in; the accession number alone says which filing it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.sources.items import Entry, Item, item_of_key

PAGE_SIZE = 100
_ACCESSION = re.compile(r"\b(\d{10}-\d{2}-\d{6})\b")
_FORM_NAMED = re.compile(r"\(([^()]{1,20})\)$")
_TITLE = re.compile(r"^(?P<form>.{1,20}?) - (?P<name>.+?) \((?P<cik>\d{1,10})\) \((?P<role>[^()]+)\)$")
_ITEM = re.compile(r"\bItem (\d{1,2}\.\d{2})\b")
# EDGAR writes where a company is registered behind its name: "PROGRESSIVE CORP/OH/".
_STATE = re.compile(r"\s*/[A-Z .]{2,}/?$")
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "at", "to", "de", "la", "du"})
_KEPT = frozenset({"LLC", "LP", "PLC", "NV", "SA", "AG", "SE", "USA", "US", "UK", "REIT", "II", "III", "IV"})

# Whose name stands for a filing in which several take part.
_ROLES = ("Filer", "Issuer", "Subject", "Filed by", "Reporting")

ITEMS: dict[str, str] = {
    "1.01": "signed a material agreement",
    "1.02": "ended a material agreement",
    "1.03": "bankruptcy or receivership",
    "1.04": "mine safety violations",
    "1.05": "a material cybersecurity incident",
    "2.01": "completed an acquisition or a sale of assets",
    "2.02": "results of operations",
    "2.03": "took on a material debt",
    "2.04": "a debt became due early",
    "2.05": "costs of closing or restructuring operations",
    "2.06": "a material impairment",
    "3.01": "notice of delisting or a missed listing rule",
    "3.02": "sold shares privately",
    "3.03": "changed the rights of shareholders",
    "4.01": "changed its auditor",
    "4.02": "earlier financial statements can no longer be relied upon",
    "5.01": "a change of control",
    "5.02": "directors or officers left or were appointed",
    "5.03": "changed its articles, bylaws or fiscal year",
    "5.04": "suspended trading under employee plans",
    "5.05": "changed its code of ethics",
    "5.06": "is no longer a shell company",
    "5.07": "results of a shareholder vote",
    "5.08": "shareholder nominations of directors",
    "6.01": "information on asset-backed securities",
    "6.02": "changed the servicer or trustee of asset-backed securities",
    "6.03": "changed the credit support of asset-backed securities",
    "6.04": "missed a distribution on asset-backed securities",
    "6.05": "asset-backed securities differ from their prospectus",
    "7.01": "a disclosure to all investors",
    "8.01": "other events",
    "9.01": "exhibits",
}
# These two say nothing by themselves: they are named only where nothing else can be.
_QUIET = ("9.01", "8.01", "7.01")

FORMS: dict[str, str] = {
    "8-K": "current report",
    "6-K": "report of a foreign company",
    "10-K": "annual report",
    "10-Q": "quarterly report",
    "20-F": "annual report of a foreign company",
    "40-F": "annual report of a Canadian company",
    "3": "first statement of an insider's holdings",
    "4": "an insider's trade",
    "5": "yearly statement of an insider's trades",
    "144": "an insider means to sell",
    "S-1": "registration of an offering",
    "F-1": "registration of a foreign company's offering",
    "S-3": "shelf registration",
    "S-4": "registration for a merger",
    "D": "private placement",
    "13F-HR": "holdings of an investment manager",
    "SC 13D": "a stake above 5% with intentions",
    "SCHEDULE 13D": "a stake above 5% with intentions",
    "SC 13G": "a passive stake above 5%",
    "SCHEDULE 13G": "a passive stake above 5%",
    "SC TO-T": "tender offer by another company",
    "SC TO-I": "tender offer by the company itself",
    "DEF 14A": "proxy statement",
    "425": "communication about a merger",
    "25-NSE": "removal from listing",
    "NT 10-K": "annual report will be late",
    "NT 10-Q": "quarterly report will be late",
    "424B2": "prospectus supplement",
    "424B3": "prospectus supplement",
    "424B4": "prospectus",
    "424B5": "prospectus supplement",
    "FWP": "offering terms",
    "EFFECT": "a registration became effective",
}


@dataclass(frozen=True, slots=True)
class Party:
    """A company or person in a filing."""

    name: str
    cik: int
    role: str


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing with everybody who takes part in it. `items` are the codes of an 8-K ("2.02")."""

    accession: str
    form: str
    index_url: str
    parties: tuple[Party, ...]
    items: tuple[str, ...] = ()
    filed_at: datetime | None = None

    @property
    def company(self) -> Party | None:
        """Whose filing it is, as a reader would say."""
        ranked = [party for role in _ROLES for party in self.parties if party.role == role]
        return next(iter([*ranked, *self.parties]), None)

    @property
    def words(self) -> str:
        """What the filing is about, in plain words."""
        said = [ITEMS.get(code, f"item {code}") for code in self.items]
        loud = [ITEMS.get(code, f"item {code}") for code in self.items if code not in _QUIET]
        about = "; ".join(loud or said[:2])
        if not about:
            return form_in_words(self.form)
        return f"{about}, amended" if self.form.endswith("/A") else about

    @property
    def headline(self) -> str:
        """A title in plain words: `Progressive Corp: results of operations (8-K)`."""
        company = self.company
        name = readable(company.name) if company else "EDGAR"
        return f"{name}: {self.words} ({self.form})"


def form_of(headline: str) -> str:
    """The form that a filing's headline names; nothing in other headlines."""
    found = _FORM_NAMED.search(headline)
    return found[1] if found else ""


def filings_of(entries: Sequence[Entry]) -> list[Filing]:
    """The filings of one page in its order, each once with all its parties. Entries of other things are left out."""
    found: dict[str, Filing] = {}
    for entry in entries:
        number = (
            _ACCESSION.search(entry.guid) or _ACCESSION.search(entry.link) or _ACCESSION.search(entry.summary)
        )
        title = _TITLE.match(entry.title)
        if number is None:
            continue
        party = (Party(title["name"].strip(), int(title["cik"]), title["role"]),) if title else ()
        form = entry.form or (title["form"] if title else "")
        codes = tuple(dict.fromkeys(_ITEM.findall(entry.summary)))
        known = found.get(number[1])
        if known is None:
            found[number[1]] = Filing(number[1], form, entry.link, party, codes, entry.published_at)
            continue
        parties = (*known.parties, *(each for each in party if each not in known.parties))
        merged = replace(known, parties=parties, items=known.items or codes, form=known.form or form)
        found[number[1]] = replace(merged, index_url=known.index_url or entry.link)
    return list(found.values())


def items_of_filings(filings: Sequence[Filing], now: datetime) -> list[Item]:
    """Filings as items; the key is the accession number and nothing else."""
    return [
        item_of_key(
            f"edgar:{filing.accession}",
            Entry(filing.accession, filing.index_url, filing.headline, "", filing.filed_at),
            now,
        )
        for filing in filings
    ]


def form_in_words(form: str) -> str:
    """A form's name in plain words; amendments say so."""
    base, amended = (form.removesuffix("/A"), form.endswith("/A"))
    words = FORMS.get(base) or f"form {base}"
    return f"{words}, amended" if amended else words


def readable(name: str) -> str:
    """A company's name as one would write it: without its state, and not in capitals throughout."""
    name = _STATE.sub("", name.strip()).strip() or name.strip()
    if name != name.upper() or len(name) < 5:
        return name
    words = [
        word if word in _KEPT or any(c.isdigit() for c in word) or "." in word.rstrip(".") or "&" in word
        else word.lower() if index and word.lower() in _SMALL
        else word.capitalize()
        for index, word in enumerate(name.split())
    ]  # fmt: skip
    return " ".join(words)


def latest_url(base: str, form: str, start: int = 0) -> str:
    """The address of a page of latest filings of one form, from the `start`-th on."""
    query = {"action": "getcurrent", "type": form, "owner": "include", "count": PAGE_SIZE, "output": "atom"}
    return f"{base}?{urlencode({**query, 'start': start})}"


def next_page(url: str) -> str:
    """The page after this one."""
    parts = urlsplit(url)
    query: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
    query["start"] = int(query.get("start") or 0) + int(query.get("count") or PAGE_SIZE)
    return urlunsplit(parts._replace(query=urlencode(query)))


def filing_to_json(filing: Filing) -> dict[str, Any]:
    """For the payload of a job."""
    return {
        "accession": filing.accession,
        "form": filing.form,
        "index_url": filing.index_url,
        "parties": [[party.name, party.cik, party.role] for party in filing.parties],
        "items": list(filing.items),
        "filed_at": filing.filed_at.isoformat() if filing.filed_at else None,
    }


def filing_from_json(data: dict[str, Any]) -> Filing:
    """What `filing_to_json` wrote."""
    return Filing(
        accession=data["accession"],
        form=data["form"],
        index_url=data["index_url"],
        parties=tuple(Party(name, cik, role) for name, cik, role in data["parties"]),
        items=tuple(data["items"]),
        filed_at=datetime.fromisoformat(data["filed_at"]) if data["filed_at"] else None,
    )
