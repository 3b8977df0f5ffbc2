"""Typed settings: `config.yaml`, overridden by `DESKWIRE_SECTION__NAME` in the environment."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A section refuses what it does not know and never changes after start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FetchSettings(Section):
    """How pages are fetched."""

    timeout_s: Positive = 20.0
    connect_timeout_s: Positive = 5.0
    max_bytes: Count = 8_000_000
    max_pdf_bytes: Count = 25_000_000
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    retries: Annotated[int, Field(ge=0, le=5)] = 2
    requests_per_minute_per_host: Count = 30
    robots: Literal["respect", "ignore"] = "respect"
    user_agent: str = "Deskwire/0.1 (+https://deskwire.example/bot)"
    allow: tuple[str, ...] = ()
    proxy: str = ""


class TlsSettings(Section):
    """Trust for firms that inspect their own traffic."""

    ca_file: str = ""


class SlackSettings(Section):
    """How Deskwire appears in Slack."""

    proxy: str = ""
    mode: Literal["socket", "http"] = "socket"
    commands: dict[str, str] = Field(default_factory=lambda: {"news": "/news"})
    links: Literal["off", "reaction", "auto"] = "auto"
    reaction: str = "newspaper"
    links_per_message: Count = 3
    timeout_s: Positive = 15.0


class AnalysisSettings(Section):
    """Worker processes that extract and analyse."""

    workers: Count = 1
    worker_memory_mb: Count = 600
    timeout_s: Positive = 60.0


class SentimentSettings(Section):
    engine: Literal["vader"] = "vader"


class SummarySettings(Section):
    engine: Literal["extractive"] = "extractive"


class MarketSettings(Section):
    """Which listing stands for a company that has several."""

    prefer: str = "US"


class PolicySettings(Section):
    """What may be posted, and who may decide for everybody."""

    restricted: tuple[str, ...] = ()
    confirmers: tuple[str, ...] = ()


class StoreSettings(Section):
    path: str = "data/deskwire.db"


class WorkSettings(Section):
    """The job table."""

    concurrency: Count = 8
    lease_s: Positive = 60.0
    attempts: Count = 5
    drain_s: Positive = 25.0


class HttpSettings(Section):
    host: str = "0.0.0.0"
    port: Annotated[int, Field(ge=0, le=65535)] = 3000


class LogSettings(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class Settings(Section):
    """Every setting, with its default."""

    fetch: FetchSettings = FetchSettings()
    tls: TlsSettings = TlsSettings()
    slack: SlackSettings = SlackSettings()
    analysis: AnalysisSettings = AnalysisSettings()
    sentiment: SentimentSettings = SentimentSettings()
    summary: SummarySettings = SummarySettings()
    market: MarketSettings = MarketSettings()
    policy: PolicySettings = PolicySettings()
    store: StoreSettings = StoreSettings()
    work: WorkSettings = WorkSettings()
    http: HttpSettings = HttpSettings()
    log: LogSettings = LogSettings()
