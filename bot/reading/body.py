"""What a body is: its declared type, its real type, and its bytes once inflated."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Literal, Protocol

from bot.errors import DeskwireError

Accept = Literal["page", "feed", "robots"]

HTML = "text/html"
XHTML = "application/xhtml+xml"
PLAIN = "text/plain"
PDF = "application/pdf"
_PAGE_TYPES = frozenset({HTML, XHTML, PLAIN, PDF})
_XML_TYPES = frozenset(
    {"text/xml", "application/xml", "application/rss+xml", "application/atom+xml", "application/rdf+xml"}
)
_PDF_ALIASES = frozenset({"application/x-pdf", "application/acrobat", "text/pdf"})
# Types that say nothing; the first bytes decide.
_VAGUE = frozenset(
    {
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/download",
        "application/force-download",
        "application/x-download",
        "application/unknown",
        "unknown/unknown",
        "content/unknown",
        "*/*",
        "text",
        "html",
    }
)
HEAD_BYTES = 1_024

_MIME = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([a-z0-9._:+-]{1,40})", re.IGNORECASE)
_HTML_START = re.compile(
    rb"(?:<!--.*?-->|<\?xml[^>]*>|\s)*<(?:!doctype\s+html|html|head|body|title|meta|script|link|article|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_START = re.compile(rb"\s*<(?:\?xml|rss|feed|rdf:rdf)\b", re.IGNORECASE)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x7fELF", b"MZ\x90")


def parse_content_type(header: str) -> tuple[str, str | None]:
    """The media type in lower case (empty when missing or malformed), and the charset, if any."""
    mime = header.partition(";")[0].strip().lower()
    charset = _CHARSET.search(header)
    known = mime if _MIME.fullmatch(mime) or mime in _VAGUE else ""
    return known, charset.group(1).lower() if charset else None


def may_be_read(declared: str, accept: Accept) -> bool:
    """Whether a body of this declared type is worth receiving at all."""
    if accept == "robots":
        return True
    if declared in _PAGE_TYPES or declared in _VAGUE or declared in _PDF_ALIASES:
        return True
    # XHTML is often served as plain XML; the first bytes tell.
    return declared in _XML_TYPES


def may_be_pdf(declared: str) -> bool:
    """Whether a body of this declared type may turn out to be a PDF, which has a limit of its own."""
    return declared == PDF or declared in _VAGUE or declared in _PDF_ALIASES


def is_pdf(head: bytes) -> bool:
    """Whether the first bytes are those of a PDF; readers accept the mark anywhere in the first kilobyte."""
    return b"%PDF-" in head[:HEAD_BYTES]


def real_type(declared: str, head: bytes, accept: Accept) -> str:
    """The media type that the body really has, of those that are accepted.

    Servers lie in both directions, so the first bytes are believed before the header. `head` is the first
    kilobyte. Raises `unsupported_type`.
    """
    if accept == "robots":
        return PLAIN
    starts_as_pdf = head.lstrip(b"\x00\t\n\r \xef\xbb\xbf").startswith(b"%PDF-")
    if starts_as_pdf or (may_be_pdf(declared) and is_pdf(head)):
        return PDF
    if _is_binary(head):
        raise unsupported()
    if accept == "feed" and (declared in _XML_TYPES or _XML_START.match(_without_bom(head))):
        return declared if declared in _XML_TYPES else "application/xml"
    if declared in (HTML, XHTML):
        return declared
    if _HTML_START.match(_without_bom(head)):
        return HTML
    if declared == PLAIN or (declared == "" and head.strip()):
        return PLAIN
    raise unsupported()


def unsupported() -> DeskwireError:
    """The refusal of a body that is neither a page, a text nor a PDF."""
    return DeskwireError(
        "unsupported_type",
        "That link leads to a file that is neither a web page nor a PDF; paste the link of an article.",
    )


class _Member(Protocol):
    """What is used of a zlib decompressor, whose class has no public name."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


class Damaged(Exception):
    """A compressed body that does not inflate."""


class Inflater:
    """Inflates gzip in pieces of at most `PIECE` bytes, so that a bomb is noticed after one piece too many.

    Several members in a row are one body (RFC 1952, 2.2); bytes after the last member that begin no other
    are padding and ignored, as browsers do.
    """

    PIECE = 65_536
    # Empty members cost time and give nothing; real bodies have one member, logs a few hundred.
    MAX_MEMBERS = 1_000

    def __init__(self) -> None:
        self._member: _Member | None = None
        self._members = 0
        self._padding = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The inflated pieces of some compressed bytes. Raises `Damaged`."""
        while data and not self._padding:
            if self._member is None:
                if self._members and not data.startswith(b"\x1f"):
                    self._padding = True
                    return
                self._members += 1
                if self._members > self.MAX_MEMBERS:
                    raise Damaged("too many members")
                self._member = zlib.decompressobj(wbits=31)
            try:
                piece = self._member.decompress(data, self.PIECE)
            except zlib.error as error:
                raise Damaged(str(error)) from None
            if piece:
                yield piece
            if self._member.eof:
                data, self._member = self._member.unused_data, None
            else:
                data = self._member.unconsumed_tail

    def finish(self) -> None:
        """Check that the body was whole. Raises `Damaged`."""
        if self._member is not None:
            raise Damaged("the compressed body ends early")


def _is_binary(head: bytes) -> bool:
    if head.startswith(_BINARY):
        return True
    # UTF-16 is full of zero bytes; without a mark of its own, a zero byte means that this is no text.
    return not head.startswith(_BOMS[1:]) and b"\x00" in head


def _without_bom(head: bytes) -> bytes:
    for bom in _BOMS:
        if head.startswith(bom):
            text = head[len(bom) :]
            return text if bom == _BOMS[0] else text.replace(b"\x00", b"")
    return head
