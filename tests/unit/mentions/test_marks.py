"""Written symbols in every form that wires, filings and chats use, for any listing we know."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.marks import find_marks
from bot.market.securities import Securities

SECURITIES = Securities.load()
AMERICAN = sorted(
    (s for s in SECURITIES if s.exchange in ("NYSE", "Nasdaq") and s.ticker.replace(".", "").isalpha()),
    key=lambda s: s.id,
)
CLASSED = [s for s in AMERICAN if "." in s.ticker]
MONEY = {"M", "B", "K", "MM", "BN"}  # `$M` is a unit in tables more often than Macy's

EXCHANGE_FORMS = (
    "(NASDAQ: {})", "(NASDAQ:{})", "( NYSE : {} )", "(Nasdaq:  {})", "(NYSE:\u00a0{})", "NYSE: {},",
    "(NasdaqGS: {})", "(NYSE American: {})", "(NYSE/{})", "(nyse: {})", "[NYSE: {}]", "(Nasdaq - {})",
)  # fmt: skip


def bearers(text: str) -> set[str | None]:
    """The companies of the marks in a text."""
    return {mark.security_id for mark in find_marks(text, SECURITIES)}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(AMERICAN), st.sampled_from(EXCHANGE_FORMS))
def test_exchange_marks_however_spaced(security, form):  # type: ignore[no-untyped-def]
    best = SECURITIES.by_ticker(security.ticker, "US")[0].id
    assert bearers(f"The maker of pumps {form.format(security.ticker)} rose.") == {best}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CLASSED), st.sampled_from(".-/ "))
def test_dotted_classes_however_written(security, mark):  # type: ignore[no-untyped-def]
    best = SECURITIES.by_ticker(security.ticker, "US")[0].id
    assert bearers(f"It owns shares of (NYSE: {security.ticker.replace('.', mark)}).") == {best}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(AMERICAN), st.sampled_from(["<{}.{}>", "({}.{})", "[{}.{}]"]), st.sampled_from("NO"))
def test_reuters_codes(security, form, suffix):  # type: ignore[no-untyped-def]
    base, _, share = security.ticker.partition(".")
    best = SECURITIES.by_ticker(security.ticker, "US")[0].id
    code = form.format(base + share.lower(), suffix)
    assert bearers(f"The maker of pumps {code} rose.") == {best}


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([s for s in AMERICAN if s.ticker not in MONEY]))
def test_cashtags(security):  # type: ignore[no-untyped-def]
    best = SECURITIES.by_ticker(security.ticker, "US")[0].id
    assert bearers(f"Holding ${security.ticker} since May, he wrote.") == {best}


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="$(<>[]):. ABCNOYSEQ/-0123456789", max_size=40))
def test_marks_lie_within_the_text_whatever_it_is(text: str) -> None:
    for mark in find_marks(text, SECURITIES):
        assert 0 <= mark.start < mark.end <= len(text)


@pytest.mark.parametrize(
    ("text", "tickers"),
    [
        ("Alphabet (NASDAQ: GOOG, GOOGL) rose.", {"GOOGL"}),
        ("Two classes (NYSE: BRK.A, NYSE: BRK.B) trade.", {"BRK.B"}),
        ("Vodafone (LSE: VOD; NASDAQ: VOD) fell.", {"VOD"}),
        ("SAP (ETR: SAP) fell.", {"SAP"}),
        ("Tencent (HKG: 0700) and <0700.HK> fell.", {"700"}),
        ("Toyota <7203.T> fell.", {"TM"}),
        ("The social network ($FB) rose.", {"META"}),
        ("It costs $5, A$7, $1.5B or US$3.", set()),
        ("See chapter (IV.A) and figure (2.B).", set()),
    ],
)
def test_marks_of_more_kinds(text: str, tickers: set[str]) -> None:
    found = set()
    for mark in find_marks(text, SECURITIES):
        sid = mark.security_id or (mark.once[0] if mark.once else None)
        security = SECURITIES.get(sid) if sid else None
        if security is not None:
            found.add(security.ticker)
    assert found == tickers or (tickers == {"700"} and found <= {"700", "TCEHY"})
