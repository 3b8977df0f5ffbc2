"""The connection to Slack: the Web API client, the Bolt app, and whose token speaks for a team."""

from __future__ import annotations

import logging
import ssl

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.web.async_client import AsyncWebClient

from bot.configuration import Environment
from bot.errors import DeskwireError
from bot.model import Team
from bot.settings import Settings
from bot.slack import oauth
from bot.slack.errors import InstallationGone
from bot.slack.manifest import FULL_SCOPES
from bot.slack.ports import ClientFor
from bot.store.store import Store


def web_client(settings: Settings, environment: Environment) -> AsyncWebClient:
    """A client without the SDK's own retries: they resend after a dropped connection and could post twice."""
    return AsyncWebClient(
        token=environment.slack_bot_token or None,
        timeout=int(settings.slack.timeout_s),
        proxy=settings.slack.proxy or None,
        ssl=_tls(settings.tls.ca_file),
        retry_handlers=[],
        base_url=environment.slack_api_url or AsyncWebClient.BASE_URL,
    )


def _tls(ca_file: str) -> ssl.SSLContext | None:
    if not ca_file:
        return None
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(ca_file)
    except OSError as error:
        raise DeskwireError(
            "bad_input", f"tls.ca_file {ca_file} cannot be read ({error.strerror})."
        ) from None
    return context


def bolt_app(settings: Settings, environment: Environment, store: Store, client: AsyncWebClient) -> AsyncApp:
    """The Bolt app: for one workspace by its token, or for every workspace that installs it."""
    logger = logging.getLogger("slack_bolt")
    if not environment.slack_client_id:
        return AsyncApp(
            signing_secret=environment.slack_signing_secret or None,
            client=client,
            logger=logger,
        )
    installations = oauth.Installations(
        store, oauth.seal_of(environment.deskwire_token_keys, environment.slack_client_secret)
    )
    oauth_settings = AsyncOAuthSettings(
        client_id=environment.slack_client_id,
        client_secret=environment.slack_client_secret,
        scopes=FULL_SCOPES,
        installation_store=installations,
        state_store=oauth.States(store),
        install_path="/slack/install",
        install_page_rendering_enabled=False,
        redirect_uri_path="/slack/oauth_redirect",
    )
    # Else every request would wait for `auth.test` before it is acknowledged. The token still comes from the
    # store each time, so that a workspace that left is known at once.
    if isinstance(oauth_settings.authorize, AsyncInstallationStoreAuthorize):
        oauth_settings.authorize.cache_enabled = True
    return AsyncApp(
        signing_secret=environment.slack_signing_secret,
        client=client,
        logger=logger,
        installation_store=installations,
        oauth_settings=oauth_settings,
    )


def client_for(bolt: AsyncApp, client: AsyncWebClient, environment: Environment) -> ClientFor:
    """The client that speaks for a team: one token for all, or the token of the team's installation."""

    async def shared(_team: Team) -> AsyncWebClient:
        return client

    async def installed(team: Team) -> AsyncWebClient:
        found = bolt.installation_store and await bolt.installation_store.async_find_bot(
            enterprise_id=team.enterprise_id or None,
            team_id=team.team_id or None,
            is_enterprise_install=not team.team_id,
        )
        if not found:
            raise InstallationGone("not_installed")
        return AsyncWebClient(
            token=found.bot_token,
            base_url=client.base_url,
            timeout=client.timeout,
            proxy=client.proxy,
            ssl=client.ssl,
            retry_handlers=[],
        )

    return installed if environment.slack_client_id else shared
