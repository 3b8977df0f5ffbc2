from __future__ import annotations

import pytest

from bot.analysis.events import find_events
from bot.analysis.figures import magnitude, percentage
from bot.analysis.impact import TIERS, curve, impact_of
from bot.analysis.taxonomy import event_types
from bot.model import Event
from tests.unit.analysis.build import read


def events(text: str, title: str = "", **names: str) -> list[Event]:
    return find_events(*read(text, names or {"Acme": "ACM", "Bolt": "BLT"}, title))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Acme beat analysts' estimates for the quarter.", "earnings_beat"),
        ("Acme's revenue missed Wall Street expectations.", "earnings_miss"),
        ("Acme raised its full-year guidance.", "guidance_up"),
        ("Acme cut its full-year forecast.", "guidance_down"),
        ("Acme agreed to buy Bolt for $3 billion.", "acquisition"),
        ("Acme and Bolt will merge.", "merger"),
        ("Acme bought a 10% stake in Bolt.", "stake"),
        ("Acme will spin off its pump unit.", "divestment"),
        ("Acme won approval for its asthma drug.", "approval"),
        ("Acme's drug failed to meet the main goal of the trial.", "trial_failure"),
        ("Brokers downgraded Acme.", "downgrade"),
        ("Acme announced a $5 billion share buyback.", "buyback"),
        ("Acme suspended its dividend.", "dividend_cut"),
        ("Acme was sued by investors.", "lawsuit"),
        ("Regulators opened a probe into Acme.", "investigation"),
        ("Acme's chief executive resigned.", "management"),
        ("Acme will lay off 400 workers.", "layoffs"),
        ("Hackers broke into Acme's network.", "cyber"),
        ("Acme recalled 40,000 heaters.", "recall"),
        ("Acme won a contract from the navy.", "contract_won"),
        ("Acme's customers are walking away.", "contract_lost"),
        ("Acme filed for bankruptcy.", "bankruptcy"),
        ("A short seller accused Acme of inflating sales.", "short_report"),
        ("Acme was removed from the FTSE 100 index.", "index_change"),
        ("Shares of Acme fell 7%.", "price_move"),
        ("Acme wrote down the value of its mines.", "write_down"),
    ],
)
def test_an_event_is_known_by_its_type_and_company(text: str, kind: str) -> None:
    found = {event.type: event for event in events(text)}
    assert kind in found, found.keys()
    assert "ACM" in found[kind].tickers
    assert found[kind].label == event_types()[kind].label


@pytest.mark.parametrize(
    "text",
    [
        "Acme has not filed for bankruptcy.",
        "Acme said it would not cut its dividend.",
        "Acme opened an office.",
    ],
)
def test_what_is_denied_or_ordinary_is_no_event(text: str) -> None:
    assert not {e.type for e in events(text)} & {"bankruptcy", "dividend_cut"}


@pytest.mark.parametrize(
    ("text", "kind", "reported"),
    [
        (
            "Acme cut its outlook because of higher-than-expected hog and cattle costs.",
            "earnings_beat",
            False,
        ),
        ("Acme said its costs were higher than expected.", "earnings_beat", False),
        ("Acme reported higher-than-expected profit.", "earnings_beat", True),
        (
            "Acme's board is under pressure to improve results and boost its lagging stock price.",
            "price_move",
            False,
        ),
        ("Acme said the plan had boosted its stock price.", "price_move", True),
        ("Acme has also gained from the bankruptcy of former rival Bolt.", "bankruptcy", False),
        ("Acme was hit by the bankruptcy of its largest customer, Bolt.", "bankruptcy", True),
        (
            "Acme, which plans to cut 16 percent of its work force, has a lot riding on it.",
            "contract_lost",
            False,
        ),
        ("Acme showed that the arteries were cleared of plaque.", "legal_win", False),
        ("Acme was cleared of wrongdoing.", "legal_win", True),
        ("Acme pitches its dream, experts warn it will be hard", "guidance_down", False),
        ("Acme warns it will miss its targets", "guidance_down", True),
        ("Acme spoke of a damaged pad and of losing a customer's satellite.", "contract_lost", False),
        ("Acme lost a customer to Bolt.", "contract_lost", True),
    ],
)
def test_a_report_is_of_the_company_itself(text: str, kind: str, reported: bool) -> None:
    assert (kind in {event.type for event in events(text, Acme="ACM")}) is reported


def test_arguments_are_worded_as_in_the_article() -> None:
    text = "Acme reported a quarterly profit of $1.25 billion, compared with $900 million a year earlier."
    found = {e.type: e for e in events(text)}["results"]
    assert found.arguments["amount"] == "$1.25 billion"
    assert found.arguments["versus"] == "$900 million a year earlier"


def test_arguments_come_from_the_clause_of_the_event() -> None:
    text = "Acme bought a 49% stake in Corvex Ltd, and Bolt announced a $2 billion share buyback."
    found = {e.type: e for e in events(text)}
    assert found["stake"].arguments["percent"] == "49%"
    assert "amount" not in found["stake"].arguments
    assert found["buyback"].arguments["amount"] == "$2 billion"
    assert found["buyback"].tickers == ("BLT",)


def test_the_evidence_of_an_event_is_in_the_text() -> None:
    text = "The sun shone.\n\nAcme cut its forecast. It also announced a share buyback."
    for event in events(text):
        assert event.tickers == ("ACM",)
        for proof in event.evidence:
            assert text[proof.start : proof.end] == proof.text


