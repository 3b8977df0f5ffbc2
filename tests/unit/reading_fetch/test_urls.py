from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DeskwireError
from bot.reading.urls import MAX_URL_LENGTH, canonical_url, links_in, parse_url

WORDS = st.sampled_from(
    [
        "id",
        "p",
        "utm_source",
        "gclid",
        "v",
        "ref",
        "a b",
        "ü",
        "%",
        "%zz",
        "",
        "article",
        "Source",
        "cid",
        "[x]",
    ]
)
QUERIES = st.lists(st.tuples(WORDS, WORDS), max_size=6).map(lambda ps: "&".join(f"{k}={v}" for k, v in ps))
URLS = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTPS", "ftp"]),
    st.sampled_from(["Example.com", "bücher.example", "127.1", "[::1]", "a.b.", "x y", "", "h..h", "0x7f.1"]),
    st.sampled_from(["", ":80", ":443", ":8081", ":99999", ":"]),
    st.text(max_size=12),
    QUERIES,
    st.text(max_size=5),
)


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("https://Example.COM", "https://example.com/"),
        ("HTTP://example.com:80/a", "http://example.com/a"),
        ("https://example.com:443/a?b=1#part", "https://example.com/a?b=1"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com./a", "https://example.com/a"),
        ("  https://example.com/a\n", "https://example.com/a"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://example.com/a/../b/./c", "https://example.com/b/c"),
        ("https:\\\\example.com\\a", "https://example.com/a"),
        ("https://example.com/?", "https://example.com/"),
        ("https://example.com/a?&&b=1&", "https://example.com/a?b=1"),
        ("https://example.com/a?utm_source=x&utm_medium=y", "https://example.com/a"),
        ("https://example.com/a?UTM_Source=x&id=3", "https://example.com/a?id=3"),
        ("https://example.com/a?utm%5Fsource=x&id=3", "https://example.com/a?id=3"),
        ("https://example.com/a?z=1&fbclid=q&a=2&gclid=r&m=3", "https://example.com/a?z=1&a=2&m=3"),
        ("https://example.com/a?mc_cid=1&cmpid=2&ncid=3&guccounter=1&smid=x&sref=y", "https://example.com/a"),
        ("https://example.com/a?ref=home&source=feed&ref_src=x", "https://example.com/a"),
        ("https://example.com/a?outputType=amp", "https://example.com/a"),
        ("https://www.wsj.com/articles/a?mod=hp_lead&st=abc", "https://www.wsj.com/articles/a"),
        ("https://x.com/someone/status/1?s=20&t=abc", "https://x.com/someone/status/1"),
    ],
)
def test_canonical(given_url: str, canonical: str) -> None:
    assert canonical_url(given_url) == canonical


@pytest.mark.parametrize(
    "query",
    [
        "id=1",
        "p=12",
        "v=abc",
        "article=7",
        "story=x&page=2",
        "cid=5",
        "eid=6",
        "mod=viewthread&tid=3",
        "st=4",
        "keyword=steel",
        "gallery=3",
        "reference=q",
        "s=ok",
        "t=30",
        "page=1&sort=b&sort=a",
        "q=a+b%20c",
        "outputType=json",
        "symbol=AAPL",
        "date=2026-11-02",
        "lang=en",
        "glossary=1",
        "sessions=2",
        "clids=3",
    ],
)
def test_parameters_that_matter_stay_as_they_are(query: str) -> None:
    assert canonical_url(f"https://example.com/a?{query}") == f"https://example.com/a?{query}"


def test_the_fetched_address_keeps_its_query() -> None:
    url = parse_url("https://Example.com:8443/a?utm_source=x&token=y#z")
    assert url.href == "https://example.com:8443/a?utm_source=x&token=y"
    assert (url.scheme, url.host, url.port, url.netloc) == ("https", "example.com", 8443, "example.com:8443")
    assert (url.origin, url.target) == ("https://example.com:8443", "/a?utm_source=x&token=y")


