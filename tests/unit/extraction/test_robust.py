"""Whatever the bytes are: an article or a typed error, in a time that grows with their number only."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import DeskwireError
from bot.model import MAX_WORDS, Article
from bot.reading.dates import parse_moment
from bot.reading.extract import MAX_HTML, extract, extract_html, extract_text
from tests.unit.extraction.pages import P1, PROSE, URL, article, page, paragraphs

QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MARKUP = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<article>",
        "<b>",
        "</b>",
        "<a",
        "href='/x'>",
        "</a>",
        "<br>",
        "<br><br>",
        "<table><tr><td>",
        "</table>",
        "<ul><li>",
        "</ul>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<script",
        'type=\'application/ld+json\'>{"@type":"NewsArticle","headline":[1,{}],"author":[[]]}',
        "<meta",
        "property='article:published_time'",
        "content='2024-99-99'>",
        "<time",
        "datetime='x'>",
        "<title>",
        "</title>",
        "<h1>",
        "</h1>",
        "&#0;",
        "&#xD800;",
        "&amp",
        "<![CDATA[",
        "]]>",
        "<?xml?>",
        "<html",
        "lang='xx'>",
        "<base",
        "href='//['>",
        "<link",
        "rel=canonical",
        "href='http://['>",
        "<svg>",
        "<math>",
        "<template>",
        "<select>",
        "<p",
        "hidden>",
        "\x00",
        "�",
        "©",
        "«",
        "\u202e",
    ]
)


def outcome(body: bytes, content_type: str = "text/html") -> Article | DeskwireError:
    try:
        found = extract(body, url=URL, content_type=content_type)
    except DeskwireError as error:
        assert error.message.endswith(".")
        return error
    assert found.text.strip()
    assert "\x00" not in found.text + found.title
    assert found.content_hash
    assert len(found.title) <= 300
    return found


@QUIET
@given(st.binary(max_size=2_000), st.sampled_from(["text/html", "text/plain", "application/pdf", ""]))
def test_any_bytes(body: bytes, content_type: str):
    outcome(body, content_type)


@QUIET
@given(st.lists(st.one_of(MARKUP, st.sampled_from(PROSE), st.text(max_size=40)), max_size=60))
def test_any_markup(parts: list[str]):
    outcome("".join(parts).encode("utf-8", "surrogatepass"))


@QUIET
@given(st.integers(0, 3_000), st.binary(min_size=1, max_size=20))
def test_a_page_with_bytes_overwritten(place: int, noise: bytes):
    body = article().encode()
    outcome(body[:place] + noise + body[place + len(noise) :])


@QUIET
@given(st.text(max_size=300))
def test_any_text(text: str):
    try:
        found = extract_text(text)
    except DeskwireError as error:
        assert error.reason in {"empty", "language"}
    else:
        assert len(found.text) == len(text)


@given(st.text(max_size=60))
def test_any_date(text: str):
    moment = parse_moment(text)
    assert moment is None or moment.when.tzinfo is not None


BOMBS = {
    "nested divs": "<div>" * 60_000 + P1,
    "nested blocks": "<blockquote><ul><li>" * 50_000 + P1,
    "nested inline": "<b><i><a href=x>" * 60_000 + P1,
    "nested tables": "<table><tr><td>" * 30_000 + P1,
    "unclosed attributes": "<p a='" * 100_000,
    "many attributes": "<p " + " ".join(f"a{n}=b" for n in range(100_000)) + ">x</p>",
    "many classes": f"<div class='{'ad ' * 200_000}'>{P1}</div>",
    "many empty blocks": "<p></p>" * 60_000,
    "many links": "<a href='/x'>Ports brace for a slower quarter again</a> " * 6_000,
    "many headings": "<div class='card'><h3><a href='/x'>Ports brace for a slower quarter</a></h3></div>" * 4_000,
    "comments in comments": "<div class='comments'>" * 20_000 + P1,
    "entities": "&amp;lt;" * 200_000,
    "entity bomb": "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;'>]><p>&c;</p>",
    "deep json": "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
    "broken json": "<script type='application/ld+json'>" + '{"headline":"' * 50_000 + "</script>",
    "long word": "<p>" + "x" * 1_000_000 + "</p>",
    "one long line": f"<p>{(P1 + ' ') * 5_000}</p>",
    "capitals": "<p>" + "Ada and Tom, " * 50 + "</p>" + paragraphs() + "<p>" + "Ada Tom and " * 58 + "</p>",
    "spaces": f"<title>{' | ' * 100_000}</title><p>{' ' * 1_000_000}</p>",
    "many times": "<time datetime='2024-03-12'>x</time>" * 6_000 + paragraphs(),
    "many bylines": "<p class='byline'>By A</p>" * 6_000 + paragraphs(),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_end_soon(name: str):
    started = time.process_time()
    outcome(page(BOMBS[name]).encode())
    assert time.process_time() - started < 8


def test_an_article_of_a_hundred_thousand_words_is_read_to_the_limit():
    body = "".join(f"<p>Berth {n}: {P1}</p>" for n in range(100_000 // 28))
    started = time.process_time()
    found = extract_html(page(f"<article>{body}</article>"), URL)
    assert time.process_time() - started < 12
    assert found.coverage == "partial"
    assert len(found.text.split()) == MAX_WORDS
    assert any("20,000" in warning for warning in found.warnings)


def test_twice_the_page_takes_about_twice_the_time():
    def seconds(count: int) -> float:
        body = "".join(f"<div class='s{n}'><p>Berth {n}: {P1}</p></div>" for n in range(count))
        source = page(f"<article>{body}</article>")
        best = 9e9
        for _ in range(2):
            started = time.process_time()
            extract_html(source, URL)
            best = min(best, time.process_time() - started)
        return best

    extract_html(article(), URL)
    assert seconds(800) < 9 * seconds(200)


def test_too_large_is_said():
    with pytest.raises(DeskwireError) as refused:
        extract(b"<p>" + b"x" * MAX_HTML, url=URL)
    assert refused.value.code == "too_large"


@pytest.mark.parametrize(
    "content_type",
    ["image/png", "video/mp4", "application/zip", "application/json", "application/octet-stream"],
)
def test_what_is_no_page_is_unsupported(content_type: str):
    with pytest.raises(DeskwireError) as refused:
        extract(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", url=URL, content_type=content_type)
    assert refused.value.code == "unsupported_type"


def test_the_same_page_gives_the_same_article():
    assert extract_html(article(), URL) == extract_html(article(), URL)
