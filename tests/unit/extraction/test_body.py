"""What is kept of a page, and what is not."""

import html

import pytest

from bot.reading.extract import extract_html
from tests.unit.extraction.pages import (
    P1,
    P2,
    P3,
    P4,
    P5,
    PROSE,
    TITLE,
    URL,
    article,
    json_ld,
    page,
    paragraphs,
    teasers,
)  # fmt: skip

WHOLE = "\n\n".join(PROSE)


def text(source: str) -> str:
    return extract_html(source, URL).text


def test_paragraphs_are_joined_by_an_empty_line():
    assert text(article()) == WHOLE


NOISE = {
    "caption": "<figure><img src='a.jpg'><figcaption>A crane lifts a container at dusk. Reuters/J. Doe</figcaption></figure>",
    "credit": "<p>Photo: Lena Brandt/Getty Images</p>",
    "credit line": "<p>Getty Images</p>",
    "share buttons": "<ul class='share-tools'><li><a href='#'>Facebook</a></li><li><a href='#'>Twitter</a></li></ul>",
    "share text": "<p>Share this article</p>",
    "related line": "<p><strong>Related:</strong> <a href='/x'>Castellan hires a new finance chief</a></p>",
    "read more": "<p>Read more: <a href='/x'>Why ports are the new railways</a></p>",
    "newsletter form": "<form><p>Sign up for our morning newsletter and get the market open in your inbox.</p><input></form>",
    "newsletter text": "<p>Sign up for our free newsletter to get the day's top stories in your inbox.</p>",
    "cookie banner": "<div class='cookie-banner'><p>We use cookies to improve your experience. Accept all or manage.</p></div>",
    "advertisement": "<div class='ad-slot'><p>Advertisement</p><p>Buy a crane today, and pay next year at no cost.</p></div>",
    "advertisement word": "<p>ADVERTISEMENT</p>",
    "story continues": "<p>Story continues below advertisement</p>",
    "video": "<div class='video-player'><p>Watch: the port from above in two minutes</p></div>",
    "aside": "<aside><h3>Key figures</h3><p>Volumes grew by eleven per cent in the year to June.</p></aside>",
    "hidden": "<p style='display:none'>Subscribers may gift this article to five friends every month.</p>",
    "comments": "<div id='comments'><p>I have worked at this port for thirty years and have never seen it so full.</p></div>",
    "script": "<script>var text = 'Nothing here is read by anybody at all.';</script>",
    "lone label": "<p>Further reading</p>",
    "lone word": "<p>by</p>",
    "letters": "<p>Questions? Comments? Email us at</p>",
    "follow us": "<p>Follow us on Twitter and Facebook for more</p>",
}


@pytest.mark.parametrize("name", NOISE)
def test_noise_between_paragraphs_is_dropped(name: str):
    noise = NOISE[name]
    body = f"<article><p>{P1}</p><p>{P2}</p>{noise}{paragraphs((P3, P4, P5))}</article>"
    assert text(page(body)) == WHOLE


TAIL = {
    "staff line": "<p>Reporting by Ada Quist in London; editing by Tom Barrow</p>",
    "contributed": "<p>Ada Quist and Tom Barrow contributed reporting.</p>",
    "first published": "<p>This article was originally published by Portside Weekly.</p>",
    "bio": "<p><em>Ada Quist is a senior reporter who covers shipping and trade for Example News.</em></p>",
    "copyright": "<p>© 2024 Example News. All rights reserved.</p><p>Ports: a long history of cranes, in twelve objects.</p>",
    "tags": "<ul class='tags'><li><a href='/t/ports'>Ports</a></li><li><a href='/t/trade'>Trade</a></li></ul>",
    "related list": "<h3>Related stories</h3><ul><li><a href='/1'>Castellan hires a finance chief</a></li>"
    "<li><a href='/2'>The price of a berth keeps rising</a></li></ul>",
    "more stories": f"<h2>More from Example News</h2><div>{teasers(5)}</div>",
    "contact": "<p>To contact the reporter on this story: Ada Quist at aquist@example-news.com</p>",
    "author box": "<div class='author-bio'><p>Ada writes about ships, ports and whatever floats between them.</p></div>",
}


