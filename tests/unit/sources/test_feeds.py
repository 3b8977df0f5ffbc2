"""Bytes from anywhere to entries."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import DeskwireError
from bot.sources.feeds import parse_feed
from bot.sources.items import Entry, items_of, plausible
from tests.replay.site import ERROR_PAGE, Story, rss

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SITE = "https://example.com"


def test_rss_atom_and_rdf_give_the_same_entries() -> None:
    at = datetime(2026, 3, 2, 11)
    told = Story("a", "Plant & pier <b>reopen</b>", at, "g1", "The <i>plant</i> reopened &amp; runs.")
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>g1</id>
    <title>Plant &amp; pier reopen</title><link href="https://example.com/news/a"/>
    <updated>2026-03-02T11:00:00Z</updated>
    <summary type="html">The &lt;i&gt;plant&lt;/i&gt; reopened &amp;amp; runs.</summary>
    </entry></feed>"""
    rdf = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Wire</title></channel>
    <item rdf:about="g1"><title>Plant &amp; pier reopen</title><link>https://example.com/news/a</link>
    <dc:date>2026-03-02T11:00:00Z</dc:date><description>The plant reopened &amp; runs.</description></item></rdf:RDF>"""
    for body in (rss(SITE, [told]), atom, rdf):
        [entry] = parse_feed(body, SITE).entries
        assert entry.title == "Plant & pier reopen"
        assert entry.link == "https://example.com/news/a"
        assert entry.summary == "The plant reopened & runs."
        assert entry.published_at == datetime(2026, 3, 2, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        ERROR_PAGE.encode(),
        b"<?xml version='1.0'?><!-- x --><!DOCTYPE html SYSTEM 'x'><html><body>Down</body></html>",
        b"<?xml version='1.0'?><urlset><url><loc>https://example.com/</loc></url></urlset>",
        b"/etc/passwd",
        b"http://127.0.0.1/feed",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    ],
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(DeskwireError) as caught:
        parse_feed(body, SITE)
    assert caught.value.code == "unsupported_type"


def test_a_feed_without_entries_is_a_feed() -> None:
    feed = parse_feed(rss(SITE, [], ttl=15), SITE)
    assert (feed.title, feed.entries, feed.ttl_s, feed.broken) == ("Wire", (), 900, False)
    asked = b"<rss xmlns:sy='x'><channel><sy:updatePeriod>daily</sy:updatePeriod>"
    assert parse_feed(asked + b"<sy:updateFrequency>4</sy:updateFrequency></channel></rss>").ttl_s == 21_600


def test_a_feed_that_breaks_off_gives_its_whole_entries() -> None:
    told = [Story(f"s{n}", f"Story number {n}", datetime(2026, 3, 2), f"g{n}") for n in range(5)]
    whole = rss(SITE, told)
    cut = parse_feed(whole[: whole.index(b"/news/s3") + 4], SITE)
    assert cut.broken
    assert [entry.title for entry in cut.entries] == ["Story number 0", "Story number 1", "Story number 2"]


def channel(items: str, before: str = "") -> bytes:
    return f"{before}<rss><channel><title>W</title>{items}</channel></rss>".encode()


def test_an_ampersand_that_nobody_escaped_cuts_no_headline_and_changes_no_link() -> None:
    told = (
        "<item><title>AT&T &amp; friends at Caf&eacute;&nbsp;Noir &mdash; R&D;</title>"
        "<link>/a?x=1&y=2&copy=3</link></item>"
    )
    [entry] = parse_feed(channel(told), "https://example.com/feeds/x").entries
    assert entry.title == "AT&T & friends at Café Noir — R&D;"
    assert entry.link == "https://example.com/a?x=1&y=2&copy=3"
    kept = "<item><title><![CDATA[Q&A: R&amp;D]]></title><link><![CDATA[https://example.com/a?x=1&y=2]]></link></item>"
    [entry] = parse_feed(channel(kept)).entries
    assert (entry.title, entry.link) == ("Q&A: R&D", "https://example.com/a?x=1&y=2")
    own = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY firm "Acme & Sons">]>'
    [entry] = parse_feed(channel("<item><title>&firm; wins</title><link>/a</link></item>", own), SITE).entries
    assert entry.title.endswith("wins")


@pytest.mark.parametrize(
    ("declared", "written", "header"),
    [
        ("utf-8", "cp1252", None),
        ("iso-8859-1", "utf-8", None),
        ("utf-16", "utf-16", None),
        ("", "cp1251", "windows-1251"),
    ],
)
def test_a_charset_that_is_named_wrongly_or_elsewhere_is_found(
    declared: str, written: str, header: str | None
) -> None:
    headline = "Банк России держит ставку" if header else "Société Générale – “élan” à Genève"
    named = f' encoding="{declared}"' if declared else ""
    told = f"<item><title>{headline}</title><link>https://example.com/a</link></item>"
    body = channel(told, f'<?xml version="1.0"{named}?>').decode().encode(written)
    feed = parse_feed(body, SITE, header)
    assert [entry.title for entry in feed.entries] == [headline]
    assert not feed.broken


def test_the_number_of_an_entry_is_no_date() -> None:
    bare = [f"<item><title>Item {n}</title><link>/{n}</link><guid>{n}</guid></item>" for n in (1, 23, 2026)]
    assert {entry.published_at for entry in parse_feed(channel("".join(bare)), SITE).entries} == {None}
    at = "<pubDate>Mon, 02 Mar 2026 11:00:00 GMT</pubDate>"
    dated = f"<item><title>A</title><link>/a</link><guid>23</guid>{at}</item>"
    when = [entry.published_at for entry in parse_feed(channel(dated + bare[1]), SITE).entries]
    assert when == [datetime(2026, 3, 2, 11, tzinfo=UTC), None]


def test_addresses_have_their_own_base_and_headlines_their_own_markup() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://wire.example.org/world/"><title>W</title>
    <entry xml:base="news/"><id>t:1</id><link href="a"/><updated>2026-03-02T11:00:00Z</updated>
    <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Acme <em>beats</em> estimates</div></title>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It sold more.</p></div></content>
    </entry></feed>"""
    [entry] = parse_feed(body, SITE).entries
    assert (entry.title, entry.link) == ("Acme beats estimates", "https://wire.example.org/world/news/a")


