"""Which characters a body of bytes means.

The order is that of browsers where it can be: a byte order mark wins, then what the server declares, then
what the page declares, then statistics. A declaration that the bytes contradict is not believed.
"""

from __future__ import annotations

import codecs
import re

import cchardet

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Browsers read these labels as their Windows supersets (WHATWG Encoding, section 4.2).
_SUPERSETS = {
    "ascii": "windows-1252",
    "us-ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
}
_META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
_META_WITHIN = 8_192
_SAMPLE = 200_000
# A declared charset may be wrong about one character in a hundred before statistics are asked.
_TOLERATED = 0.01


def decode(body: bytes, declared: str | None = None) -> str:
    """The text of `body`; `declared` is the charset of the HTTP header. Never fails: bytes that mean nothing
    become U+FFFD."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").removeprefix("\ufeff")
    if (wide := _wide(body)) is not None:
        return body.decode(wide, "replace")
    if (plain := _as_utf8(body)) is not None and not (plain.isascii() and _is_stateful(declared)):
        return plain
    for name in (declared, _declared_inside(body), _guess(body)):
        codec = _codec(name)
        if codec is None:
            continue
        text = body.decode(codec, "replace")
        if text.count("\ufffd") <= _TOLERATED * _beyond_ascii(body):
            return text
    # One broken character must not turn a UTF-8 page into another alphabet.
    as_utf8 = body.decode("utf-8", "replace")
    if as_utf8.count("\ufffd") <= max(3, 0.2 * _beyond_ascii(body)):
        return as_utf8
    return body.decode("windows-1252", "replace")


def _wide(body: bytes) -> str | None:
    """UTF-16 without a byte order mark shows in the zeros between the letters of its markup."""
    head = body[:400]
    if len(head) < 8:
        return None
    half = len(head) // 2
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _as_utf8(body: bytes) -> str | None:
    """The text if it is valid UTF-8: other encodings hardly ever are by chance, whatever was declared."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_stateful(name: str | None) -> bool:
    """ISO-2022 and HZ are pure ASCII on the wire: valid UTF-8 says nothing about them."""
    return name is not None and name.lower().startswith(("iso-2022", "hz"))


def _declared_inside(body: bytes) -> str | None:
    head = body[:_META_WITHIN]
    found = _XML.search(head) or _META.search(head)
    return found.group(1).decode("ascii") if found else None


def _guess(body: bytes) -> str | None:
    answer = cchardet.detect(body[:_SAMPLE])
    name = answer.get("encoding")
    return name if isinstance(name, str) else None


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    label = name.strip().lower()
    label = _SUPERSETS.get(label, label)
    # A body that got this far has no wide characters; browsers read such a label as UTF-8, too.
    if label.startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return "utf-8"
    try:
        # Decoding one letter asks whether it is a charset at all: "hex" and "zlib" are codecs, too.
        b"a".decode(label)
    except (LookupError, ValueError):
        return None
    return label


def _beyond_ascii(body: bytes) -> int:
    return max(1, len(body.translate(None, bytes(range(128)))))
