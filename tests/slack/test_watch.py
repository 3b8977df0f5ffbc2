"""Watchlists in the local workspace: by words, by form, by file, in the home tab."""

from __future__ import annotations

import pytest

from bot.model import Team
from bot.store.watches import Members
from bot.workspace import TEAM_ID
from bot.workspace.conversing import Upload
from bot.workspace.state import Message
from tests.slack.harness import Running, text_of

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.xdist_group("slack")]
TEAM = Team(TEAM_ID)


async def say(bot: Running, who: str, line: str, channel: str = "#research") -> Message:
    """What somebody is answered to a command."""
    before = len(bot.workspace.ephemerals(channel, who))
    await bot.workspace.command(who, channel, line)
    shown = await bot.until(lambda: bot.workspace.ephemerals(channel, who)[before:])
    return shown[0]


async def held(bot: Running, owner: str, name: str = "") -> Members:
    """What stands on a list of a person or channel."""
    if owner.startswith("#"):
        owner = bot.workspace.state.channel(owner).id
    elif owner != "team":
        owner = bot.workspace.state.person(owner).id
    return await bot.app.store.watches.members(TEAM, owner, name)


async def test_companies_are_added_named_and_taken_off(bot: Running) -> None:
    said = text_of(await say(bot, "ben", "/watch add NVDA, Berkshire Hathaway"))
    assert "Added to your watchlist: BRK.B (Berkshire Hathaway) and NVDA (Nvidia)" in said
    said = text_of(await say(bot, "ben", "/watch add nvda AMD"))
    assert "Added to your watchlist: AMD" in said and "On it already: NVDA" in said
    said = text_of(await say(bot, "ben", "/watch list"))
    assert "Your watchlist" in said and "Nvidia" in said and " AMD\n" not in said
    said = text_of(await say(bot, "ben", "/watch remove NVDA, F"))
    assert "Taken off your watchlist: NVDA (Nvidia)" in said and "Not on your watchlist: F" in said
    assert (await held(bot, "ben")).tickers == ("AMD", "BRK.B")


async def test_a_channel_and_the_team_have_lists_of_their_own(bot: Running) -> None:
    await say(bot, "ben", "/watch add list:semis for:channel NVDA AMD")
    assert (await held(bot, "#research", "semis")).tickers == ("AMD", "NVDA")
    # The list is there, so nobody has to say again whose it is.
    assert "this channel's list semis" in text_of(await say(bot, "ada", "/watch add INTC list:semis"))
    assert "Only workspace admins" in text_of(await say(bot, "ben", "/watch add for:team F"))
    assert "Added to the team's watchlist" in text_of(await say(bot, "ada", "/watch add for:team F"))
    said = text_of(await say(bot, "ada", "/watch list"))
    assert "This channel's list semis" in said and "The team's watchlist" in said
    assert "Guests cannot" in text_of(await say(bot, "guest", "/watch add for:channel F", "#general"))
    assert "Added to your watchlist" in text_of(await say(bot, "guest", "/watch add F", "#general"))


async def test_an_ambiguous_name_is_picked_and_a_misspelt_one_asked_about(bot: Running) -> None:
    asked = await say(bot, "ben", "/watch add list:mine2 ON, Microsft, NVDA")
    said = text_of(asked)
    assert "Added to your list mine2: NVDA" in said
    assert "“ON” can mean several companies. Which one?" in said
    assert "I know no company “Microsft”. Did you mean one of these?" in said
    before = len(bot.workspace.ephemerals("#research", "ben"))
    button = next(
        each
        for block in asked.blocks
        if block["type"] == "actions"
        for each in block["elements"]
        if "Onsemi" in each["text"]["text"]
    )
    await bot.workspace.click("ben", asked, button["action_id"])
    shown = await bot.until(lambda: bot.workspace.ephemerals("#research", "ben")[before:])
    assert "Added to your list mine2: ON (Onsemi)" in text_of(shown[0])
    assert (await held(bot, "ben", "mine2")).tickers == ("NVDA", "ON")


async def test_themes_and_keywords(bot: Running) -> None:
    said = text_of(await say(bot, "ben", '/watch add theme:"interest" keyword:"Rare Earths" theme:nosuch'))
    assert "interest rates and “rare earths”" in said and "I know no theme “nosuch”. There are: " in said
    assert await held(bot, "ben") == Members((), ("interest rates",), ("rare earths",))
    await say(bot, "ben", '/watch remove keyword:"rare earths" theme:"interest rates"')
    assert not await held(bot, "ben")


async def test_a_company_without_a_listing_is_watched_by_its_words(bot: Running) -> None:
    assert 'keyword:"SpaceX" watches the words' in text_of(await say(bot, "ben", "/watch add SpaceX"))


