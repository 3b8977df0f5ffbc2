"""Bytes that say what they are, that do not, and that lie."""

import pytest

from bot.reading.charset import decode
from bot.reading.extract import extract
from tests.unit.extraction.pages import PROSE, URL, article

LATIN = "Société Générale’s café business earned €4m — “a good year”, it said."


def html(meta: str = "") -> str:
    return f"<html><head>{meta}<title>x</title></head><body><p>{LATIN}</p></body></html>"


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (html().encode(), None),
        (html().encode(), "utf-8"),
        (html().encode(), "iso-8859-1"),
        (html('<meta charset="iso-8859-1">').encode(), None),
        (html().encode("windows-1252"), "windows-1252"),
        (html().encode("windows-1252"), "iso-8859-1"),
        (html().encode("windows-1252"), "utf-8"),
        (html().encode("windows-1252"), "no-such-charset"),
        (html().encode("windows-1252"), "hex"),
        (html('<meta charset="windows-1252">').encode("windows-1252"), None),
        (html('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">').encode("windows-1252"), None),
        (html('<meta charset="utf-8">').encode("windows-1252"), None),
        (html().encode("utf-8-sig"), "windows-1252"),
        (html().encode("utf-16"), None),
        (html().encode("utf-16"), "utf-8"),
        (html().encode("utf-16-le"), None),
        (html().encode("utf-16-be"), "iso-8859-1"),
    ],
)  # fmt: skip
def test_the_text_is_what_was_meant(body: bytes, declared: str | None):
    assert LATIN in decode(body, declared)


def test_shift_jis_declared_by_header_or_page():
    text = (
        "<html><head><meta charset='Shift_JIS'></head><body>港湾運営会社は業績予想を引き上げた</body></html>"
    )
    assert decode(text.encode("shift_jis"), None) == text
    assert decode(text.encode("shift_jis"), "Shift_JIS") == text
    assert decode(text.encode("shift_jis"), "utf-8") == text


def test_iso_2022_jp_is_not_taken_for_ascii():
    text = "<p>港湾運営会社</p>"
    assert decode(text.encode("iso2022_jp"), "iso-2022-jp") == text


def test_one_broken_character_does_not_change_the_alphabet():
    body = html().encode().replace("é".encode(), b"\xc3", 1) + ("ü" * 400).encode()
    assert "ü" * 400 in decode(body, "utf-8")


def test_any_bytes_decode():
    assert isinstance(decode(bytes(range(256)) * 4), str)
    assert decode(b"") == ""


def test_an_article_in_windows_1252_is_read_whole():
    body = article(texts=(LATIN, *PROSE)).replace('<meta charset="utf-8">', "").encode("windows-1252")
    assert extract(body, url=URL, charset=None).text == "\n\n".join((LATIN, *PROSE))
