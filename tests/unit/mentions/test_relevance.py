from bot.analysis.document import Company
from bot.analysis.mentions import find_mentions
from bot.analysis.relevance import companies
from bot.market.securities import Securities
from bot.model import MAX_PRIMARY

from .parsing import CONTEXT, document

SECURITIES = Securities.load()

PULLING_BACK = (
    "Meta has paid for half of Scale AI and taken its founder, and the start-up's clients are leaving."
    " Google had meant to spend heavily on labels for its Gemini models and now wants out, two people"
    " said. Microsoft and Elon Musk's xAI are leaving too. Labelbox counts on new business; Handshake"
    " said orders tripled. Good labels are as scarce as Nvidia's chips or the plants of TSMC."
)


def named(text: str, title: str = "") -> dict[str, Company]:
    parsed = document(text, title)
    return {
        c.security.ticker: c
        for c in companies(parsed, find_mentions(parsed, SECURITIES, CONTEXT), SECURITIES)
    }


def test_only_listed_companies_are_given() -> None:
    assert set(named(PULLING_BACK)) == {"META", "GOOGL", "MSFT", "NVDA", "TSM"}


def test_actors_at_the_top_are_primary_and_comparisons_are_not() -> None:
    got = named(PULLING_BACK)
    assert got["META"].role == got["GOOGL"].role == "primary"
    assert got["NVDA"].role == got["TSM"].role == "secondary"
    assert got["NVDA"].relevance < 0.3 > got["TSM"].relevance
    assert got["META"].relevance > got["MSFT"].relevance > got["TSM"].relevance


def test_primary_come_first_then_relevance_falls() -> None:
    got = list(named(PULLING_BACK, "Microsoft, Google leave after Meta deal").values())
    keys = [(c.role != "primary", -c.relevance) for c in got]
    assert keys == sorted(keys)
    assert sum(c.role == "primary" for c in got) <= MAX_PRIMARY
    assert all(0 <= c.relevance <= 1 and round(c.relevance, 2) == c.relevance for c in got)


def test_an_analysts_employer_matters_little() -> None:
    got = named(
        "Kroger raised its forecast on Thursday. Kroger shares rose 5%. Morgan Stanley analyst Jane Roe said"
        " the grocer was gaining customers.",
        "Kroger raises forecast",
    )
    assert got["KR"].role == "primary"
    assert got["KR"].relevance > 0.7
    assert got["MS"].role == "secondary"
    assert got["MS"].relevance < 0.3


def test_being_named_more_often_never_lowers_relevance() -> None:
    once = named("Kroger raised its forecast. The market rose.")["KR"].relevance
    twice = named("Kroger raised its forecast. Kroger shares rose.")["KR"].relevance
    titled = named("Kroger raised its forecast. Kroger shares rose.", "Kroger lifts forecast")["KR"].relevance
    assert once <= twice <= titled


def test_many_companies_in_one_breath_count_less() -> None:
    got = named("Stocks rose. Intel, Boeing, Pfizer, Walmart, Disney, Nike and Chevron gained.")
    alone = named("Stocks rose. Intel gained.")
    assert got["INTC"].relevance < alone["INTC"].relevance


def test_no_mentions_give_no_companies() -> None:
    assert named("It rained all day.") == {}
