"""One line of a batch: parsed in the parent, answered in a worker process."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.codec import article_to_json, brief_to_json, targets_to_json
from bot.desk import tasks
from bot.errors import DeskwireError
from bot.model import Article, Context
from bot.reading.fetch import Page
from bot.settings import SentimentEngine

_TEXT_FIELDS = ("title", "text", "html", "url", "published_at")


@dataclass(frozen=True, slots=True)
class Record:
    """What a line asks for. `error` is set when it cannot be answered."""

    id: Any = None
    title: str = ""
    text: str = ""
    html: str = ""
    url: str = ""
    published_at: datetime | None = None
    targets: tuple[tuple[int, int], ...] = ()
    page: Page | None = None
    error: DeskwireError | None = None

    @property
    def has_content(self) -> bool:
        """True when nothing has to be fetched."""
        return bool(self.text or self.html or self.title)

    def with_page(self, page: Page) -> Record:
        """The same line with its fetched page."""
        return replace(self, page=page)

    def with_error(self, error: DeskwireError) -> Record:
        """The same line, refused."""
        return replace(self, error=error)


def parse(line: bytes) -> Record:
    """A line as a record; what is wrong with it becomes its `error`."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return Record(error=DeskwireError("bad_input", "This line is not JSON; write one object a line."))
    if not isinstance(data, dict):
        return Record(error=DeskwireError("bad_input", "This line is not a JSON object."))
    record = Record(id=data.get("id"))
    try:
        return _checked(record, data)
    except DeskwireError as error:
        return record.with_error(error)


def _checked(record: Record, data: dict[str, Any]) -> Record:
    for name in _TEXT_FIELDS:
        if data.get(name) is not None and not isinstance(data[name], str):
            raise DeskwireError("bad_input", f"The field {name} must be text.")
    record = replace(
        record,
        title=_sound(data.get("title")).strip(),
        text=_sound(data.get("text")),
        html=_sound(data.get("html")),
        url=_sound(data.get("url")).strip(),
        published_at=_time(data.get("published_at")),
    )
    if not (record.has_content or record.url):
        raise DeskwireError("bad_input", "This line has none of title, text, html and url.")
    return replace(record, targets=_targets(data.get("targets"), record.text or record.title))


def _sound(value: str | None) -> str:
    """Without half surrogate pairs, which no encoding can carry; every offset stays what it is."""
    return (value or "").encode("utf-8", "replace").decode("utf-8")


def _time(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise DeskwireError("bad_input", "published_at must be an ISO 8601 time.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _targets(value: Any, text: str) -> tuple[tuple[int, int], ...]:
    if value is None:
        return ()
    wrong = DeskwireError("bad_input", 'targets must be a list of {"start","end"}, offsets into text.')
    if not isinstance(value, list):
        raise wrong
    spans = []
    for item in value:
        start, end = (item.get("start"), item.get("end")) if isinstance(item, dict) else (None, None)
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
            raise wrong
        spans.append((start, end))
    return tuple(spans)


def answer_all(verb: str, given: list[Record], engine: SentimentEngine) -> list[str]:
    """Answer records in order, each as one line of JSON. Runs in a worker process."""
    return [_answer(verb, record, engine) for record in given]


def failed(record: Record, error: DeskwireError) -> str:
    """The error line of a record."""
    return as_line({"id": record.id, "ok": False, "error": error.as_json()})


def _answer(verb: str, record: Record, engine: SentimentEngine) -> str:
    if record.error is not None:
        return failed(record, record.error)
    try:
        article = _article(record)
        out: dict[str, Any] = {"id": record.id, "ok": True, "article": article_to_json(article)}
        if verb == "analyze":
            brief = tasks.analyze_article(article, Context(now=datetime.now(UTC)), engine)
            scored = (
                tasks.score_targets(record.text or record.title, record.targets, engine)
                if record.targets
                else []
            )
            out |= {"brief": brief_to_json(brief), "targets": targets_to_json(scored)}
        return as_line(out)
    except DeskwireError as error:
        return failed(record, error)
    except Exception:  # noqa: BLE001 - a defect on one line must not stop the run; it is logged and told
        structlog.get_logger().exception("record_failed", record=str(record.id))
        return failed(record, DeskwireError("internal", "This line met a defect in Deskwire; see the log."))


def _article(record: Record) -> Article:
    if record.page is not None:
        page = record.page
        article = tasks.extract_body(page.body, page.url, page.content_type, page.charset)
    elif record.text or not record.html:
        return tasks.extract_given_text(
            record.text or record.title, record.title, record.url, record.published_at
        )
    else:
        article = tasks.extract_body(record.html.encode(), record.url, "text/html", "utf-8")
    return replace(
        article,
        title=article.title or record.title,
        published_at=article.published_at or record.published_at,
    )


def as_line(data: object) -> str:
    """One line of JSON, in pure ASCII where a text holds what UTF-8 cannot carry."""
    try:
        return json.dumps(data, ensure_ascii=False).encode("utf-8").decode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(data, ensure_ascii=True)
