import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.market.names import word_set
from bot.market.securities import Securities
from bot.market.symbols import EXCHANGES, valid_isin

SECURITIES = Securities.load()

LARGE = sorted(
    word_set(
        "AAPL MSFT GOOGL AMZN META NVDA TSLA BRK.B JPM V MA JNJ PG XOM CVX HD KO PEP WMT COST MRK PFE"
        " LLY ABBV T VZ DIS NFLX CRM ORCL ADBE INTC AMD QCOM AVGO CSCO IBM GE BA CAT DE MMM HON UPS FDX UNP LMT"
        " RTX NOC GD F GM C BAC WFC GS MS AXP BLK SCHW USB PNC TFC COF MET PRU AIG ALL TRV CB MCD SBUX NKE"
        " TGT LOW TJX BBY DG DLTR KR SYY GIS CPB HSY CAG CL KMB CLX EL MO PM STZ TAP BF.B NEE DUK SO D EXC AEP SLB"
        " HAL COP OXY EOG KMI WMB FCX NEM NUE DOW DD"
    )
)


def ticker(text: str, prefer: str = "US") -> str | None:
    security = SECURITIES.resolve(text, prefer=prefer).security
    return security.ticker if security else None


def test_the_file_holds_one_company_a_listing() -> None:
    listings = [(s.exchange, s.ticker) for s in SECURITIES if s.listed]
    assert len(listings) == len(set(listings)) > 8000
    assert len({s.id for s in SECURITIES}) == len(SECURITIES)
    for security in SECURITIES:
        assert security.listed == bool(security.ticker)
        assert not security.listed or security.exchange in EXCHANGES
        assert security.isin is None or valid_isin(security.isin)
        assert security.name == security.name.strip() != ""


@pytest.mark.parametrize("symbol", LARGE)
def test_large_american_companies_are_there(symbol: str) -> None:
    found = SECURITIES.by_ticker(symbol, "US")
    assert found
    assert found[0].ticker == symbol


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$F", "F"),
        ("F", "F"),
        ("BRK.B", "BRK.B"),
        ("BRK-B", "BRK.B"),
        ("brk b", "BRK.B"),
        ("BRK/A", "BRK.B"),
        ("GOOG", "GOOGL"),
        ("NASDAQ:AAPL", "AAPL"),
        ("LSE:VOD", "VOD"),
        ("VOD LN", "VOD"),
        ("VOD LN Equity", "VOD"),
        ("VOD.L", "VOD"),
        ("HSBA LN", "HSBC"),
        ("7203 JP", "TM"),
        ("7203.T", "TM"),
        ("TSCO", "TSCO"),
        ("US0378331005", "AAPL"),
        ("us0378331005", "AAPL"),
        ("Google", "GOOGL"),
        ("“Google”", "GOOGL"),
        ("McDonald’s", "MCD"),
        ("Facebook", "META"),
        ("facebook inc.", "META"),
        ("Square", "XYZ"),
        ("Raytheon", "RTX"),
        ("Priceline", "BKNG"),
        ("TSMC", "TSM"),
        ("P&G", "PG"),
        ("Procter and Gamble", "PG"),
        ("J.P. Morgan", "JPM"),
        ("JPMorgan Chase & Co.", "JPM"),
        ("BofA", "BAC"),
        ("Coke", "KO"),
        ("Citi", "C"),
        ("ford motor", "F"),
        ("Nestlé", "NSRGY"),
        ("Toyota", "TM"),
        ("ASML", "ASML"),
        ("BP", "BP"),
        ("Shell", "SHEL"),
        ("$ON", "ON"),
        ("WhatsApp", "META"),
    ],
)
def test_what_a_person_may_type(text: str, expected: str) -> None:
    assert ticker(text) == expected


def test_a_market_in_the_symbol_decides_between_companies() -> None:
    assert SECURITIES.lookup("TSCO LN")[0].security.name == "Tesco"
    assert SECURITIES.lookup("TSCO")[0].security.name == "Tractor Supply"
    assert ticker("PRU LN") != ticker("PRU")


def test_preferring_a_country_shows_its_listing_of_the_same_company() -> None:
    home = SECURITIES.lookup("HSBC", prefer="GB")[0].security
    assert (home.ticker, home.exchange) == ("HSBA", "LSE")
    assert SECURITIES.get(home.id) == SECURITIES.lookup("HSBC")[0].security
    assert ticker("Toyota", prefer="JP") == "7203"
    assert ticker("Apple", prefer="GB") == "AAPL"


def test_dual_classes_are_one_company() -> None:
    google = SECURITIES.by_ticker("GOOGL")[0]
    assert google.also == ("GOOG",)
    assert SECURITIES.by_ticker("GOOG") == [google]
    assert SECURITIES.by_ticker("BRK.B")[0].also == ("BRK.A",)


def test_preferred_shares_and_foreign_ordinaries_are_no_companies_of_their_own() -> None:
    assert [s.ticker for s in SECURITIES.by_ticker("JPM-PC")] == ["JPM"]
    assert all(not s.ticker.endswith(("-WT", "-UN", "-PA")) for s in SECURITIES)


def test_an_unclear_name_is_never_guessed() -> None:
    answer = SECURITIES.resolve("Merck")
    assert answer.security is None
    assert answer.ambiguous
    assert {m.security.name for m in answer.candidates} >= {"Merck & Co."}


def test_a_typo_is_offered_and_not_taken() -> None:
    answer = SECURITIES.resolve("Microsfot")
    assert answer.security is None
    assert answer.candidates[0].security.ticker == "MSFT"


def test_companies_without_a_listing_are_known_as_such() -> None:
    for name in (
        "xAI",
        "Scale AI",
        "OpenAI",
        "SpaceX",
        "Labelbox",
        "Handshake",
        "Twitter",
        "ByteDance",
        "TikTok",
    ):
        security = SECURITIES.lookup(name)[0].security
        assert not security.listed
        assert security.ticker == ""


@pytest.mark.parametrize("text", ["", "   ", "$", "US0378331006", "nothing called this at all", "'", "“”"])
def test_what_means_nothing_gives_nothing(text: str) -> None:
    assert SECURITIES.lookup(text) == []
    assert SECURITIES.resolve(text).candidates == ()


@given(st.text(max_size=60))
def test_looking_up_never_raises(text: str) -> None:
    for match in SECURITIES.lookup(text):
        assert 0 < match.score <= 1
    assert SECURITIES.resolve(text, prefer="GB") is not None


@given(st.text(alphabet=string.ascii_uppercase + string.digits + " .:$-/&'’", max_size=14))
def test_looking_up_symbol_like_text_never_raises(text: str) -> None:
    SECURITIES.lookup(text)


def test_results_come_best_first_and_within_the_limit() -> None:
    scores = [m.score for m in SECURITIES.lookup("TSCO", limit=2)]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 2
    assert SECURITIES.lookup("TSCO", limit=0) == []
