"""`analyze`, `read`, `lookup` and `manifest` for one source at a time, in this process."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.cli.writing import written
from bot.codec import article_to_json, brief_to_json
from bot.configuration import load_settings
from bot.desk import tasks
from bot.errors import DeskwireError
from bot.model import Article, Context
from bot.slack.manifest import Mode, Scopes
from bot.slack.manifest import manifest as build

_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
}


def analyze(source: str, *, as_json: bool, out: Path | None) -> None:
    """Print the brief of one source."""
    article = article_of(source)
    context = Context(now=datetime.now(UTC))
    brief = asyncio.run(written(article, context, tasks.analyze_article(article, context)))
    if as_json:
        _print_json({"article": article_to_json(article), "brief": brief_to_json(brief)}, out)
        return
    from bot.cli.show import brief_as_text

    _write(brief_as_text(article, brief), out)


def read(source: str, *, out: Path | None) -> None:
    """Print the article of one source as JSON."""
    _print_json(article_to_json(article_of(source)), out)


def lookup(text: str, *, as_json: bool) -> None:
    """Print what a name or symbol can mean; nothing found is an error."""
    from bot.market.securities import Securities

    prefer = load_settings(os.environ).market.prefer
    matches = Securities.load().lookup(text, prefer=prefer)
    if as_json:
        rows = [
            {
                "ticker": m.security.ticker,
                "also": list(m.security.also),
                "name": m.security.name,
                "exchange": m.security.exchange,
                "country": m.security.country,
                "isin": m.security.isin,
                "cik": m.security.cik,
                "listed": m.security.listed,
                "successor": m.security.successor,
                "past": m.security.past,
                "score": round(m.score, 2),
                "how": m.how,
            }
            for m in matches
        ]
        _print_json(rows, None)
        return
    if not matches:
        raise DeskwireError(
            "not_found", f"No security is known as {text!r}; try its ticker, its ISIN or its full name."
        )
    for match in matches:
        security = match.security
        symbol = "/".join((security.ticker, *security.also)) if security.listed else "not listed"
        place = security.exchange or "-"
        past = f" ({security.past})" if security.past else ""
        typer.echo(f"{symbol:<16} {place:<10} {security.name}{past}")


def manifest(mode: Mode, scopes: Scopes, url: str) -> None:
    """Print the app manifest as JSON, which Slack accepts as it is."""

    settings = load_settings(os.environ)
    built = build(settings.slack.commands, mode=mode, scopes=scopes, base_url=url or None)
    _print_json(built, None)


def article_of(source: str) -> Article:
    """The article behind a URL, a file, or `-` for standard input."""
    if source == "-":
        return _from_bytes(sys.stdin.buffer.read(), "", "")
    path = Path(source)
    if _is_url(source) and not path.exists():
        return asyncio.run(_fetched(source))
    try:
        body = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise DeskwireError(
            "bad_input", f"{source} is neither a URL nor a file to read ({reason})."
        ) from None
    return _from_bytes(body, _TYPES.get(path.suffix.lower(), ""), path.resolve().as_uri())


def _is_url(source: str) -> bool:
    return "://" in source or source.lower().startswith("www.")


async def _fetched(url: str) -> Article:
    from bot.reading.fetch import Fetcher

    settings = load_settings(os.environ)
    fetcher = Fetcher(settings.fetch, settings.tls)
    try:
        page = await fetcher.fetch(url)
    finally:
        await fetcher.aclose()
    return tasks.extract_body(page.body, page.url, page.content_type, page.charset)


def _from_bytes(body: bytes, content_type: str, url: str) -> Article:
    if not content_type:
        content_type = _sniff(body)
    if content_type == "text/plain" and b"\0" in body[:4096]:
        raise DeskwireError(
            "unsupported_type", "That is no text that I can read; give a web page, a PDF or UTF-8 text."
        )
    if content_type == "text/plain":
        return tasks.extract_given_text(body.decode("utf-8-sig", errors="replace"), "", url, None)
    return tasks.extract_body(body, url, content_type, None)


def _sniff(body: bytes) -> str:
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        return "application/pdf"
    markup = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body", b"<!--", b"<meta", b"<article")
    return "text/html" if head.startswith(markup) else "text/plain"


def _print_json(data: object, out: Path | None) -> None:
    _write(json.dumps(data, ensure_ascii=False, indent=2), out)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise DeskwireError("bad_input", f"{out} cannot be written ({error.strerror}).") from None
