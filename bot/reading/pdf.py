"""PDF to article: lines with their place and size, joined into paragraphs.

PDFium is native code: call this in a process that may die (`bot.work.pool`), never on the event loop.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pypdfium2

from bot.errors import DeskwireError
from bot.model import MAX_WORDS, Article
from bot.reading.boilerplate import is_noise
from bot.reading.dates import MAX_AHEAD
from bot.reading.language import is_english
from bot.reading.pdf_lines import BREAK, Line, lines_of, without_furniture
from bot.reading.plaintext import LONG
from bot.reading.textnorm import cut, key_of, tidy, words_in
from bot.reading.titles import MAX_BYLINE, MAX_TITLE
from bot.reading.verdict import refuse

MAX_PAGES = 200
MANY_PAGES = f"Only the first {MAX_PAGES} pages were read."

_PROTECTED = "That PDF is protected by a password; remove the protection or paste its text instead."
_DAMAGED = "That PDF cannot be opened; check that the file is whole, or paste its text instead."
_SCANNED = "That PDF holds pictures of pages and no text; paste its text, or a version with text, instead."
_JUNK_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|document\d*|slide \d+|.*\.(?:docx?|pdf|indd|"
    r"pptx?|xlsx?|qxd|tmp)|[\w-]{0,12}\d{5,}[\w-]*|layout \d+|print|title)$",
    re.I,
)
_DATE = re.compile(
    r"(?:D:)?(?P<y>\d{4})(?P<mo>\d\d)?(?P<d>\d\d)?(?P<h>\d\d)?(?P<mi>\d\d)?(?P<s>\d\d)?\s*(?P<zone>Z|"
    r"[+-]\d\d'?(?:\d\d)?)?"
)
_SENTENCE_END = re.compile(r"[.!?:][\"'”’)]*$")
_BULLET = re.compile(r"^(?:[•▪■●◦‣–—*·-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_BROKEN_WORD = re.compile(rf"(?P<left>\w+){BREAK}\s*(?P<right>\w+)")
_COMPOUND = re.compile(r"[A-Za-z]+-[A-Za-z]+")


def article_from_pdf(data: bytes, url: str, *, now: datetime | None = None) -> Article:
    """Read a PDF.

    Raises `unsupported_type` for one that cannot be opened, `not_an_article` for one without English text.

    At most `MAX_PAGES` pages and `MAX_WORDS` words are read. The date is that of creation, never of change.
    """
    document = _open(data)
    try:
        pages = len(document)
        metadata = {key: tidy(str(value)) for key, value in document.get_metadata_dict().items()}
        lines, words = [], 0
        for number in range(min(pages, MAX_PAGES)):
            lines.append(lines_of(document, number))
            words += sum(words_in(line.text) for line in lines[-1])
            if words > MAX_WORDS:
                break
    except pypdfium2.PdfiumError:
        raise DeskwireError("unsupported_type", _DAMAGED) from None
    finally:
        document.close()
    if words < 8:
        raise DeskwireError("not_an_article", _SCANNED, reason="empty")
    kept = without_furniture(lines)
    title = _title(metadata.get("Title", ""), kept, url)
    paragraphs = _paragraphs(kept, title)
    text = "\n\n".join(paragraphs)
    if words_in(text) < 8:
        raise DeskwireError("not_an_article", _SCANNED, reason="empty")
    if not is_english(text):
        raise refuse("language")
    warnings = [MANY_PAGES] if pages > MAX_PAGES else []
    if words > MAX_WORDS:
        text = _first_words(paragraphs)
        warnings.append(LONG)
    return Article(
        url=url,
        canonical_url=url,
        title=title,
        text=text,
        byline=cut(metadata.get("Author", ""), MAX_BYLINE) or None,
        published_at=_created(metadata.get("CreationDate", ""), now or datetime.now(UTC)),
        site=(urlsplit(url).hostname or "").removeprefix("www.") or None,
        coverage="partial" if warnings else "full",
        warnings=tuple(warnings),
    )


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        message = _PROTECTED if "assword" in str(error) or "ecurity" in str(error) else _DAMAGED
        raise DeskwireError("unsupported_type", message) from None


def _title(declared: str, pages: Sequence[Sequence[Line]], url: str) -> str:
    """The declared title where it is one, else the largest lines at the top of the first page."""
    if len(declared) > 5 and not _JUNK_TITLE.match(declared):
        return cut(declared, MAX_TITLE)
    first = next((page for page in pages if page), [])
    upper = first[: max(10, len(first) // 2)]
    usable = [line for line in upper if sum(char.isalpha() for char in line.text) >= 8]
    if usable:
        largest = max(line.size for line in usable)
        start = next(
            index for index, line in enumerate(upper) if line.size >= 0.97 * largest and line in usable
        )
        taken = []
        for line in upper[start : start + 4]:
            if line.size < 0.93 * largest:
                break
            taken.append(line.text)
        body = statistics.median(line.size for line in first)
        if largest > 1.1 * body or len(taken) == 1:
            return cut(tidy(" ".join(taken)), MAX_TITLE)
        return cut(tidy(usable[0].text), MAX_TITLE)
    return cut(tidy(unquote(urlsplit(url).path.rpartition("/")[2])), MAX_TITLE)


def _paragraphs(pages: Sequence[Sequence[Line]], title: str) -> list[str]:
    """Lines joined: a new paragraph where the gap, the size, or a short closed line says so."""
    out: list[str] = []
    current: list[str] = []
    previous: Line | None = None
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    width = (
        statistics.quantiles([line.right - line.left for line in lines], n=10)[8] if len(lines) > 2 else 0.0
    )
    gaps = [
        above.bottom - below.top
        for page in pages
        for above, below in pairwise(page)
        if above.bottom > below.top
    ]
    usual = statistics.median(gaps) if gaps else 0.0
    compounds = frozenset(found.lower() for line in lines for found in _COMPOUND.findall(line.text))
    for line in lines:
        if previous is not None and current and _breaks(previous, line, usual, width):
            out.append(_joined(current, compounds))
            current = []
        current.append(line.text)
        previous = line
    if current:
        out.append(_joined(current, compounds))
    kept = [paragraph for paragraph in out if paragraph and not is_noise(paragraph)]
    wanted = key_of(title)
    for index, paragraph in enumerate(kept[:4]):
        if wanted and key_of(paragraph) == wanted and not _SENTENCE_END.search(paragraph):
            del kept[index]
            break
    return kept


def _breaks(above: Line, below: Line, usual: float, width: float) -> bool:
    closed = bool(_SENTENCE_END.search(above.text))
    if _BULLET.match(below.text) and (closed or above.right - above.left < 0.8 * width):
        return True
    if (
        abs(above.size - below.size) > 0.12 * max(above.size, below.size)
        and abs(above.size - below.size) > 1.5
    ):
        return True
    if below.top > above.bottom + above.size:
        # The text went up again: a new column or page. A sentence that is not closed goes on.
        return closed and above.right - above.left < 0.85 * width
    gap = above.bottom - below.top
    if gap > usual + 0.45 * max(above.size, 4.0):
        return True
    short = above.right - above.left < 0.75 * width
    indented = below.left > above.left + 0.8 * above.size
    return closed and (short or indented)


def _joined(lines: Sequence[str], compounds: frozenset[str]) -> str:
    """Lines as one text. A hyphen at the end of a line goes, unless the word is a compound."""
    text = ""
    for line in lines:
        text = line if not text else text + (line if text.endswith(BREAK) else f" {line}")
        if text.endswith("-") and len(text) > 1 and text[-2].isalpha():
            text = text[:-1] + BREAK

    def mend(found: re.Match[str]) -> str:
        left, right = found["left"], found["right"]
        is_compound = not left.isalpha() or right[:1].isupper() or f"{left}-{right}".lower() in compounds
        return f"{left}-{right}" if is_compound else left + right

    return tidy(_BROKEN_WORD.sub(mend, text).replace(BREAK, "-"))


def _created(written: str, now: datetime) -> datetime | None:
    """The creation date of a PDF (ISO 32000-1, 7.9.4); without a zone it is read as UTC."""
    found = _DATE.match(written)
    if not found:
        return None
    zone = (found["zone"] or "Z").replace("'", "")
    hours = "+0000" if zone == "Z" else zone if len(zone) == 5 else f"{zone}00"
    digits = [
        found[name] or default
        for name, default in zip(
            ("y", "mo", "d", "h", "mi", "s"), ("", "01", "01", "00", "00", "00"), strict=True
        )
    ]
    try:
        when = datetime.strptime("".join(digits) + hours, "%Y%m%d%H%M%S%z")
    except ValueError:
        return None
    return when if when.year >= 1990 and when <= now + MAX_AHEAD else None


def _first_words(paragraphs: Sequence[str]) -> str:
    out: list[str] = []
    left = MAX_WORDS
    for paragraph in paragraphs:
        words = paragraph.split()
        if len(words) >= left:
            out.append(" ".join(words[:left]))
            break
        out.append(paragraph)
        left -= len(words)
    return "\n\n".join(out)
