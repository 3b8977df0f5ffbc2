from dataclasses import replace

import pytest

from bot.analysis.mentions import find_mentions
from bot.analysis.relevance import companies
from bot.market.securities import Securities
from bot.model import Context, Mention

from .parsing import CONTEXT, document

SECURITIES = Securities.load()


def mentions(text: str, title: str = "", context: Context = CONTEXT) -> list[Mention]:
    return find_mentions(document(text, title), SECURITIES, context)


def found(text: str, title: str = "", context: Context = CONTEXT) -> set[str]:
    named = (SECURITIES.get(m.security_id) for m in mentions(text, title, context))
    return {s.ticker for s in named if s is not None and s.listed}


def test_offsets_point_at_what_was_read() -> None:
    text = "Ford Motor Co cut its outlook.\n\nFord's shares fell; GM (NYSE: GM) rose."
    got = mentions(text, "Ford Shares Fall")
    assert {m.sentence for m in got if m.sentence < 0} == {-1}
    for mention in got:
        source = "Ford Shares Fall" if mention.sentence < 0 else text
        assert source[mention.start : mention.end] == mention.text
    assert next(m.text for m in got if m.sentence > 0) == "Ford"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Buy $AAPL and $BRK.B now, he wrote.", {"AAPL", "BRK.B"}),
        ("It costs $F or $5.", {"F"}),
        ("Acme (NYSE:BRK.B) fell.", {"BRK.B"}),
        ("The chip maker <NVDA.O> rose.", {"NVDA"}),
        ("The telecoms group (LSE: VOD) rose.", {"VOD"}),
        ("The grocer (LSE: TSCO) rose.", {"TSCDY"}),
        ("The miner (XYZX: ABC) rose.", set()),
    ],
)
def test_written_symbols(text: str, expected: set[str]) -> None:
    assert found(text) == expected


def test_a_short_form_counts_once_the_article_has_the_full_name() -> None:
    alone = "Beacon fell on Monday."
    full = "Agilent Technologies Inc raised its forecast. Agilent makes laboratory gear."
    assert found(alone) == set()
    assert [m.text for m in mentions(full)] == ["Agilent Technologies Inc", "Agilent"]


def test_a_first_name_is_the_company_where_nobody_of_the_article_bears_it() -> None:
    lead = "Off-price retailer Ross Stores Inc. said profit rose."
    shares = "Ross shares were down 1.3 percent to $33.65 in premarket trading."
    assert [m.text for m in mentions(f"{lead} {shares}")][-1] == "Ross"
    investor = "Billionaire Wilbur Ross bought a bank. Ross shares his partner's view of it."
    assert [m.text for m in mentions(f"{lead} {investor}")] == ["Ross Stores Inc."]


def test_a_full_name_elsewhere_lets_a_plain_word_mean_the_company() -> None:
    assert "GAP" in found("Gap Inc hired a designer. Nobody at Gap would comment.")
    assert found("Nobody at gap level would comment.") == set()


def test_a_longer_name_without_a_listing_blocks_what_is_inside_it() -> None:
    got = mentions("Scale AI and Target Ventures signed with Elon Musk's xAI.")
    assert found("Scale AI and Target Ventures signed with Elon Musk's xAI.") == set()
    assert {m.text for m in got} >= {"Scale AI", "xAI"}


def test_page_furniture_names_nobody() -> None:
    text = (
        "Intel Corp raised its forecast.\n\nShare on Facebook\n\nFacebook Twitter LinkedIn Email\n\n"
        "Follow us on YouTube and Instagram for more.\n\n(Reporting by Ann Apple; Editing by Visa Ford)"
    )
    assert found(text) == {"INTC"}


def test_analysts_employers_are_sources() -> None:
    got = mentions("Deutsche Bank analyst Mark Hale cut his rating on Kroger.")
    assert {(m.text, m.how) for m in got} == {("Deutsche Bank", "source"), ("Kroger", "name")}


def test_a_data_provider_is_not_what_the_article_is_about() -> None:
    assert found("Kroger earned 42 cents a share, above the 40 cents of analysts polled by FactSet.") == {
        "KR"
    }


def test_a_teams_own_names_win_and_lose() -> None:
    context = replace(CONTEXT, aliases={"the zuck shop": "META"}, not_aliases=frozenset({("Apple", "AAPL")}))
    assert found("Engineers are leaving the zuck shop.", context=context) == {"META"}
    assert found("Apple raised its dividend after strong iPhone sales.") == {"AAPL"}
    assert found("Apple raised its dividend after strong sales.", context=context) == set()


def test_brands_point_to_their_owner() -> None:
    (mention,) = mentions("Instagram changed how teenagers sign in.")
    security = SECURITIES.get(mention.security_id)
    assert security is not None
    assert (security.ticker, mention.how) == ("META", "brand")


def test_the_same_article_gives_the_same_mentions() -> None:
    text = "Walmart, Target and Costco cut prices. Target's stores were busy."
    assert mentions(text, "Target Cuts Prices") == mentions(text, "Target Cuts Prices")


@pytest.mark.parametrize(
    "text", ["", "$", "(NYSE: )", "A.", "&&& '’s — Inc. Inc. Inc.", "Inc's & Co's", "A & B & C & D"]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    assert companies(document(text), mentions(text), SECURITIES) == []
