"""The lines of a PDF with their place and size, without what repeats on every page."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from bot.reading.textnorm import key_of

_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:of|/|\|)\s*\d{1,4})?|[ivxl]{1,6}", re.I
)
# PDFium writes U+0002 or U+FFFE for a hyphen that breaks a word over two lines, and no line break.
BREAK = "\x02"
_EDGE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its box in points from the lower left corner, and the size of its letters."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


def lines_of(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of a page in the order of its text."""
    page = document[number]
    try:
        textpage = page.get_textpage()
        try:
            return list(_read_lines(textpage))
        finally:
            textpage.close()
    finally:
        page.close()


def _read_lines(textpage: pypdfium2.PdfTextPage) -> Iterator[Line]:
    box = [ctypes.c_double() for _ in range(4)]
    chars: list[str] = []
    edges: list[tuple[float, float, float, float]] = []
    size = 0.0

    def line() -> Line | None:
        text = "".join(chars)
        if not text.strip() or not edges:
            return None
        return Line(
            text.strip(),
            min(edge[0] for edge in edges),
            max(edge[1] for edge in edges),
            min(edge[2] for edge in edges),
            max(edge[3] for edge in edges),
            size,
        )

    for index in range(min(textpage.count_chars(), 200_000)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        char = (
            BREAK
            if code == 0xFFFE
            else chr(code)
            if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
            else " "
        )
        if char in "\r\n":
            if (done := line()) is not None:
                yield done
            chars, edges, size = [], [], 0.0
            continue
        chars.append(char)
        if not char.isspace() and pdfium.FPDFText_GetCharBox(textpage, index, *map(ctypes.byref, box)):
            left, right, bottom, top = (each.value for each in box)
            edges.append((left, right, bottom, top))
            size = max(size, pdfium.FPDFText_GetFontSize(textpage, index), top - bottom)
    if (done := line()) is not None:
        yield done


def _shape(text: str) -> str:
    """A line without its numbers: running heads differ in the page number only."""
    return re.sub(r"\d+", "#", key_of(text))


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without running heads, running feet and page numbers."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line.text) for line in [*page[:_EDGE], *page[-_EDGE:]]})
    often = max(2, round(0.5 * len(pages)))

    def is_furniture(line: Line) -> bool:
        repeated = len(pages) > 1 and len(line.text) < 160 and seen[_shape(line.text)] >= often
        return repeated or bool(_PAGE_NUMBER.fullmatch(line.text))

    out = []
    for page in pages:
        first, last = 0, len(page)
        while first < min(_EDGE, last) and is_furniture(page[first]):
            first += 1
        while last > max(first, len(page) - _EDGE) and is_furniture(page[last - 1]):
            last -= 1
        out.append(list(page[first:last]))
    return out