async def test_a_cleared_list_can_be_put_back(bot: Running) -> None:
    await say(bot, "ben", '/watch add list:semis NVDA AMD keyword:"chip act"')
    await say(bot, "ben", "/alert add list:semis impact above 0.6")
    said = text_of(await say(bot, "ben", "/watch clear list:semis"))
    assert "Your list semis is empty now. 1 alert follows it" in said
    line = '/watch add list:"semis" for:me keyword:"chip act" AMD, NVDA'
    assert line in said
    await say(bot, "ben", line)
    assert await held(bot, "ben", "semis") == Members(("AMD", "NVDA"), (), ("chip act",))


async def test_the_form_changes_only_what_was_changed_in_it(bot: Running) -> None:
    await say(bot, "ben", "/watch add list:semis NVDA AMD")
    await bot.workspace.command("ben", "#research", "/watch edit semis")
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    await say(bot, "ben", "/watch add list:semis INTC")  # while the form is open
    await bot.workspace.enter("ben", view, "watch_companies", "NVDA, Qualcomm\nON Semiconductor")
    await bot.workspace.enter("ben", view, "watch_themes", ["semiconductors"])
    await bot.workspace.enter("ben", view, "watch_keywords", "Export Licence, fab")
    await bot.workspace.submit_view("ben", view=view)
    done = await bot.until(lambda: bot.workspace.modal("ben"))
    assert "Added to your list semis" in str(done.blocks)
    assert await held(bot, "ben", "semis") == Members(
        ("INTC", "NVDA", "ON", "QCOM"), ("semiconductors",), ("export licence", "fab")
    )


async def test_the_form_says_what_it_does_not_know_and_changes_nothing(bot: Running) -> None:
    await say(bot, "ben", "/watch add NVDA")
    await bot.workspace.command("ben", "#research", "/watch add")
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    await bot.workspace.enter("ben", view, "watch_companies", "AMD, Nosuch Widgets")
    await bot.workspace.submit_view("ben", view=view)
    assert "I know no company “Nosuch Widgets”" in str(view.errors)
    assert (await held(bot, "ben")).tickers == ("NVDA",)


async def test_the_form_asks_which_company_is_meant(bot: Running) -> None:
    await say(bot, "ben", "/watch add NVDA")
    await bot.workspace.command("ben", "#research", "/watch edit")
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    await bot.workspace.enter("ben", view, "watch_companies", "NVDA, ON, Microsft")
    await bot.workspace.submit_view("ben", view=view)
    asked = await bot.until(lambda: bot.workspace.modal("ben"))
    assert "Which company is “ON”?" in str(asked.blocks) and "Did you mean, by “Microsft”?" in str(
        asked.blocks
    )
    assert (await held(bot, "ben")).tickers == ("NVDA",)
    await bot.workspace.enter("ben", asked, "watch_pick_for:0", "On Holding AG (NYSE:ONON)")
    await bot.workspace.enter("ben", asked, "watch_pick_for:1", "Leave it out")
    await bot.workspace.submit_view("ben", view=asked)
    assert (await held(bot, "ben")).tickers == ("NVDA", "ONON")


async def test_a_pasted_table_and_a_dropped_file_are_imported(bot: Running) -> None:
    said = text_of(
        await say(bot, "ben", "/watch import list:funds\nticker,name\nNVDA,Nvidia\nZZZZQ,\nRR,Rolls-Royce")
    )
    assert "2 added to your list funds" in said and "Line 3" in said and "ZZZZQ" in said
    assert (await held(bot, "ben", "funds")).tickers == ("LSE:RR", "NVDA")
    body = b"list,ticker\ncars,F\ncars,GM\nsemis,AMD\n"
    asked = await bot.workspace.send_message(
        "ben", "#research", "@Deskwire watch import for:channel", files=[Upload("w.csv", body, "text/csv")]
    )
    said = text_of(await bot.answer("#research", asked.ts))
    assert "2 added to this channel's list cars" in said and "1 added to this channel's list semis" in said
    assert (await held(bot, "#research", "cars")).tickers == ("F", "GM")


async def test_a_table_in_a_direct_message_goes_on_the_persons_list(bot: Running) -> None:
    upload = Upload("portfolio.csv", b"Ticker\nNVDA\n", "text/csv")
    asked = await bot.workspace.send_message("ben", "@ben", "", files=[upload])
    assert "1 added to your watchlist" in text_of(await bot.answer("@ben", asked.ts))


async def test_an_export_can_be_imported_and_computes_nothing(bot: Running) -> None:
    await say(bot, "ben", '/watch add list:semis NVDA AMD keyword:"=cmd"')
    said = text_of(await say(bot, "ben", "/watch export list:semis"))
    assert "semis,ticker,NVDA,Nvidia" in said and "semis,keyword,'=cmd," in said
    table = said[said.index("list,kind") :]
    await say(bot, "ada", f"/watch import\n{table}")
    assert await held(bot, "ada", "semis") == await held(bot, "ben", "semis")


