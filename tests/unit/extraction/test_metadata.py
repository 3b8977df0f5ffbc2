"""Title, by-line, dates, site and canonical URL."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.model import Article
from bot.reading.dates import best_moment, date_in_address, parse_moment
from bot.reading.extract import extract_html
from tests.unit.extraction.pages import PROSE, TITLE, URL, article, json_ld, page, paragraphs

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MOMENT = datetime(2024, 3, 12, 10, 15, tzinfo=UTC)


def read(head: str = "", before: str = "", *, title: str = TITLE, url: str = URL, h1: bool = True) -> Article:
    return extract_html(
        page(f"<article>{before}{paragraphs()}</article>", head=head, title=title, h1=h1), url, now=NOW
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-03-12T10:15:00Z", MOMENT),
        ("2024-03-12T10:15:00.000Z", MOMENT),
        ("2024-03-12T10:15:00+0000", MOMENT),
        ("2024-03-12T06:15:00-04:00", MOMENT),
        ("2024-03-12 06:15:00 -0400", MOMENT),
        ("2024-03-12T15:45:00+05:30", MOMENT),
        ("2024-03-12T10:15", MOMENT),
        ("2024-03-12", datetime(2024, 3, 12, tzinfo=UTC)),
        ("20240312", datetime(2024, 3, 12, tzinfo=UTC)),
        ("20240312T1015Z", MOMENT),
        ("1710238500", MOMENT),
        ("1710238500000", MOMENT),
        ("Tue, 12 Mar 2024 10:15:00 GMT", MOMENT),
        ("Tue Mar 12 10:15:00 UTC 2024", MOMENT),
        ("March 12, 2024 6:15 AM EDT", MOMENT),
        ("March 12, 2024 at 6:15 a.m. ET", MOMENT),
        ("Mar. 12, 2024, 6:15 am ET", MOMENT),
        ("January 12, 2024 5:15 AM ET", datetime(2024, 1, 12, 10, 15, tzinfo=UTC)),
        ("12th March 2024", datetime(2024, 3, 12, tzinfo=UTC)),
        ("Published on 12 March 2024 - 11:15 GMT+1", MOMENT),
        ("6:15 AM EDT, Tue March 12, 2024", MOMENT),
        ("Noon edition of Tuesday, 12 March 2024", datetime(2024, 3, 12, tzinfo=UTC)),
        ("25/03/2024", datetime(2024, 3, 25, tzinfo=UTC)),
        ("03/25/2024", datetime(2024, 3, 25, tzinfo=UTC)),
        ("12:00 PM, March 12, 2024", datetime(2024, 3, 12, 12, 0, tzinfo=UTC)),
        ("12:05 AM, March 12, 2024", datetime(2024, 3, 12, 0, 5, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_date_as_pages_write_it(written: str, expected: datetime):
    found = parse_moment(written)
    assert found is not None
    assert found.when == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "today",
        "03/04/2024",
        "2024-13-01",
        "2024-02-30",
        "0001-01-01",
        "1-2-3",
        "8 hours ago",
        "99999999999999999999",
    ],
)
def test_what_is_no_date_or_could_be_two(written: str):
    assert parse_moment(written) is None


def test_the_first_source_decides_the_day_and_a_later_one_the_time():
    written = ["2024-03-12", "2024-03-14T08:00:00Z", "2024-03-12T06:15:00-04:00"]
    assert best_moment(written, NOW) == MOMENT


def test_a_naive_time_takes_the_zone_of_the_same_clock():
    assert best_moment(["2024-03-12 06:15:00", "2024-03-12T06:15:00-04:00"], NOW) == MOMENT


def test_a_naive_time_alone_is_utc():
    assert best_moment(["2024-03-12 10:15:00"], NOW) == MOMENT


def test_a_date_in_the_far_future_is_refused():
    assert best_moment(["2031-01-01T00:00:00Z"], NOW) is None
    assert best_moment(["2031-01-01T00:00:00Z", "2024-03-12T10:15:00Z"], NOW) == MOMENT


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/2024/03/12/story", "2024-03-12"),
        ("https://a.example/news/2024/mar/12/story", "2024-03-12"),
        ("https://a.example/articles/2024-03-12/story", "2024-03-12"),
        ("https://a.example/story-20240312", ""),
        ("https://a.example/1234/56/78/", ""),
    ],
)
def test_the_date_in_an_address(url: str, expected: str):
    assert date_in_address(url) == expected


@pytest.mark.parametrize(
    "head",
    [
        json_ld(headline=TITLE, datePublished="2024-03-12T10:15:00Z", dateModified="2024-03-15T00:00:00Z"),
        '<meta property="article:published_time" content="2024-03-12T06:15:00-04:00">',
        '<meta name="parsely-pub-date" content="2024-03-12T10:15:00Z">',
        '<meta itemprop="datePublished" content="2024-03-12T10:15:00Z">',
        # A comma too many: the fields are still read.
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-12T10:15:00Z",}</script>',
        # Not JSON at all, as templates leave it.
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-12T10:15:00Z","x": }</script>',
        '<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"@type":["NewsArticle"],"datePublished":"2024-03-12T10:15Z"}]}</script>',
    ],
)  # fmt: skip
def test_a_declared_publication_time(head: str):
    assert read(head).published_at == MOMENT


@pytest.mark.parametrize(
    "before",
    [
        "<time datetime='2024-03-12T10:15:00Z'>12 March</time>",
        "<time class='updated' datetime='2024-03-14T10:15:00Z'>14 March</time><time datetime='2024-03-12T10:15:00Z'>12 March</time>",
        "<p class='dateline'>March 12, 2024 6:15 AM EDT</p>",
        "<span class='publish-date'>Published 12 March 2024, 10:15 GMT</span>",
    ],
)
def test_a_visible_publication_time(before: str):
    assert read(before=before).published_at == MOMENT


def test_a_zone_is_kept():
    found = read('<meta property="article:published_time" content="2024-03-12T06:15:00-04:00">').published_at
    assert found is not None
    assert found.tzinfo == timezone(timedelta(hours=-4))


@pytest.mark.parametrize(
    "head",
    [
        json_ld(headline=TITLE, dateModified="2024-03-12T10:15:00Z"),
        '<meta property="article:modified_time" content="2024-03-12T10:15:00Z">',
        '<meta property="og:updated_time" content="2024-03-12T10:15:00Z">',
        json_ld(headline=TITLE, datePublished="2030-03-12T10:15:00Z"),
    ],
)
def test_modification_and_the_future_are_no_publication(head: str):
    assert read(head).published_at is None


def test_dates_of_other_articles_are_not_taken():
    beside = "<aside><time datetime='2023-01-01T00:00:00Z'>1 January</time></aside>"
    assert read(before=beside).published_at is None


@pytest.mark.parametrize(
    ("head", "title", "expected"),
    [
        ("", f"{TITLE} | Example News", TITLE),
        ("", f"{TITLE} - Example News", TITLE),
        ('<meta property="og:site_name" content="The Portside Chronicle">', f"{TITLE} - The Portside Chronicle", TITLE),
        (f'<meta property="og:title" content="{TITLE}">', "Something for search engines", TITLE),
        (json_ld(headline=TITLE.replace("forecast", "&#8216;forecast&#8217;")), "x", TITLE.replace("forecast", "‘forecast’")),
        (json_ld(headline=TITLE[:20] + "..."), TITLE, TITLE),
        ("", "Oil slips - and gold with it - as dollar rises", "Oil slips - and gold with it - as dollar rises"),
    ],
)  # fmt: skip
def test_the_title(head: str, title: str, expected: str):
    assert read(head, title=title, h1=title == TITLE).title == expected


def test_of_two_declared_titles_the_one_shown_is_taken():
    head = json_ld(headline="For search engines") + f'<meta property="og:title" content="{TITLE}">'
    assert read(head).title == TITLE


def test_a_title_of_a_hundred_thousand_characters_is_cut_on_a_word():
    title = "Harbourline lifts forecast again " * 3_200
    found = read(title=title).title
    assert len(found) <= 300
    assert (
        found.endswith("again…")
        or found.endswith("forecast…")
        or found.endswith("lifts…")
        or found.endswith("Harbourline…")
    )


@pytest.mark.parametrize(
    ("head", "before", "expected"),
    [
        (json_ld(headline=TITLE, author={"@type": "Person", "name": "Ada Quist"}), "", "Ada Quist"),
        (json_ld(headline=TITLE, author=[{"name": "Ada Quist"}, {"name": "Tom Barrow"}]), "", "Ada Quist, Tom Barrow"),
        (json_ld(headline=TITLE, author="By Ada Quist and Tom Barrow"), "", "Ada Quist, Tom Barrow"),
        ('<meta name="author" content="Ada Quist">', "", "Ada Quist"),
        ('<meta name="author" content="https://example-news.com/ada">', "<p class='byline'>By ADA QUIST, Staff writer</p>", "Ada Quist"),
        ("", "<span rel='author'>Ada Quist</span>", "Ada Quist"),
        ("", "", None),
    ],
)  # fmt: skip
def test_the_byline(head: str, before: str, expected: str | None):
    assert read(head, before).byline == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="og:site_name" content="Example News">', "Example News"),
        (
            json_ld(headline=TITLE, publisher={"@type": "Organization", "name": "Example News"}),
            "Example News",
        ),
        ("", "example-news.com"),
    ],
)
def test_the_site(head: str, expected: str):
    assert read(head).site == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="/business/canonical-story?utm_source=x">', "https://www.example-news.com/business/canonical-story"),
        ('<link rel="canonical" href="https://m.example-news.com/story">', "https://m.example-news.com/story"),
        ('<link rel="canonical" href="https://evil.example.org/story">', URL),
        ('<link rel="canonical" href="https://www.example-news.com/">', URL),
        ('<link rel="canonical" href="javascript:alert(1)">', URL),
        ('<link rel="canonical" href="http://[broken">', URL),
        ("", URL),
    ],
)  # fmt: skip
def test_the_canonical_url_stays_on_the_site(head: str, expected: str):
    assert read(head).canonical_url == expected


def test_a_page_with_many_articles_in_json_ld_keeps_its_own_title():
    others = "".join(json_ld(headline=f"Another story {n}") for n in range(5))
    assert read(others + f'<meta property="og:title" content="{TITLE}">').title == TITLE


def test_the_title_does_not_open_the_text():
    assert article() and read().text == "\n\n".join(PROSE)
