"""Which Web API methods exist, with their tier and the scopes they need."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.workspace.errors import Json
from bot.workspace.webapi.args import Args

if TYPE_CHECKING:
    from bot.workspace.core import Core

Handler = Callable[["Core", Args], Awaitable[Json]]
TokenKind = Literal["bot", "app", "none"]


@dataclass(frozen=True)
class Method:
    """One Web API method. `scopes`: any one of them is enough. Tier 0 has no limit a minute."""

    name: str
    handler: Handler
    tier: int
    scopes: tuple[str, ...] = ()
    token: TokenKind = "bot"  # noqa: S105 - a kind of token


class Registry:
    """The methods of one module."""

    def __init__(self) -> None:
        self.methods: dict[str, Method] = {}

    def __call__(
        self,
        name: str,
        *,
        tier: int,
        scopes: tuple[str, ...] = (),
        token: TokenKind = "bot",  # noqa: S107
    ) -> Callable[[Handler], Handler]:
        """Register the decorated coroutine as the method `name`."""

        def register(handler: Handler) -> Handler:
            self.methods[name] = Method(name, handler, tier, scopes, token)
            return handler

        return register