def test_a_link_to_the_feed_itself_hides_no_link_to_the_article() -> None:
    itself = '<atom:link rel="self" href="/self.xml" xmlns:atom="http://www.w3.org/2005/Atom"/>'
    told = channel(f"<item><title>A</title>{itself}<link>/a</link></item>")
    [entry] = parse_feed(told, SITE).entries
    assert entry.link == "https://example.com/a"


def test_of_a_long_feed_the_newest_are_read_though_it_begins_with_the_oldest() -> None:
    start = datetime(2026, 3, 1)
    told = [Story(f"s{n}", f"Story {n}", start + timedelta(minutes=n), f"g{n}") for n in range(1_500)]
    titles = [entry.title for entry in parse_feed(rss(SITE, told), SITE).entries]
    assert titles == [f"Story {n}" for n in range(500, 1_500)]


def test_a_json_feed_is_called_by_its_name() -> None:
    with pytest.raises(DeskwireError, match="JSON Feed"):
        parse_feed(b' {"version": "https://jsonfeed.org/version/1.1", "items": []}', SITE)


@pytest.mark.parametrize(
    "said", ["yesterday", "2 hours ago", "soon", "0001-01-01T00:00:00Z", "99999999999999999"]
)
def test_words_are_no_dates(said: str) -> None:
    body = (
        f"<rss><channel><item><title>A</title><link>/a</link><pubDate>{said}</pubDate></item></channel></rss>"
    )
    [entry] = parse_feed(body.encode(), SITE).entries
    assert entry.published_at is None


def test_the_future_is_no_date() -> None:
    assert plausible(datetime(2026, 3, 2, 20, tzinfo=UTC), NOW) == NOW
    assert plausible(datetime(2026, 3, 4, tzinfo=UTC), NOW) is None