def test_an_ipv6_host_has_brackets_only_where_they_belong() -> None:
    url = parse_url("http://[2001:DB8::1]:8081/x")
    assert (url.host, url.netloc, url.target) == ("2001:db8::1", "[2001:db8::1]:8081", "/x")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "hello",
        "example.com/a",
        "http://",
        "https:///",
        "http://[::1",
        "http://a b/",
        "https://h:99999/",
        "mailto:a@example.com",
        "ftp://example.com/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "gopher://example.com",
        "http://1.2.3.4.5/",
        "http://a..b/",
        "http://.example.com/",
        "\ud800",
        "http://\ud800/",
        f"https://{'a' * 64}.example/",
        "https://" + "a." * 130 + "example/",
        "http://[fe80::1%25eth0]/",
    ],
)
def test_what_is_no_web_address_is_refused_with_one_sentence(text: str) -> None:
    with pytest.raises(DeskwireError) as caught:
        canonical_url(text)
    assert caught.value.code == "bad_url"
    assert "paste" in caught.value.message and caught.value.message.endswith(".")


@pytest.mark.parametrize(
    "url",
    [
        "https://user@example.com/",
        "https://u:p@example.com/",
        "http://:p@example.com/",
        "https://example.com%40evil.example@127.0.0.1/",
    ],
)
def test_a_password_in_a_link_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(DeskwireError, match="user name or a password") as caught:
        parse_url(url)
    assert "evil" not in caught.value.message


def test_the_longest_link() -> None:
    base = "https://example.com/"
    longest = base + "a" * (MAX_URL_LENGTH - len(base))
    assert canonical_url(longest) == longest
    for url in (longest + "a", base + "ü" * 700):
        with pytest.raises(DeskwireError, match="longer than 2,048"):
            canonical_url(url)


@given(URLS | st.text(max_size=60) | st.text(max_size=40).map("https://example.com/{}".format))
def test_canonical_is_a_fixed_point_and_raises_only_what_can_be_told(url: str) -> None:
    try:
        canonical = canonical_url(url)
    except DeskwireError as error:
        assert error.code == "bad_url"
        return
    assert canonical_url(canonical) == canonical
    assert canonical.startswith(("http://", "https://")) and "#" not in canonical and canonical.isascii()
    parsed = parse_url(canonical)
    assert parsed.href == parsed.origin + parsed.target and parsed.target.startswith("/")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("read <https://a.example/x|the story> now", ["https://a.example/x"]),
        ("<https://a.example/x?a=1&amp;b=2>", ["https://a.example/x?a=1&b=2"]),
        ("bare https://a.example/x?a=1&amp;b=2, then", ["https://a.example/x?a=1&b=2"]),
        ("(see https://a.example/x_(y)).", ["https://a.example/x_(y)"]),
        ("“https://a.example/x”", ["https://a.example/x"]),
        ("*<https://a.example/x>* and _<https://b.example>_", ["https://a.example/x", "https://b.example"]),
        ("&gt; <https://a.example/x>", ["https://a.example/x"]),
        ("`<https://a.example/x>` no", []),
        ("```\n<https://a.example/x>\nhttps://b.example\n``` <https://c.example>", ["https://c.example"]),
        ("one ` tick <https://a.example/x>", ["https://a.example/x"]),
        ("<@U123> <#C1|general> <!here> <!subteam^S1|@desk> <mailto:a@b.example|a@b.example> <tel:+491>", []),
        ("<https://a.example/x> <https://A.example/x?utm_source=s#top>", ["https://a.example/x"]),
        ("<ftp://a.example/x> <https://>", []),
        ("<https://user:secret@a.example/>", []),
        ("<https://a.example/x|https://evil.example/>", ["https://a.example/x"]),
        ("HTTPS://A.example/x", ["HTTPS://A.example/x"]),
        ("", []),
    ],
)
def test_links_of_a_message(text: str, links: list[str]) -> None:
    assert links_in(text) == links


def test_links_are_limited_and_keep_their_order() -> None:
    text = " ".join(f"<https://{name}.example/>" for name in "edcba")
    assert links_in(text) == [f"https://{name}.example/" for name in "edc"]
    assert links_in(text, limit=1) == ["https://e.example/"]


@given(st.text(alphabet="<>|`&;amp#@!:/. https\n", max_size=200))
def test_links_never_raise_and_are_all_addresses(text: str) -> None:
    for link in links_in(text):
        assert canonical_url(link)
