"""Which tokens make which mode; a wrong or half set is an error that names what is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.serve import mode_of
from bot.configuration import Environment
from bot.errors import DeskwireError

BOT, APP, SECRET = {"slack_bot_token": "xoxb-1"}, {"slack_app_token": "xapp-1"}, {"slack_signing_secret": "s"}
CLIENT = {"slack_client_id": "1.2", "slack_client_secret": "c"}


@pytest.mark.parametrize(
    ("tokens", "mode"),
    [
        (BOT | APP, "socket"),
        (BOT | APP | SECRET, "socket"),
        (BOT | SECRET, "http"),
        (CLIENT | SECRET, "http"),
    ],
)
def test_a_whole_set_of_tokens_says_how_slack_reaches_us(tokens: dict[str, str], mode: str) -> None:
    assert mode_of(Environment(**tokens)) == mode


@pytest.mark.parametrize(
    ("tokens", "names"),
    [
        (APP, "SLACK_BOT_TOKEN"),
        (SECRET, "SLACK_BOT_TOKEN"),
        (BOT, "SLACK_APP_TOKEN"),
        ({"slack_api_url": "http://127.0.0.1:1/api/"}, "SLACK_BOT_TOKEN"),
        ({"database_url": "postgresql://h/d"}, "SLACK_BOT_TOKEN"),
        ({"port": "3000"}, "SLACK_BOT_TOKEN"),
        ({"slack_bot_token": "xoxp-1"} | APP, "xoxb-"),
        ({"slack_bot_token": "xapp-1"} | {"slack_app_token": "xoxb-1"}, "xoxb-"),
        (BOT | {"slack_app_token": "xoxb-1"}, "xapp-"),
        ({"slack_client_id": "1.2"} | SECRET, "SLACK_CLIENT_SECRET"),
        ({"slack_client_secret": "c"} | SECRET, "SLACK_CLIENT_ID"),
        (CLIENT, "SLACK_SIGNING_SECRET"),
        (CLIENT | SECRET | BOT, "not both"),
        (CLIENT | SECRET | APP, "SLACK_APP_TOKEN"),
    ],
)
def test_a_half_or_wrong_set_is_refused_by_name(tokens: dict[str, str], names: str) -> None:
    environment = Environment(**tokens)
    assert not environment.is_bare
    with pytest.raises(DeskwireError, match=names) as caught:
        mode_of(environment)
    assert caught.value.code == "bad_input"


def test_the_process_that_talks_to_slack_never_loads_the_language_pipeline(
    tmp_path: Path,
) -> None:
    program = """
import sys
import bot.cli.process
from bot.app import build
from bot.configuration import Environment
from bot.settings import Settings
settings = Settings.model_validate({"store": {"path": sys.argv[1]}})
build(settings, Environment(slack_bot_token="xoxb-1", slack_app_token="xapp-1"))
heavy = {"spacy", "thinc", "torch", "numpy", "trafilatura", "vaderSentiment"} & set(sys.modules)
print(*sorted(heavy))
"""
    found = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "deskwire.db"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert found.stdout.split() == []
