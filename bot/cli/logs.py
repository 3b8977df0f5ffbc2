"""Logs: readable on a terminal, JSON elsewhere. Tokens and article texts never go in."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.settings import LogSettings

_NOISY = (
    "httpx",
    "httpcore",
    "aiosqlite",
    "slack_bolt",
    "slack_sdk",
    "alembic",
    "asyncio",
    "aiohttp.access",
    "apscheduler",
    "tzlocal",
)


def configure(settings: LogSettings) -> None:
    """Set up structlog and the standard library's logging to write to standard error in one form."""
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    console = settings.format == "console" or (settings.format == "auto" and sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer()
    )
    tracebacks: list[structlog.typing.Processor] = [] if console else [structlog.processors.format_exc_info]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *tracebacks, renderer],
        )
    )
    handler.addFilter(_is_news)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def for_command(settings: LogSettings) -> None:
    """The same for a command whose standard output belongs to its results: without what is only informative."""
    configure(settings.model_copy(update={"level": "warning"}) if settings.level == "info" else settings)


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt finds the bot token in the environment, and warns at every start that our client has one already."""
    return not (record.name.startswith("slack_bolt") and "you gave `client`" in record.getMessage())
