"""Installations of many workspaces: tokens encrypted at rest, OAuth states used once.

Tokens are sealed with `MultiFernet`. The keys come from `DESKWIRE_TOKEN_KEYS` (separated by commas, the first
one seals) or, where there are none, from the client secret, so that a stolen database alone opens nothing.
"""

from __future__ import annotations

import base64
import json
import logging
import secrets
from datetime import timedelta
from logging import Logger

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.errors import DeskwireError
from bot.model import Team
from bot.store.installations import INSTALLED
from bot.store.jobs import NewJob
from bot.store.store import Store

STATE_LIFETIME = timedelta(minutes=10)


def seal_of(token_keys: str, client_secret: str) -> MultiFernet:
    """The cipher for tokens. Raises `DeskwireError` when a key is none."""
    keys = [key.strip() for key in token_keys.split(",") if key.strip()]
    if not keys:
        derived = HKDF(SHA256(), 32, salt=None, info=b"deskwire tokens").derive(client_secret.encode())
        keys = [base64.urlsafe_b64encode(derived).decode()]
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise DeskwireError(
            "bad_input", "DESKWIRE_TOKEN_KEYS must hold Fernet keys (32 bytes, base64), separated by commas."
        ) from None


class Installations(AsyncInstallationStore):
    """What Bolt asks for a workspace's token, over our store."""

    def __init__(self, store: Store, seal: MultiFernet) -> None:
        self._store = store
        self._seal = seal

    @property
    def logger(self) -> Logger:
        """Bolt logs failures of a store here."""
        return logging.getLogger(__name__)

    async def async_save(self, installation: Installation) -> None:
        """Keep the newest installation of a workspace."""
        team = _team(installation.enterprise_id, installation.team_id, installation.is_enterprise_install)
        data = json.dumps(installation.to_dict(), default=str).encode()
        await self._store.installations.save(team, self._seal.encrypt(data), jobs=[NewJob(INSTALLED)])

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The installation of a workspace, or of its whole organisation."""
        sealed = await self._store.installations.find(_team(enterprise_id, team_id, is_enterprise_install))
        if sealed is None:
            return None
        try:
            data = json.loads(self._seal.decrypt(sealed))
        except InvalidToken:
            raise DeskwireError(
                "internal", "The stored tokens cannot be opened; set the keys they were sealed with."
            ) from None
        known = {name: value for name, value in data.items() if name in _FIELDS}
        return Installation(**known)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot's part of the installation."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return found.to_bot() if found else None

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forget a workspace."""
        await self._store.installations.delete(_team(enterprise_id, team_id, team_id is None))


_FIELDS = frozenset(
    {
        "app_id", "enterprise_id", "enterprise_name", "enterprise_url", "team_id", "team_name", "bot_token",
        "bot_id", "bot_user_id", "bot_scopes", "user_id", "is_enterprise_install", "token_type", "installed_at",
    }
)  # fmt: skip


def _team(enterprise_id: str | None, team_id: str | None, org_wide: bool | None) -> Team:
    return Team("" if org_wide else team_id or "", enterprise_id or "")


class States(AsyncOAuthStateStore):
    """OAuth states in the database: each is used once, within ten minutes, by whichever process."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def logger(self) -> Logger:
        """Bolt logs failures of a store here."""
        return logging.getLogger(__name__)

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A new state."""
        state = secrets.token_urlsafe(32)
        await self._store.oauth_states.issue(state, STATE_LIFETIME)
        return state

    async def async_consume(self, state: str) -> bool:
        """True once for a state that was issued and is not too old."""
        return await self._store.oauth_states.consume(state)
