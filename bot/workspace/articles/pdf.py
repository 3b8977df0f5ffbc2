"""A PDF of plain text, written byte by byte: enough for a page that a person drops into a channel."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime

_WIDTH = 88
_LINES_A_PAGE = 46


def write_pdf(title: str, paragraphs: Sequence[str], created: datetime) -> bytes:
    """An A4 document with a bold title and wrapped paragraphs, Latin characters only; `created` is in UTC."""
    lines = [line for paragraph in paragraphs for line in (*textwrap.wrap(paragraph, _WIDTH), "")]
    headline = textwrap.wrap(title, 58)
    room = _LINES_A_PAGE - 2 * len(headline)
    pages = [lines[:room]]
    pages += [lines[at : at + _LINES_A_PAGE] for at in range(room, len(lines), _LINES_A_PAGE)]
    first_page = 5
    kids = " ".join(f"{first_page + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
    ]
    for index, page in enumerate(pages):
        content = _content(headline if index == 0 else [], page)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> "
            + f"/Contents {first_page + 2 * index + 1} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects.append(
        b"<< /Title (" + _escaped(title) + f") /CreationDate (D:{created:%Y%m%d%H%M%S}Z) >>".encode()
    )
    return _assembled(objects)


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _content(headline: Sequence[str], lines: Sequence[str]) -> bytes:
    out = [b"BT 60 780 Td"]
    if headline:
        out.append(b"/F2 18 Tf 24 TL")
        out += [b"(" + _escaped(line) + b") Tj T*" for line in headline]
    out.append(b"/F1 11 Tf 15 TL")
    out += [b"(" + _escaped(line) + b") Tj T*" for line in lines]
    out.append(b"ET")
    return b"\n".join(out)


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _assembled(objects: Sequence[bytes]) -> bytes:
    """Header, numbered objects, cross-reference table and trailer; the last object is the document's info."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)
