"""Pages that are no article are refused with their reason; articles never are."""

import pytest

from bot.errors import DeskwireError
from bot.model import Article
from bot.reading.extract import extract_html
from bot.reading.paywall import ASKED, CUT, MARKED, SHORTER
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
)

OG_ARTICLE = '<meta property="og:type" content="article">'
CONSENT_TEXT = (
    "<div><h2>Your privacy matters to us</h2><p>We and our 214 partners store and/or access information on a device, such "
    "as cookies, and process personal data to show personalised ads and content. By clicking Accept all you consent to "
    "this. You can withdraw your consent at any time in your privacy settings.</p>"
    "<button>Accept all</button><button>Reject all</button><a href='/m'>Manage settings</a></div>"
)

REFUSED: dict[str, tuple[str, str, str]] = {
    "consent wall": ("consent", page(CONSENT_TEXT, title="Before you continue", h1=False), URL),
    "consent host": (
        "consent",
        page("<p>Some of our brands are part of one family. We use cookies to provide our sites. Read our privacy policy.</p>"
             "<form><button>Accept all</button></form>", title="Daily Finance"),
        "https://consent.example.com/v2/collectConsent?sessionId=1",
    ),
    "long consent wall": (
        "consent",
        page(f"<main>{CONSENT_TEXT}<p>We use cookies and other technologies to measure how our sites are used. Our partners "
             "rely on legitimate interest where they do not ask for your consent. You can manage preferences in our cookie "
             "policy at any time.</p><p>To learn how we use your personal data, read our privacy policy and our cookie "
             "policy. If you do not want us and our partners to use cookies for these purposes, click Reject all.</p></main>",
             title="We value your privacy"),
        URL,
    ),
    "cookie page on the site's own address": (
        "consent", page("<p>We value your privacy. We use cookies and similar technology.</p><p>Manage preferences. I agree.</p>",
                        title="Cookie settings"), URL,
    ),
    "login": (
        "login",
        page("<form action='/login'><label>Email address</label><input type='email'><label>Password</label>"
             "<input type='password'><a href='/f'>Forgot your password?</a><button>Log in</button></form>"
             "<p>Don't have an account? Register today.</p>", title="Log in | Terminal Notes"),
        "https://terminal.example.com/login?next=%2Fstory",
    ),
    "single sign-on": (
        "login",
        page("<p>Sign in to continue to Research Portal. Continue with Google. Single sign-on. Email address. Password.</p>"
             "<input type='password'>", title="Sign in to continue"), "https://research.example.com/notes/188",
    ),
    "browser check": (
        "captcha",
        page("<p>Checking your browser before accessing example-news.com. This process is automatic.</p>"
             "<p>DDoS protection by Example. Ray ID: 81a</p><script src='/cdn-cgi/challenge-platform/h.js'></script>",
             title="Just a moment..."), URL,
    ),
    "press and hold": (
        "captcha",
        page("<div id='px-captcha'></div><p>Press & Hold to confirm you are a human (and not a bot).</p>"
             "<p>Reference ID 7d3c1e02-11aa</p>", title="Access to this page has been denied"), URL,
    ),
    "robot question": (
        "captcha",
        page("<h2>We've detected unusual activity from your computer network</h2><p>To continue, please click the box below to "
             "let us know you're not a robot.</p><p>Why did this happen? Please make sure your browser supports JavaScript "
             "and cookies and that you are not blocking them from loading.</p>", title="Example Wire - Are you a robot?"), URL,
    ),
    "attention required": (
        "captcha",
        page("<h2>Sorry, you have been blocked</h2><p>This website is using a security service. Please complete the security "
             "check. Cloudflare Ray ID: 7e</p>", title="Attention Required! | Cloudflare"), URL,
    ),
    "soft 404": (
        "error_page",
        page("<h1>Page not found</h1><p>We could not find the page that you asked for. It may have been moved or deleted.</p>"
             "<p>Return to the home page or try a search.</p>", title="404 - Example News", h1=False), URL,
    ),
    "soft 404 with teasers": (
        "error_page",
        page(f"<h1>Oops! Page not found</h1><p>The page you are looking for does not exist.</p>{teasers(6)}",
             title="Page not found | Example News", h1=False), URL,
    ),
    "server error": (
        "error_page",
        page("<p>Something went wrong on our side. Please try again later.</p>", title="500 Internal Server Error"), URL,
    ),
    "gone": (
        "error_page",
        page("<p>This article is no longer available.</p>", title="Article not available"), URL,
    ),
    "access denied": (
        "error_page",
        page("<p>You don't have permission to access this on this server. Error 403.</p>", title="Access Denied"), URL,
    ),
    "front page": ("listing", page(teasers(24), title="Example News: business and markets", h1=False), "https://www.example-news.com/"),
    "section": ("listing", page(teasers(16), title="Shipping"), "https://www.example-news.com/business/shipping"),
    "tag": ("listing", page(f"<p>All our stories on ports.</p>{teasers(12)}", title="Ports"), "https://www.example-news.com/tag/ports"),
    "search": (
        "listing",
        page("<ul>" + "".join(f"<li><a href='/{n}'>Harbourline and the price of a berth, part {n}</a> 3 May</li>" for n in range(20)) + "</ul>",
             title="Search results"), "https://www.example-news.com/search?q=ports",
    ),
    "front page with long teasers": (
        "listing",
        page("".join(f"<article><h2><a href='/story/{n}'>Ports in region {n} count the cost of a dry spring</a></h2>"
                     f"<p>{P1.replace('Harbourline', 'Region ' + str(n))}</p></article>" for n in range(12)),
             title="Example News", h1=False), "https://www.example-news.com/",
    ),
    "empty": ("empty", page("", title="Story"), URL),
    "script shell": ("empty", page("<div id='root'></div><noscript>You need to enable JavaScript to run this app.</noscript>", title="App", h1=False), URL),
    "script notice": ("empty", page("<div>Please enable JavaScript to view this site. Your browser does not support it.</div>", title="App"), URL),
    "nothing": ("empty", "", URL),
    "video page": ("empty", page("<video src='a.mp4'></video><p>Watch now</p>", title="Ports from above"), URL),
    "german": (
        "language",
        page("<article><p>Der Hafenbetreiber hat am Dienstag seine Prognose für das laufende Jahr angehoben, weil die Zahl der "
             "Container schneller wächst als geplant.</p><p>Die Aktie stieg im frühen Handel um sechs Prozent. Analysten "
             "zweier Banken hoben ihre Kursziele an, während eine dritte vor den Kosten der neuen Anlagen warnte.</p></article>",
             title="Hafenbetreiber hebt Prognose an", lang="de"), URL,
    ),
    "japanese": (
        "language",
        page("<article>" + "<p>港湾運営会社は火曜日、通期の業績予想を引き上げた。コンテナの取扱量が計画を上回って増えているためだ。株価は早朝の取引で六パーセント上昇した。</p>" * 4 + "</article>",
             title="港湾会社、予想を上方修正", lang="ja"), URL,
    ),
    "spanish marked as english": (
        "language",
        page("<article><p>La empresa portuaria elevó el martes su previsión para todo el año, después de que el volumen de "
             "contenedores creciera más de lo que habían previsto sus directivos en la primavera.</p><p>Las acciones subieron "
             "un seis por ciento en las primeras operaciones y los analistas de dos bancos mejoraron sus precios objetivo.</p></article>",
             title="La portuaria mejora su previsión"), URL,
    ),
    "paywall by mark": ("paywall", page(f"<article><p>{P1}</p></article>", head=json_ld(headline=TITLE, isAccessibleForFree=False)), URL),
    "paywall by word": ("paywall", page(f"<article><p>{P1}</p></article><div><p>Subscribe to continue reading</p></div>", head=OG_ARTICLE), URL),
    "paywall by string": ("paywall", page(f"<article><p>{P1}</p></article>", head=json_ld(headline=TITLE, isAccessibleForFree="False")), URL),
    "paywall by part": (
        "paywall",
        page(f"<article><p>{P1}</p></article>", head=json_ld(
            headline=TITLE, hasPart={"@type": "WebPageElement", "isAccessibleForFree": "false", "cssSelector": ".body"})), URL,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_page_that_is_no_article_is_refused(name: str):
    reason, source, url = REFUSED[name]
    with pytest.raises(DeskwireError) as refused:
        extract_html(source, url)
    assert (refused.value.code, refused.value.reason) == ("not_an_article", reason)
    assert refused.value.message.endswith(".")


ARTICLES: dict[str, str] = {
    "plain": article(),
    "with a cookie banner": page(f"{CONSENT_TEXT}<article>{paragraphs()}</article>"),
    "with a sign-in form in its header": page(
        f"<header><form><input type='password'><a href='/l'>Log in</a> <a>Forgot password?</a></form></header><article>{paragraphs()}</article>"
    ),
    "with forty teasers": page(f"<article>{paragraphs()}</article><div class='rail'>{teasers(40)}</div>"),
    "brief with teasers": page(f"<article>{paragraphs((P1, P2))}</article>{teasers(30)}", head=OG_ARTICLE),
    "about cookies": page(
        "<article><p>The regulator fined Adwell $40 million on Tuesday for placing cookies before its users could accept or "
        "reject them, the largest such penalty this year.</p><p>Adwell said that it had changed its cookie policy in March "
        "and would appeal. Its shares fell 3%.</p><p>Browser makers plan to end support for such trackers, which would cut "
        "revenue at firms that sell personalised ads, according to three analysts.</p><p>The watchdog also told two rivals "
        "to make it as easy to refuse as to agree.</p></article>",
        title="Adwell fined $40 million over cookies",
    ),
    "about robots": page(
        "<article><p>Captchain, which asks web users whether they are a robot, raised $80 million in a round that values it at "
        "$1.1 billion, its founders said on Monday.</p><p>Its tool replaces the puzzles that ask people to click on buses. "
        "Banks pay it to keep out automated traffic, and it expects to double sales this year.</p><p>Larger rivals offer "
        "such checks for nothing, which has pushed down prices across the industry.</p></article>",
        title="Are you a robot? Investors bet $80 million on the question",
    ),
    "about errors": page(
        f"<article><p>A software error at Payline cut off card payments for six hours on Friday, the bank said.</p>{paragraphs((P4, P5))}"
        "<p>Customers saw messages that said something went wrong. The bank will refund fees.</p></article>",
        title="Error at Payline stops card payments", head=OG_ARTICLE,
    ),
    "about a number like an error": page(
        f"<article>{paragraphs()}</article>", title="500 jobs to go at Castellan Ports", head=OG_ARTICLE
    ),
    "about passwords": page(
        "<article><p>Vaultline, a maker of software that stores passwords, said on Monday that sales rose 40% after two rivals "
        "were hacked.</p><p>The firm has two million users who sign in each day. It plans to list in New York.</p><p>Large "
        "customers pay $6 a month for each employee, and few leave, its filing shows.</p></article>",
        title="Vaultline plans to list as sales of password software surge",
    ),
    "about subscriptions": page(
        f"<article>{paragraphs((P1,))}<p>The publisher said that readers who subscribe to its app now bring in more than "
        f"those who buy paper. Subscribers rose 12% to 2.1 million.</p>{paragraphs((P4, P5))}</article>",
        title="Publisher's subscribers pass two million",
    ),
    "a roundup with links": page(
        "<article>" + "".join(
            f"<p><a href='/s/{n}'>Story {n}:</a> {text}</p>" for n, text in enumerate(PROSE)
        ) + "</article>", title="Five things to know before the market opens",
    ),
    "a list article": page(
        "<article><p>Here are five shares that brokers like for the second half of the year.</p><ol>"
        + "".join(f"<li>{text}</li>" for text in PROSE) + "</ol></article>", title="Five shares that brokers like",
    ),
    "short flash": page(
        "<article><p>Castellan Ports said on Monday that its finance chief will step down at the end of the month.</p></article>",
        head=json_ld(headline="Castellan finance chief to step down"), title="Castellan finance chief to step down",
    ),
    "english on a german site": page(f"<article>{paragraphs()}</article>", lang="de"),
    "names that are not english": page(
        "<article><p>Crédit Mutuel, Société Générale and BNP Paribas raised their stakes in Électricité du Rhône, a filing "
        "shows.</p><p>The lenders now own 31% of the group, which runs nine dams.</p><p>José Muñoz and Jürgen Groß joined its "
        "board in May, when it named Übermorgen AG as its partner.</p></article>", title="French banks add to stakes in utility",
    ),
    "at an address without a slug": article(),
    "under a tag-like path": article(head=OG_ARTICLE),
    "no title element": f"<html><body><div>{paragraphs()}</div></body></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_not_refused(name: str):
    found = extract_html(ARTICLES[name], URL)
    assert found.coverage in ("full", "headline")
    assert found.warnings == ()
    assert len(found.text) > 80


@pytest.mark.parametrize("path", ["", "/business", "/12345", "/topics/shipping/story", "/a?id=7"])
def test_an_address_alone_refuses_nothing(path: str):
    assert extract_html(article(), f"https://www.example-news.com{path}").coverage == "full"


LONG = (*PROSE, P2.replace("revenue", "turnover"), P3.replace("ships", "vessels"))


def read(source: str) -> Article:
    return extract_html(source, URL)


@pytest.mark.parametrize("value", [False, "False", "false", "http://schema.org/False"])
def test_a_mark_of_subscribers_makes_it_partial(value: object):
    found = read(article(head=json_ld(headline=TITLE, isAccessibleForFree=value)))
    assert found.coverage == "partial"
    assert found.warnings == (MARKED,)


@pytest.mark.parametrize("value", [True, "True", None])
def test_a_free_article_is_full(value: object):
    found = read(article(head=json_ld(headline=TITLE, isAccessibleForFree=value)))
    assert (found.coverage, found.warnings) == ("full", ())


@pytest.mark.parametrize(
    "wording",
    [
        "Subscribe to continue reading",
        "To continue reading this article, please sign in or create a free account.",
        "This article is for subscribers only.",
        "You have reached your limit of free articles this month.",
        "Already a member? Log in to read the full story.",
        "Unlock this article with a free trial",
        "The rest of this story is available to premium subscribers.",
    ],
)  # fmt: skip
def test_wording_of_a_paywall_makes_it_partial_and_is_not_read(wording: str):
    found = read(page(f"<article>{paragraphs()}<div class='offer'><p>{wording}</p></div></article>"))
    assert found.coverage == "partial"
    assert found.warnings == (ASKED,)
    assert found.text == "\n\n".join(PROSE)


def test_hidden_wording_says_nothing():
    hidden = "<div style='display:none'><p>Subscribe to continue reading</p></div>"
    assert read(article(after=hidden)).coverage == "full"


@pytest.mark.parametrize("end", ["...", "…", " […]"])
def test_a_text_that_breaks_off_is_partial(end: str):
    found = read(article(texts=(*PROSE[:4], P5[:100] + end)))
    assert (found.coverage, found.warnings) == ("partial", (CUT,))


def test_a_text_shorter_than_its_declared_length_is_partial():
    found = read(article(head=json_ld(headline=TITLE, wordCount=900)))
    assert (found.coverage, found.warnings) == ("partial", (SHORTER,))


def test_a_page_of_one_line_is_a_headline():
    assert read(ARTICLES["short flash"]).coverage == "headline"