@pytest.mark.parametrize("name", TAIL)
def test_what_follows_the_article_is_dropped(name: str):
    assert text(article(after=TAIL[name])) == WHOLE


HEAD = {
    "byline": "<p>By Ada Quist</p>",
    "byline and date": "<p>By Ada Quist and Tom Barrow</p><p>Published: 12 March 2024, 10:15 GMT</p>",
    "date": "<p>March 12, 2024 10:15 AM ET</p>",
    "title again": f"<h2>{TITLE}</h2>",
    "reading time": "<p>4 min read</p>",
    "breadcrumb": "<nav><a href='/'>Home</a> <a href='/business'>Business</a></nav>",
}


@pytest.mark.parametrize("name", HEAD)
def test_what_precedes_the_first_paragraph_is_dropped(name: str):
    assert text(article(before=HEAD[name])) == WHOLE


KEPT = {
    "sub-heading": ("<h2>Two more berths</h2>", "Two more berths"),
    "list": ("<ul><li>Revenue of $4.2 billion, a record</li><li>Two berths by next year</li></ul>", "Two berths by next year"),
    "quote": ("<blockquote><p>Nobody builds a port for a single good year.</p></blockquote>", "Nobody builds a port"),
    "link in a sentence": ("<p>It follows <a href='/x'>a report on Monday</a> that Castellan had cut prices.</p>", "a report on Monday"),
    "cookies as a subject": ("<p>The port's cafe sells cookies and similar treats to crews who wait for a berth.</p>", "sells cookies"),
    "photo in a sentence": ("<p>A photo of the queue, published by Reuters, went round trading floors before the call.</p>", "A photo of the queue"),
    "subscribe in a sentence": ("<p>Customers who subscribe to its tracking service pay $40 a month for each container.</p>", "pay $40 a month"),
    "more than": ("<p>More than forty ships were at anchor on Tuesday, the most since 2021.</p>", "More than forty ships"),
    "related in a sentence": ("<p>Related costs, such as tugs and pilots, rose by 9% over the same period.</p>", "Related costs"),
    "heading that starts like a label": ("<h2>More trouble ahead</h2>", "More trouble ahead"),
    "dateline": ("<p>LONDON (Reuters) - The regulator opened no inquiry, two people familiar with it said.</p>", "LONDON (Reuters) -"),
    "bold lead-in": ("<p><strong>Outlook.</strong> The board meets again in September to set a dividend.</p>", "Outlook. The board"),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_belongs_to_the_text_is_kept(name: str):
    markup, words = KEPT[name]
    found = text(page(f"<article>{paragraphs((P1, P2))}{markup}{paragraphs((P3, P4, P5))}</article>"))
    assert words in found
    for paragraph in PROSE:
        assert paragraph in found


def test_a_body_beside_a_sidebar_and_teasers_without_any_marks():
    body = (
        f"<div id='top'><ul><li><a href='/'>Home</a></li><li><a href='/b'>Business</a></li></ul></div>"
        f"<div id='left'><div class='copy'>{paragraphs()}</div></div><div id='right'>{teasers(8)}</div>"
        "<div id='bottom'><p>Example News is part of the Example group of companies and papers.</p></div>"
    )
    assert text(page(body)) == WHOLE


def test_a_body_cut_into_boxes_of_one_name_stays_whole():
    boxes = "".join(
        f"<div class='chunk'>{paragraphs(part)}</div><div class='ad-slot'>Ad</div>"
        for part in ((P1, P2), (P3,), (P4, P5))
    )
    assert text(page(f"<main>{boxes}</main>")) == WHOLE


def test_paragraphs_made_of_line_breaks():
    assert (
        text(page(f"<div class='story'>{'<br><br>'.join(html.escape(p, quote=False) for p in PROSE)}</div>"))
        == WHOLE
    )


def test_a_page_laid_out_in_tables():
    body = f"<table><tr><td><a href='/'>Home</a></td><td>{paragraphs()}</td></tr></table>"
    assert text(page(body)) == WHOLE


def test_a_body_cut_between_two_places_of_the_page_stays_whole():
    first = f"<section><div class='row'><div class='story-text'>{paragraphs((P1, P2))}</div></div></section>"
    second = f"<section><div class='story-text'>{paragraphs((P3, P4, P5, *[p.replace('the', 'each') for p in PROSE]))}</div></section>"
    found = text(page(f"<main>{first}<div class='ad-slot'>Ad</div>{second}</main>"))
    assert found.startswith(P1)
    assert P5 in found


def test_links_beside_a_long_body_do_not_take_it_along():
    links = "".join(f"<p><a href='/{n}'>Ports in region {n} count the cost again</a></p>" for n in range(6))
    body = f"<div class='item'><div class='tools-above'>{links}</div><div><div><div>{paragraphs()}</div></div></div></div>"
    assert text(page(f"<div class='line'>{body}</div>")) == WHOLE


def test_a_heading_near_the_end_keeps_its_short_paragraphs():
    after = "<h2>More trouble ahead</h2><p>Rates may fall in May.</p><p>Nobody at the port expects it.</p>"
    assert text(article(after=after)).endswith(
        "More trouble ahead\n\nRates may fall in May.\n\nNobody at the port expects it."
    )


def test_a_large_first_letter_goes_back_to_its_word():
    assert (
        text(page(f"<article><div class='drop'>H</div><p>{P1[1:]}</p>{paragraphs(PROSE[1:])}</article>"))
        == WHOLE
    )


def test_an_old_page_that_wraps_everything_in_a_form():
    assert (
        text(page(f"<form id='aspnetForm'><div><div class='content'>{paragraphs()}</div></div></form>"))
        == WHOLE
    )


def test_names_that_wrap_the_article_do_not_lose_it():
    body = f"<div class='content has-sidebar with-ads'><div class='video-story share-enabled print'>{paragraphs()}</div></div>"
    assert text(page(body)) == WHOLE


def test_an_article_repeated_for_scripts_is_read_once():
    copy = f"<div class='story'>{paragraphs()}</div>"
    assert text(page(copy + copy + copy)) == WHOLE


def test_a_copy_without_paragraphs_is_not_taken():
    long = [f"{text} This was the case in region {n}, too." for n in range(4) for text in PROSE]
    lump = f"<div hidden itemprop='articleBody'>{html.escape(' '.join(long), quote=False)}</div>"
    assert text(page(f"{lump}<div class='story'>{paragraphs(long)}</div>")) == "\n\n".join(long)


def test_a_gallery_longer_than_the_article_is_left_out():
    slides = "".join(
        f"<li><h2>{n}/30 A port</h2><p>Port number {n} of our series stands on a river that freezes in the winter and "
        f"floods in the spring, which makes it hard to run and costly to insure for {n} firms.</p></li>"
        for n in range(30)
    )
    body = f"<article>{paragraphs(PROSE * 1)}<p>{P2.replace('now', 'still')} {P3}</p><div class='full-gallery'><ul>{slides}</ul></div></article>"
    assert "Port number" not in text(page(body))


def test_the_body_of_json_ld_is_read_where_the_page_shows_only_its_start():
    declared = "\n\n".join(PROSE)
    source = page(
        f"<article><p>{P1}</p><p>{P2[:90]}…</p></article>", head=json_ld(headline=TITLE, articleBody=declared)
    )
    assert text(source) == WHOLE


def test_a_teaser_in_json_ld_does_not_replace_the_text():
    assert text(article(head=json_ld(headline=TITLE, articleBody=P1[:80] + "..."))) == WHOLE


def test_spaces_and_invisible_characters_are_made_plain():
    source = article(
        texts=("Profit\u00a0rose\u200b 4%\u00ad in the\u2003quarter\x07, the firm said on Monday.", *PROSE)
    )
    assert text(source).startswith("Profit rose 4% in the quarter, the firm said on Monday.\n\n")


def test_entities_are_characters():
    source = page(
        f"<article><p>Smith &amp; Sons paid &pound;4m &#8212; twice the sum of a year ago, it said.</p>{paragraphs()}</article>"
    )
    assert "Smith & Sons paid £4m — twice" in text(source)