def test_an_entity_bomb_does_no_harm() -> None:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{lines}]><rss><channel><item><title>&l11;</title>'
    feed = None
    try:
        feed = parse_feed((body + "<link>/a</link></item></channel></rss>").encode(), SITE)
    except DeskwireError as error:
        assert error.code == "unsupported_type"
    assert feed is None or all(len(entry.title) <= 500 for entry in feed.entries)


def test_items_without_id_or_link_are_known_by_what_they_say() -> None:
    entries = [
        Entry("", "", "Rates held", "The bank held rates in March."),
        Entry("", "", "Rates held", "In April."),
    ]
    first, second = items_of(entries, NOW)
    assert set(first.keys).isdisjoint(second.keys)
    again = items_of([Entry("", "", "RATES  held!", "The bank held rates in March", NOW)], NOW)
    assert again[0].keys == first.keys


@pytest.mark.parametrize("link", ["https://example.com/a", ""])
@pytest.mark.parametrize("guid", ["g1", ""])
def test_a_correction_at_the_same_place_is_new_and_known_from_then_on(guid: str, link: str) -> None:
    def keys(title: str) -> set[str]:
        [item] = items_of([Entry(guid, link, title, "It is so.")], NOW)
        return set(item.keys)

    first = keys("Acme wins order")
    corrected = keys("CORRECTED: Acme wins order")
    withdrawn = keys("RETRACTED: Acme wins order")
    assert first.isdisjoint(corrected) and first.isdisjoint(withdrawn) and corrected.isdisjoint(withdrawn)
    if guid and link:
        assert first & keys("Acme wins a large order"), "a better headline is nothing new"
        assert corrected & keys("CORRECTED: Acme wins its order")


marks = st.sampled_from(["", "a", "b", "c"])
entries = st.builds(
    Entry,
    guid=marks,
    link=marks.map(lambda mark: f"https://example.com/{mark}" if mark else ""),
    title=st.sampled_from(["Rates held", "Rates cut", "Plant opens"]),
    summary=marks,
)


@given(st.lists(entries, max_size=8))
def test_every_entry_of_a_page_is_named_and_each_item_is_named_once(page: list[Entry]) -> None:
    items = items_of(page, NOW)
    keys = [key for item in items for key in item.keys]
    assert len(keys) == len(set(keys))
    # A second look at the same page brings nothing new.
    known = set(keys)
    assert all(known.intersection(item.keys) for item in items_of(page, NOW))
    # Two items of one page differ in more than their dates.
    assert len({(item.title, item.url, item.guid, item.summary) for item in items}) == len(items)


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    for start in (b"", b"<rss><channel><item><title>", b"<?xml version='1.0'?><feed>"):
        try:
            parse_feed(start + body, SITE)
        except DeskwireError as error:
            assert error.code == "unsupported_type"


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("Mon, 02 Mar 2026 06:00:00 ET", 11),
        ("02 Mar 2026 10:30 PM EST", 27.5),
        ("March 2, 2026 6:00 AM ET", 11),
        ("Mon, 02 Mar 2026 13:00:00 GMT+0200", 11),
        ("Mon, 02 Mar 2026 12:00:00 UTC+1", 11),
        ("<![CDATA[Mon, 02 Mar 2026 11:00 AM]]>", 11),
        ("Mon, 02 Mar 2026 12:00:00 +0100", 11),
        ("2026-03-02T11:00:00Z", 11),
    ],
)
@pytest.mark.parametrize("cut", [False, True])
def test_a_time_in_a_zone_in_words_is_that_moment(written: str, hour: float, cut: bool) -> None:
    item = f"<item><title>Plant reopens</title><link>https://example.com/a</link><pubDate>{written}</pubDate></item>"
    end = "<item><title>Pi" if cut else "</channel></rss>"
    [entry] = parse_feed(f"<rss version='2.0'><channel><title>Wire</title>{item}{end}".encode(), SITE).entries
    assert entry.published_at == datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour)