async def test_the_home_tab_shows_the_lists_and_edits_them(bot: Running) -> None:
    await say(bot, "ben", "/watch add list:semis NVDA AMD")
    await bot.workspace.open_home("ben")
    home = await bot.until(lambda: bot.workspace.home("ben"))
    said = str(home.blocks)
    assert "Your list semis" in said and "Nvidia" in said
    await bot.workspace.click("ben", home, "watch_menu:0", 'edit list:"semis" for:me')
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    await bot.workspace.enter("ben", view, "watch_companies", "NVDA")
    await bot.workspace.submit_view("ben", view=view)
    await bot.until(lambda: "AMD" not in str(bot.workspace.home("ben").blocks))
    assert (await held(bot, "ben", "semis")).tickers == ("NVDA",)


async def test_the_import_form_takes_a_file_and_tells_by_direct_message(bot: Running) -> None:
    await say(bot, "ben", "/watch add list:cars F TSLA")
    await bot.workspace.command("ben", "#research", "/watch import list:cars")
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    await bot.workspace.submit_view("ben", view=view)
    assert "Choose a file above" in str(view.errors)
    await bot.workspace.enter(
        "ben", view, "watch_file", [Upload("cars.csv", b"ticker\nGM\nF\nZZZZQ\n", "text/csv")]
    )
    await bot.workspace.enter("ben", view, "watch_replace", ["replace"])
    await bot.workspace.submit_view("ben", view=view)
    said = text_of(await bot.answer("@ben", says="list cars"))
    assert "1 added to your list cars, 1 stood there already" in said and "1 that are not in the file" in said
    assert "Line 4" in said
    assert (await held(bot, "ben", "cars")).tickers == ("F", "GM")


async def test_what_is_chosen_after_an_import_by_form_goes_onto_the_channels_list(bot: Running) -> None:
    await bot.workspace.command("ben", "#research", "/watch import for:channel")
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    body = b"list,ticker\ncars,GM\nsemis,AMD\nsemis,ON\n"
    await bot.workspace.enter("ben", view, "watch_file", [Upload("two.csv", body, "text/csv")])
    await bot.workspace.submit_view("ben", view=view)
    answer = await bot.answer("@ben", says="Which one?")
    button = next(
        each
        for block in answer.blocks
        if block["type"] == "actions"
        for each in block["elements"]
        if "Onsemi" in each["text"]["text"]
    )
    await bot.workspace.click("ben", answer, button["action_id"])
    await bot.until(lambda: any("ON" in text_of(each) for each in bot.workspace.ephemerals("@ben", "ben")))
    assert (await held(bot, "#research", "semis")).tickers == ("AMD", "ON")
    assert await held(bot, "ben") == await held(bot, "ben", "semis") == Members()


async def test_a_file_that_is_no_table_is_refused_by_direct_message(bot: Running) -> None:
    await bot.workspace.command("ben", "#research", "/watch import")
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    await bot.workspace.enter("ben", view, "watch_file", [Upload("cars.csv", b"PK\x03\x04...", "text/csv")])
    await bot.workspace.submit_view("ben", view=view)
    said = text_of(await bot.answer("@ben", says="could not import"))
    assert "That is no CSV file; save the sheet as CSV and import it again." in said


async def test_a_long_export_opens_over_the_channel(bot: Running) -> None:
    tickers = tuple(f"AB{number:03}" for number in range(900))
    owner = bot.workspace.state.person("ben").id
    await bot.app.store.watches.change(TEAM, owner, "", add=Members(tickers))
    await bot.workspace.command("ben", "#research", "/watch export")
    view = await bot.until(lambda: bot.workspace.modal("ben"))
    said = str(view.blocks)
    assert all(ticker in said for ticker in tickers)


async def test_a_long_list_that_is_cleared_is_told_wholly(bot: Running) -> None:
    keywords = tuple(f"{'rare earths ' * 6}{number:04}" for number in range(250))
    owner = bot.workspace.state.person("ben").id
    await bot.app.store.watches.change(TEAM, owner, "long", add=Members((), (), keywords))
    before = len(bot.workspace.ephemerals("#research", "ben"))
    await bot.workspace.command("ben", "#research", "/watch clear list:long")

    def said() -> str:
        return " ".join(text_of(each) for each in bot.workspace.ephemerals("#research", "ben")[before:])

    await bot.until(lambda: all(each[-4:] in said() for each in keywords))
    assert "The rest follows below." in said() and "thread" not in said()