def test_sentences_about_the_same_event_are_gathered() -> None:
    found = [
        e
        for e in events("Acme cut its forecast. Acme cut its outlook for Asia too.")
        if e.type == "guidance_down"
    ]
    assert len(found) == 1
    assert len(found[0].evidence) == 2


def test_what_only_the_headline_reports_is_shown_by_the_lead() -> None:
    text = "The maker of pumps said so on Monday."
    found = events(text, title="Acme files for bankruptcy")
    assert [(e.type, e.tickers, e.evidence[0].text) for e in found] == [("bankruptcy", ("ACM",), text)]


@pytest.mark.parametrize(
    ("text", "value"), [("$1.25 billion", 1.25e9), ("Rs 3,400 crore", 3.4e10), ("€40m", 4e7), ("some", 0.0)]
)
def test_amounts_have_a_magnitude(text: str, value: float) -> None:
    assert magnitude(text) == pytest.approx(value)


def test_percentages_are_read() -> None:
    assert percentage("12.5 percent") == 12.5


def impact(text: str, novelty: float = 1.0) -> float:
    document, found = read(text, {"Acme": "ACM", "Bolt": "BLT"})
    result = impact_of(find_events(document, found), found, document, novelty)
    assert 0 <= result.score <= 1
    for driver in result.drivers:
        assert 0 < driver.weight <= 1
        assert driver.evidence
    return result.score


def test_impact_orders_news_by_what_it_can_move() -> None:
    nothing = impact("Acme opened an office in Lyon.")
    launch = impact("Acme unveiled a new pump.")
    warning = impact("Acme cut its full-year forecast and its shares fell 18%.")
    assert nothing < 0.15
    assert nothing < launch < 0.3
    assert warning >= 0.6


def test_a_larger_move_weighs_more() -> None:
    assert (
        impact("Shares of Acme fell 18%.")
        > impact("Shares of Acme fell 4%.")
        > impact("Shares of Acme fell 1%.")
    )


def test_a_larger_deal_weighs_more() -> None:
    assert impact("Acme agreed to buy Bolt for $30 billion.") > impact(
        "Acme agreed to buy Bolt for $3 million."
    )


def test_what_the_archive_knew_weighs_less() -> None:
    text = "Acme filed for bankruptcy."
    assert impact(text, 0.0) < impact(text, 0.5) < impact(text, 1.0)


def test_the_taxonomy_is_sound() -> None:
    for name, kind in event_types().items():
        assert 0 < TIERS[kind.tier] <= 1
        assert kind.label
        assert kind.unless <= event_types().keys() - {name}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Acme agreed to buy Bolt.", None),
        ("Acme may buy Bolt.", "possible"),
        ("Acme is in talks to buy Bolt, two sources said.", "possible"),
        ("Acme, which bought Bolt in 2009, opened a plant.", "past"),
        ("Last year, Acme sold its pumps and bought Bolt.", "past"),
        ("Acme has bought Bolt and two others since March.", "past"),
    ],
)
def test_what_is_only_possible_or_long_past_says_so(text: str, status: str | None) -> None:
    found = {e.type: e for e in events(text)}["acquisition"]
    assert found.arguments.get("status") == status


def test_a_fact_outweighs_a_rumour_and_a_rumour_what_is_long_past() -> None:
    fact = impact("Acme agreed to buy Bolt.")
    rumour = impact("Acme may buy Bolt.")
    past = impact("Acme, which bought Bolt in 2009, opened a plant.")
    assert fact > rumour > past


def test_the_target_of_a_takeover_moves_more_than_a_buyer_of_what_is_not_listed() -> None:
    assert impact("Acme agreed to buy Bolt.") > impact("Acme agreed to buy Zentrix Holdings Ltd.") + 0.1


def test_results_beside_the_consensus_are_a_beat_or_a_miss() -> None:
    text = "Acme reported revenue of $82 million for the quarter, compared with the $90 million that analysts expected."
    found = {e.type: e for e in events(text)}
    assert found["earnings_miss"].arguments["actual"] == "$82 million"
    assert found["earnings_miss"].arguments["expected"] == "$90 million"


def test_an_amount_counts_against_the_size_of_the_company() -> None:
    fine = "Regulators fined Acme $400 million. "
    small = impact(fine + "Acme has a market value of $900 million.")
    giant = impact(fine + "Acme has a market value of $900 billion.")
    assert small > giant


def test_a_market_report_has_an_impact_without_any_company() -> None:
    document, _ = read("Wall Street plunged on Monday, with the S&P 500 down 4 percent.", {})
    result = impact_of(find_events(document, []), [], document, 1.0)
    assert result.drivers[0].event == "market_move"
    assert result.level != "low"


def test_strong_wording_adds_a_little_and_a_crowd_takes_away() -> None:
    document, found = read("Acme, Bolt and Corvex opened offices.", {"Acme": "A", "Bolt": "B", "Corvex": "C"})
    alone = impact_of([], found[:1], document, 1.0).score
    assert impact_of([], found[:1], document, 1.0, tone=-0.8).score > alone
    assert impact_of([], found, document, 1.0).score < alone


def test_more_strength_is_never_less_impact() -> None:
    values = [curve(step / 20) for step in range(120)]
    assert values == sorted(values)
    assert values[0] == 0.0
    assert values[-1] == 1.0
