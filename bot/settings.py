"""Typed settings: every one of them, with its default. `bot.configuration` reads them."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]
SentimentEngine = Literal["neural", "vader"]


class Section(BaseModel):
    """A section refuses what it does not know and never changes after start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


CommandName = Annotated[str, Field(pattern=r"^/[a-z0-9_-]{1,31}$")]
ShortForm = Literal["watch", "digest", "alert", "portfolio"]


class FetchSettings(Section):
    """How pages are fetched."""

    timeout_s: Positive = 20.0
    connect_timeout_s: Positive = 5.0
    max_bytes: Count = 8_000_000
    max_pdf_bytes: Count = 25_000_000
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    retries: Annotated[int, Field(ge=0, le=5)] = 2
    requests_per_minute_per_host: Count = 120
    robots: Literal["respect", "ignore"] = "respect"
    user_agent: str = "Deskwire/0.1 (+https://deskwire.example/bot)"
    allow: tuple[str, ...] = ()
    proxy: str = ""


class TlsSettings(Section):
    """Trust for firms that inspect their own traffic."""

    ca_file: str = ""


class SlackSettings(Section):
    """How Deskwire appears in Slack."""

    command: CommandName = "/news"
    short_forms: dict[ShortForm, CommandName] = {
        "watch": "/watch",
        "digest": "/digest",
        "alert": "/alert",
        "portfolio": "/portfolio",
    }
    links: Literal["off", "reaction", "auto"] = "auto"
    reaction: Annotated[str, Field(pattern=r"^[a-z0-9_+'-]{1,100}$")] = "newspaper"
    links_per_message: Annotated[int, Field(ge=1, le=10)] = 3
    bot_messages_per_minute: Count = 6
    timeout_s: Positive = 15.0
    proxy: str = ""

    @property
    def commands(self) -> dict[str, str]:
        """Every command by what it is for, as the manifest wants them."""
        return {"news": self.command, **{str(area): name for area, name in self.short_forms.items()}}


class AnalysisSettings(Section):
    """Worker processes that extract and analyse."""

    workers: Count = 1
    worker_memory_mb: Count = 600
    timeout_s: Positive = 60.0


class SentimentSettings(Section):
    """Who judges the tone."""

    engine: SentimentEngine = "neural"


class ThemeSettings(Section):
    """What articles are about beyond companies."""

    file: str = ""


class SummarySettings(Section):
    """Who writes the summary. The language model's key comes from the environment (`DESKWIRE_LLM_KEY`)."""

    engine: Literal["extractive", "llm"] = "extractive"
    endpoint: str = ""
    model: Annotated[str, Field(max_length=120, pattern=r"^[!-~]*$")] = ""
    timeout_s: Positive = 45.0
    max_output_tokens: Annotated[int, Field(ge=200, le=32_000)] = 1_200
    tokens_per_day: Count = 500_000

    @field_validator("endpoint")
    @classmethod
    def _reachable_safely(cls, value: str) -> str:
        return value and base_url(value)

    @model_validator(mode="after")
    def _complete(self) -> SummarySettings:
        if self.engine == "llm" and not (self.endpoint and self.model):
            raise ValueError(
                "engine llm needs both endpoint (the base URL of an OpenAI-compatible server, such as "
                "https://llm.example.com/v1) and model"
            )
        return self


def base_url(value: str) -> str:
    """The base URL of an operator's own server without a slash at its end.

    https anywhere, plain http on this machine alone: what is sent would be readable on the way. Raises
    `ValueError` with what to write instead.
    """
    try:
        parts = urlsplit(value.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("write it like https://llm.example.com/v1") from None
    odd = parts.username is not None or parts.query or parts.fragment or port == 0
    if odd or not host or not value.isascii() or not value.strip().isprintable() or " " in value.strip():
        raise ValueError("write it like https://llm.example.com/v1, without a key or a question mark in it")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError("plain http is for this machine alone (http://127.0.0.1:8080/v1); write https")
    if parts.scheme not in ("http", "https"):
        raise ValueError("it must begin with https://")
    return parts.geturl().rstrip("/").removesuffix("/chat/completions")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class MarketSettings(Section):
    """Which listing stands for a company that has several."""

    prefer: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "US"


class PolicySettings(Section):
    """What may be posted, and who may decide for everybody."""

    restricted: tuple[str, ...] = ()
    confirmers: tuple[str, ...] = ()


class StoreSettings(Section):
    """Where the embedded database lives."""

    path: str = "data/deskwire.db"


class WorkSettings(Section):
    """The job table."""

    concurrency: Count = 8
    lease_s: Positive = 60.0
    attempts: Count = 20
    drain_s: Annotated[float, Field(gt=0, le=29)] = 25.0


class HttpSettings(Section):
    """Where HTTP mode listens; `PORT` in the environment wins."""

    host: str = "0.0.0.0"  # noqa: S104 - a web process is there to be reached
    port: Annotated[int, Field(ge=0, le=65535)] = 3000


class WorkspaceSettings(Section):
    """The local stand-in for Slack."""

    port: Annotated[int, Field(ge=0, le=65535)] = 3210


FeedName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")]
FeedAddress = Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2048)]


class SourceSettings(Section):
    """Where news comes from by itself."""

    enabled: bool = True
    contact: Annotated[str, Field(max_length=120, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")] = ""
    edgar: bool = True
    edgar_url: Annotated[str, Field(pattern=r"^https?://[^\s?]+$")] = (
        "https://www.sec.gov/cgi-bin/browse-edgar"
    )
    edgar_forms: tuple[str, ...] = ("8-K",)
    edgar_every_s: Annotated[int, Field(ge=10)] = 30
    feed_every_s: Count = 300
    feeds: dict[FeedName, FeedAddress] = {
        "federal-reserve": "https://www.federalreserve.gov/feeds/press_all.xml",
        "ecb": "https://www.ecb.europa.eu/rss/press.html",
        "bank-of-england": "https://www.bankofengland.co.uk/rss/news",
        "bank-of-japan": "https://www.boj.or.jp/en/rss/whatsnew.xml",
    }
    headline_sites: tuple[str, ...] = ("news.google.com",)
    tickers: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    first_items: Annotated[int, Field(ge=0)] = 20
    oldest_hours: Positive = 168.0
    feeds_per_team: Count = 50


class LogSettings(Section):
    """What is logged, and how."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "console", "json"] = "auto"


class Settings(Section):
    """Every setting, with its default."""

    fetch: FetchSettings = FetchSettings()
    tls: TlsSettings = TlsSettings()
    slack: SlackSettings = SlackSettings()
    analysis: AnalysisSettings = AnalysisSettings()
    sentiment: SentimentSettings = SentimentSettings()
    themes: ThemeSettings = ThemeSettings()
    summary: SummarySettings = SummarySettings()
    market: MarketSettings = MarketSettings()
    policy: PolicySettings = PolicySettings()
    store: StoreSettings = StoreSettings()
    work: WorkSettings = WorkSettings()
    http: HttpSettings = HttpSettings()
    workspace: WorkspaceSettings = WorkspaceSettings()
    sources: SourceSettings = SourceSettings()
    log: LogSettings = LogSettings()
