"""Portfolios in the local workspace: by words, by form, by file; and the digests and alerts that follow them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.desk.companies import Meaning
from bot.market.securities import Securities
from bot.model import PUBLIC, Team
from bot.store.holdings import Holding
from bot.store.news_item import NewsItem, NewsTicker
from bot.workspace import TEAM_ID
from bot.workspace.conversing import Upload
from bot.workspace.state import Message
from tests.slack.harness import Running, text_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]
TEAM = Team(TEAM_ID)
KNOWN = Securities.load()
US = [
    each
    for each in KNOWN
    if each.ticker.isalpha()
    and KNOWN.resolve(each.ticker).security == each
    and Meaning("", each).symbol == each.ticker
]
STATEMENT = "Symbol,Quantity,Market Value\nNVDA,1200,800\nF,-500,(200)\n"


async def say(bot: Running, who: str, line: str, channel: str = "#research") -> str:
    """What somebody is answered to a command."""
    return text_of(await answered(bot, who, line, channel))


async def answered(bot: Running, who: str, line: str, channel: str = "#research") -> Message:
    before = len(bot.workspace.ephemerals(channel, who))
    await bot.workspace.command(who, channel, line)
    shown = await bot.until(lambda: bot.workspace.ephemerals(channel, who)[before:])
    return shown[0]


async def held(bot: Running, owner: str, name: str = "") -> dict[str, Holding]:
    if owner.startswith("#"):
        owner = bot.workspace.state.channel(owner).id
    elif owner != "team":
        owner = bot.workspace.state.person(owner).id
    return {each.ticker: each for each in await bot.app.store.holdings.of(TEAM, owner, name)}


async def tell(bot: Running, name: str, ticker: str, score: float, impact: float = 0.7) -> NewsItem:
    """News of five minutes ago."""
    at = datetime.now(UTC) - timedelta(minutes=5)
    item = NewsItem(
        PUBLIC, name, name, f"https://paper.example/{name}", f"News about {ticker}", "Example Wire", "", "article",
        at, datetime.now(UTC) - timedelta(seconds=30), f"Something happened to {ticker}.", impact, score, 1.0, False,
        False, "fresh", (NewsTicker(ticker, "primary", 0.9, score),),
    )  # fmt: skip
    await bot.app.store.news.put(item)
    return item


async def test_a_statement_is_taken_shown_and_replaced_by_the_next(bot: Running) -> None:
    said = await say(bot, "ben", f"/portfolio import portfolio:growth\n{STATEMENT}")
    assert "Your portfolio growth has 2 holdings, 2 of them new." in said
    assert await held(bot, "ben", "growth") == {
        "F": Holding("F", Decimal(-500), -0.2),
        "NVDA": Holding("NVDA", Decimal(1200), 0.8),
    }
    said = await say(bot, "ben", "/portfolio show growth")
    assert "Nvidia: 1,200 shares, 80% of the portfolio" in said
    assert "short 500 shares, -20% of the portfolio" in said

    assert "long 80%, short 20%" in said
    said = await say(bot, "ben", "/portfolio import portfolio:growth\nNVDA 1300\nAMD 10\n")
    assert "has 2 holdings, 1 of them new. No longer held: F." in said
    assert await held(bot, "ben", "growth") == {
        "AMD": Holding("AMD", Decimal(10)),
        "NVDA": Holding("NVDA", Decimal(1300)),
    }


async def test_a_statement_that_cannot_be_read_wholly_takes_nothing_out(bot: Running) -> None:
    await say(bot, "ben", "/portfolio import\nNVDA 5\nON 7\nF 1\n")
    before = await held(bot, "ben")
    assert before.keys() == {"NVDA", "F"}
    answer = await answered(bot, "ben", "/portfolio import\nNVDA 6\nON 7 3%\nZzzz Widgets 4\n")
    said = text_of(answer)
    assert "Left as before, because not every line could be read: F." in said
    assert "Line 3" in said and "Zzzz Widgets" in said and "“ON” can mean several companies" in said
    now = await held(bot, "ben")
    assert now["F"] == before["F"] and now["NVDA"].quantity == 6
    button = next(
        each
        for block in answer.blocks
        if block["type"] == "actions"
        for each in block["elements"]
        if "Onsemi" in each["text"]["text"]
    )
    count = len(bot.workspace.ephemerals("#research", "ben"))
    await bot.workspace.click("ben", answer, button["action_id"])
    shown = await bot.until(lambda: bot.workspace.ephemerals("#research", "ben")[count:])
    assert "In your portfolio: ON (Onsemi), 7 shares, 3% of the portfolio." in text_of(shown[0])
    assert (await held(bot, "ben"))["ON"] == Holding("ON", Decimal(7), 0.03)


async def test_a_figure_that_cannot_be_read_is_said_and_the_company_kept(bot: Running) -> None:
    said = await say(bot, "ben", "/portfolio import\nticker,shares\nNVDA,1.000\nF,2.500\n")
    assert (
        "Line 2: NVDA is taken without it: The quantity “1.000” is no figure that I can read for sure."
        in said
    )
    assert await held(bot, "ben") == {"F": Holding("F"), "NVDA": Holding("NVDA")}


async def test_one_holding_is_set_changed_and_removed(bot: Running) -> None:
    assert "NVDA (Nvidia), 1,200 shares, 4.5% of the portfolio" in await say(
        bot, "ben", "/portfolio set NVDA 1200 4.5%"
    )
    await say(bot, "ben", "/portfolio set Arm Holdings -50")
    await say(bot, "ben", "/portfolio set NVDA 5%")
    assert await held(bot, "ben") == {
        "ARM": Holding("ARM", Decimal(-50)),
        "NVDA": Holding("NVDA", Decimal(1200), 0.05),
    }
    # Another quantity: nobody knows the weight any more.
    await say(bot, "ben", "/portfolio set NVDA 600")
    assert (await held(bot, "ben"))["NVDA"] == Holding("NVDA", Decimal(600))
    said = await say(bot, "ben", "/portfolio remove NVDA, AMD")
    assert "Taken out of your portfolio: NVDA." in said and "“AMD” is not held there." in said
    assert "Taken out" in await say(bot, "ben", "/portfolio set ARM 0")
    assert "There is no portfolio yet" in await say(bot, "ben", "/portfolio")


async def test_a_channel_and_the_team_have_portfolios_of_their_own(bot: Running) -> None:
    await say(bot, "ben", "/portfolio import portfolio:fund for:channel\nNVDA 1\n")
    assert "Only workspace admins" in await say(bot, "ben", "/portfolio import for:team\nF 1\n")
    await say(bot, "ada", "/portfolio import for:team\nF 1\n")
    assert "Guests cannot" in await say(bot, "guest", "/portfolio import for:channel\nF 1\n", "#general")
    said = await say(bot, "ben", "/portfolio show")
    assert (
        "This channel's portfolio fund  1 holding" in said.replace("*", "") and "The team's portfolio" in said
    )
    # It is there, so nobody has to say again whose it is.
    await say(bot, "ben", "/portfolio set AMD 3 portfolio:fund")
    assert (await held(bot, "#research", "fund")).keys() == {"AMD", "NVDA"}


async def test_nobody_sees_what_another_person_holds(bot: Running) -> None:
    await say(bot, "ben", "/portfolio import portfolio:secret\nNVDA 1\n")
    assert "There is no portfolio “secret” here" in await say(bot, "ada", "/portfolio show secret")
    assert "There is no portfolio yet" in await say(bot, "ada", "/portfolio export")
    assert "There is no portfolio here yet" in await say(bot, "ada", "/digest preview portfolio:secret")
    assert "There is no portfolio here yet" in await say(
        bot, "ada", "/alert add portfolio:secret impact above 0.5"
    )


async def test_a_file_with_a_mention_and_the_export_of_it(bot: Running) -> None:
    upload = Upload("p.csv", f"Fund,{STATEMENT.replace(chr(10), chr(10) + 'Core,', 2)}".encode(), "text/csv")
    asked = await bot.workspace.send_message(
        "ben", "#research", "@Deskwire portfolio import for:channel", files=[upload]
    )
    assert "This channel's portfolio core has 2 holdings" in text_of(await bot.answer("#research", asked.ts))
    said = await say(bot, "ben", "/portfolio export core")
    assert "core,NVDA,Nvidia,1200,80.0000%" in said
    table = said[said.index("portfolio,ticker") :]
    await say(bot, "ada", f"/portfolio import for:me\n{table}")
    assert await held(bot, "ada", "core") == await held(bot, "#research", "core")


async def test_a_cleared_portfolio_can_be_put_back(bot: Running) -> None:
    await say(bot, "ben", f"/portfolio import portfolio:growth\n{STATEMENT}")
    before = await held(bot, "ben", "growth")
    await say(bot, "ben", "/alert add portfolio:growth impact above 0.6")
    await say(bot, "ben", "/digest schedule portfolio:growth weekdays 08:30")
    said = await say(bot, "ben", "/portfolio clear growth")
    assert "Your portfolio growth is empty now. 1 digest and 1 alert follow it" in said and not await held(
        bot, "ben", "growth"
    )
    await say(bot, "ben", f"/portfolio import\n{said[said.index('portfolio,ticker') :]}")
    assert await held(bot, "ben", "growth") == before
    assert "was empty" in await say(bot, "ben", "/portfolio clear nothing")


async def test_the_form_takes_a_statement_and_tells_by_direct_message(bot: Running) -> None:
    await bot.workspace.command("ben", "#research", "/portfolio import portfolio:growth")
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    await bot.workspace.submit_view("ben", view=view)
    assert "Choose a file above" in str(view.errors)
    await bot.workspace.enter("ben", view, "watch_file", [Upload("p.csv", STATEMENT.encode(), "text/csv")])
    await bot.workspace.submit_view("ben", view=view)
    assert "2 of them new" in text_of(await bot.answer("@ben", says="portfolio growth"))
    assert (await held(bot, "ben", "growth")).keys() == {"F", "NVDA"}


async def test_the_home_tab_shows_the_portfolios(bot: Running) -> None:
    await say(bot, "ben", f"/portfolio import portfolio:growth\n{STATEMENT}")
    await bot.workspace.open_home("ben")
    home = await bot.until(lambda: bot.workspace.home("ben"))
    assert "Your portfolio growth" in str(home.blocks)
    await bot.workspace.click("ben", home, "portfolio_menu:0", 'show portfolio:"growth" for:me')
    shown = await bot.until(lambda: bot.workspace.modal("ben"))
    assert "80% of the portfolio" in str(shown.blocks)
    await bot.workspace.click("ben", home, "portfolio_menu:0", 'clear portfolio:"growth" for:me')
    await bot.until(lambda: "Your portfolio growth" not in str(bot.workspace.home("ben").blocks))


async def test_a_brief_is_told_by_weight_to_the_person_alone(bot: Running) -> None:
    await say(bot, "ben", f"/portfolio import portfolio:growth\n{STATEMENT}")
    await tell(bot, "p1", "NVDA", -0.5)
    await tell(bot, "p2", "F", 0.5, 0.4)
    said = await say(bot, "ben", "/portfolio brief growth 8h")
    assert "Only you see this" in said and "Digest: Portfolio growth" in said
    assert "-0.50 moderately negative by weight, news about 100% of it" in said
    assert "80% of the portfolio" in said and "20% of the portfolio, short" in said
    # In a channel nobody is told how much of what ben holds.
    await bot.workspace.command("ben", "#general", "/digest now portfolio:growth 8h")
    digest = text_of(await bot.answer("#general", says="Portfolio growth"))
    assert "NVDA -0.50" in digest and "of the portfolio" not in digest and "by weight" not in digest


async def test_a_digest_of_a_portfolio_is_scheduled_and_follows_what_is_held(bot: Running) -> None:
    await say(bot, "ben", "/portfolio import portfolio:fund for:channel\nticker,weight\nF,100%\n")
    assert "Portfolio fund" in await say(bot, "ben", "/digest schedule portfolio:fund weekdays 08:30 UTC")
    schedule = (await bot.app.store.schedules.list(TEAM))[0]
    assert schedule.subject["list"] == "portfolio:fund"
    await say(bot, "ben", "/portfolio import portfolio:fund\nticker,weight\nNVDA,100%\n")
    await tell(bot, "p1", "NVDA", -0.5)
    await bot.workspace.command("ben", "#research", "/digest now portfolio:fund")
    digest = text_of(await bot.answer("#research", says="Digest: Portfolio fund"))
    assert "NVDA -0.50" in digest and "100% of the portfolio" in digest


async def test_an_alert_on_a_portfolio_follows_what_is_held(bot: Running) -> None:
    await say(bot, "ben", "/portfolio import portfolio:growth\nNVDA 5\n")
    said = await say(bot, "ben", "/alert add portfolio:growth impact above 0.6")
    assert "When the impact of a holding of the portfolio growth is above 0.6" in said
    assert "a holding of the portfolio growth" in await say(bot, "ben", "/alert list")
    await bot.app.desk.alerts.on_news(await tell(bot, "p1", "NVDA", -0.5))
    assert "NVDA" in text_of(await bot.answer("#research", says="ALERT"))
    await tell(bot, "p2", "AMD", -0.5)
    assert "1 " in await say(bot, "ben", "/alert test portfolio impact above 0.6")


async def test_an_alert_on_a_portfolio_is_made_by_the_form(bot: Running) -> None:
    await say(bot, "ben", "/portfolio import portfolio:growth\nNVDA 5\n")
    await bot.workspace.command("ben", "#research", "/alert add")
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    await bot.workspace.enter("ben", view, "alert_kind", "A portfolio")
    await bot.workspace.enter("ben", view, "alert_subject", "growth")
    await bot.workspace.enter("ben", view, "alert_threshold", "0.6")
    await bot.workspace.submit_view("ben", view=view)
    assert view.errors in (None, {})
    found = (await bot.app.store.alerts.list(TEAM))[0]
    assert found.rule["scope"] == ["list", "portfolio:growth", bot.workspace.state.person("ben").id]


async def test_what_a_statement_holds_besides_shares_is_said_and_does_not_stand_in_the_way(
    bot: Running,
) -> None:
    await say(bot, "ben", "/portfolio import\nF 7\n")
    said = await say(
        bot,
        "ben",
        "/portfolio import\nSymbol,Name,Type,Quantity\nNVDA,Nvidia,Stock,5\nNVDA,Nvidia,Stock,2\n"
        "AAPL,Apple 200 Call,Option,1\nZZVTI,Zz Total Market ETF,ETF,3\n,Cash,,10\n",
    )
    assert "has 1 holding, 1 of them new. No longer held: F." in said
    assert "Left out as options, for only shares and funds are held here: “AAPL” (line 4)." in said
    assert "Left out as funds of which I know nothing: “ZZVTI” (line 5)." in said
    assert "Left out as cash" in said
    assert "Added up, because several lines are of the same company: NVDA (lines 2 and 3)." in said
    assert await held(bot, "ben") == {"NVDA": Holding("NVDA", Decimal(7))}


async def test_every_line_that_was_not_taken_is_named_however_many_they_are(bot: Running) -> None:
    lines = [f"Zzqwx{number} Widgets {number}" for number in range(1, 61)]
    said = await say(bot, "ben", "/portfolio import\n" + "\n".join(["name,shares", "NVDA,5", *lines]))
    assert "60 lines to look at" in said and "and 45 more like these: lines 18-62" in said


def csv(text: str, name: str = "p.csv") -> list[Upload]:
    return [Upload(name, text.encode(), "text/csv")]


async def test_what_a_person_holds_is_not_told_where_others_read_along(bot: Running) -> None:
    await say(bot, "ben", "/portfolio import portfolio:growth\nNVDA 1200\n")
    await say(bot, "ben", "/portfolio import\nF 7\n")
    for line in (
        "show",
        "export growth",
        "clear growth for:me",
        "set NVDA 5 portfolio:growth",
        "import NVDA 5",
    ):
        asked = await bot.workspace.send_message("ben", "#research", f"@Deskwire portfolio {line}")
        said = text_of(await bot.answer("#research", asked.ts))
        assert "told to you alone" in said and "1,200" not in said and "1200" not in said, (line, said)
    assert await held(bot, "ben", "growth") == {"NVDA": Holding("NVDA", Decimal(1200))}
    await say(bot, "ben", "/portfolio import portfolio:fund for:channel\nAMD 31\n")
    asked = await bot.workspace.send_message("ben", "#research", "@Deskwire portfolio show")
    said = text_of(await bot.answer("#research", asked.ts))
    assert "31 shares" in said and "growth" not in said
    asked = await bot.workspace.send_message("ben", "@ben", "portfolio show growth")
    assert "1,200 shares" in text_of(await bot.answer("@ben", asked.ts))


async def test_guests_do_not_see_what_the_team_holds(bot: Running) -> None:
    await say(bot, "ada", "/portfolio import portfolio:house for:team\nNVDA 1200\n")
    await say(bot, "ben", "/portfolio import portfolio:fund for:channel\nAMD 31\n")
    assert "1,200 shares" in await say(bot, "ben", "/portfolio show house")
    said = await say(bot, "guest", "/portfolio show")
    assert "31 shares" in said and "house" not in said
    assert "Guests do not see the team's portfolios" in await say(bot, "guest", "/portfolio export for:team")
    assert "There is no portfolio “house” here" in await say(bot, "guest", "/portfolio brief house")
    assert "Which portfolio? There are: portfolio:fund." in await say(
        bot, "guest", "/digest preview portfolio:house"
    )
    await bot.workspace.open_home("guest")
    home = await bot.until(lambda: bot.workspace.home("guest"))
    assert "house" not in str(home.blocks)


async def test_a_statement_sent_directly_is_a_portfolio_and_a_list_a_watchlist(bot: Running) -> None:
    asked = await bot.workspace.send_message("ben", "@ben", "", files=csv(STATEMENT))
    assert "Your portfolio has 2 holdings" in text_of(await bot.answer("@ben", asked.ts))
    asked = await bot.workspace.send_message(
        "ben", "@ben", "portfolio import portfolio:growth", files=csv(STATEMENT)
    )
    assert "Your portfolio growth has 2 holdings" in text_of(await bot.answer("@ben", asked.ts))
    asked = await bot.workspace.send_message("ben", "@ben", "portfolio:value", files=csv(STATEMENT))
    assert "Your portfolio value has 2 holdings" in text_of(await bot.answer("@ben", asked.ts))
    asked = await bot.workspace.send_message("ben", "@ben", "Here is what we have now", files=csv(STATEMENT))
    assert "Your portfolio has 2 holdings, 0 of them new" in text_of(await bot.answer("@ben", asked.ts))
    asked = await bot.workspace.send_message("ben", "@ben", "", files=csv("ticker,name\nAMD,AMD\n"))
    assert "1 added to your watchlist" in text_of(await bot.answer("@ben", asked.ts))
    asked = await bot.workspace.send_message("ben", "@ben", "", files=csv("PK\x03\x04", "p.xlsx"))
    assert "save the sheet as CSV" in text_of(await bot.answer("@ben", asked.ts))
    text = [Upload("p.txt", b"NVDA 9", "text/plain")]
    asked = await bot.workspace.send_message("ben", "@ben", "portfolio import tiny", files=text)
    assert "Your portfolio tiny has 1 holding" in text_of(await bot.answer("@ben", asked.ts))


async def test_a_statement_with_a_mention_alone_asks_whose_it_is(bot: Running) -> None:
    asked = await bot.workspace.send_message("ben", "#research", "@Deskwire", files=csv(STATEMENT))
    said = text_of(await bot.answer("#research", asked.ts))
    assert "With for:channel I take it for this channel's portfolio" in said
    assert not await held(bot, "ben")
    asked = await bot.workspace.send_message(
        "ben", "#research", "@Deskwire import for:channel", files=csv(STATEMENT)
    )
    assert "This channel's portfolio has 2 holdings" in text_of(await bot.answer("#research", asked.ts))


async def test_two_thousand_holdings(bot: Running) -> None:
    tickers = [each.ticker for each in US[:2000]]
    rows = "".join(f"{ticker},{number + 1},{number + 1}.5%\n" for number, ticker in enumerate(tickers))
    statement = f"Account summary\nSymbol,Quantity,Weight\n{rows}Total,,100%\n"
    asked = await bot.workspace.send_message("ben", "@ben", "portfolio import big", files=csv(statement))
    said = text_of(await bot.answer("@ben", asked.ts))
    before = await held(bot, "ben", "big")
    assert "Your portfolio big has 2000 holdings" in said and len(before) == 2000

    said = await say(bot, "ben", "/portfolio show big")
    assert "and 1940 more" in said and tickers[-1] in said and "in the thread" not in said
    await bot.workspace.open_home("ben")
    assert "Your portfolio big" in str((await bot.until(lambda: bot.workspace.home("ben"))).blocks)
    assert "Portfolio big" in await say(bot, "ben", "/portfolio brief big")

    small = await say(bot, "ben", "/portfolio import portfolio:big\nNVDA 1\n")
    assert "has 1 holding" in small and "in your direct messages with me has what was held before" in small
    exported = await sheet_of(bot, "ben", 1)
    asked = await bot.workspace.send_message("ben", "@ben", "portfolio import", files=csv(exported))
    await bot.answer("@ben", asked.ts)
    assert await held(bot, "ben", "big") == before

    assert "is in your direct messages" in await say(bot, "ben", "/portfolio export big")
    exported = await sheet_of(bot, "ben", 2)
    said = await say(bot, "ben", "/portfolio clear big")
    assert "is empty now" in said and "puts it back; it is in your direct messages" in said
    assert not await held(bot, "ben", "big") and await sheet_of(bot, "ben", 3) == exported
    asked = await bot.workspace.send_message("ben", "@ben", "portfolio import", files=csv(exported))
    assert "2000 of them new" in text_of(await bot.answer("@ben", asked.ts))
    assert await held(bot, "ben", "big") == before


async def test_what_is_pasted_as_code_and_a_name_alone(bot: Running) -> None:
    asked = await bot.workspace.send_message("ben", "@ben", "portfolio import\n```\nNVDA 1,200\nF 7\n```")
    assert "Your portfolio has 2 holdings, 2 of them new.\n" in text_of(await bot.answer("@ben", asked.ts))
    assert (await held(bot, "ben"))["NVDA"].quantity == 1200
    await bot.workspace.command("ben", "#research", "/portfolio import growth")
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    assert "'initial_value': 'growth'" in str(view.blocks)
    await say(bot, "ben", "/portfolio import portfolio:Re\u0301serve\nNVDA 5\n")
    assert (await held(bot, "ben", "r\u00e9serve")).keys() == {"NVDA"}


async def test_a_company_that_is_chosen_afterwards_stands_where_its_line_does(bot: Running) -> None:
    answer = await answered(
        bot,
        "ben",
        "/portfolio import for:channel\nfund,ticker,shares\nCore,NVDA,5\nOther,AMD,6\nOther,ON,7\n",
    )
    button = next(
        each
        for block in answer.blocks
        if block["type"] == "actions"
        for each in block["elements"]
        if "Onsemi" in each["text"]["text"]
    )
    await bot.workspace.click("ben", answer, button["action_id"])
    await bot.until(
        lambda: "ON (Onsemi), 7 shares" in text_of(bot.workspace.ephemerals("#research", "ben")[-1])
    )
    assert (await held(bot, "#research", "other")).keys() == {"AMD", "ON"}
    assert not await held(bot, "ben")


async def sheet_of(bot: Running, who: str, count: int) -> str:
    """The last of so many sheets that the bot sent to somebody."""
    found = await bot.until(
        lambda: (
            (sent := [each for each in bot.workspace.messages(f"@{who}") if each.bot_id and each.files])
            and len(sent) == count
            and sent
        )
    )
    return str(found[-1].files[0].data.decode("utf-8-sig"))
