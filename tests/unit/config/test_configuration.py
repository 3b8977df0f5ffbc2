"""Settings are read strictly: a mistake is named with its file and line, or its variable."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.configuration import Environment, load_settings
from bot.errors import DeskwireError
from bot.settings import Settings

ROOT = Path(__file__).parents[3]


def settings_from(tmp_path: Path, text: str, **environ: str) -> Settings:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings({"DESKWIRE_CONFIG": str(path), **environ})


def test_the_shipped_file_holds_every_setting_with_its_default() -> None:
    shipped = yaml.safe_load((ROOT / "config.yaml").read_text())
    assert shipped == Settings().model_dump(mode="json")


def test_every_setting_of_the_shipped_file_has_a_comment() -> None:
    for line in (ROOT / "config.yaml").read_text().splitlines():
        if line.startswith("  "):
            assert "  # " in line or "   # " in line, line


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    found = settings_from(tmp_path, "fetch:\n  retries: 1\n", DESKWIRE_FETCH__RETRIES="4")
    assert found.fetch.retries == 4


@pytest.mark.parametrize("value", ["127.0.0.1:81, wiki.local:443", '["127.0.0.1:81", "wiki.local:443"]'])
def test_lists_in_the_environment_are_json_or_separated_by_commas(tmp_path: Path, value: str) -> None:
    found = settings_from(tmp_path, "", DESKWIRE_FETCH__ALLOW=value)
    assert found.fetch.allow == ("127.0.0.1:81", "wiki.local:443")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("fetch:\n  retries: many\n", "line 2: fetch.retries is wrong"),
        ("fetch:\n  retreis: 1\n", "line 2: there is no setting fetch.retreis"),
        ("fecth:\n  retries: 1\n", "line 1: there is no setting fecth"),
        ("fetch:\n  retries: 1\n  retries: 2\n", "line 3: fetch.retries is set twice"),
        ("fetch:\n  retries: [1\n", "not valid YAML"),
        ("- fetch\n", "line 1: the file must be sections"),
        ("policy:\n  restricted: [ON]\n", "line 2: policy.restricted"),
        ("slack:\n  command: news\n", "line 2: slack.command is wrong"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DeskwireError, match=r"settings\.yaml") as caught:
        settings_from(tmp_path, text)
    assert says in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DESKWIRE_FETCH__NOPE", "1", "DESKWIRE_FETCH__NOPE: there is no setting fetch.nope"),
        ("DESKWIRE_NOPE__X", "1", "DESKWIRE_NOPE__X: there is no setting nope"),
        ("DESKWIRE_WORK__ATTEMPTS", "x", "DESKWIRE_WORK__ATTEMPTS: work.attempts is wrong"),
        ("DESKWIRE_FETCH_RETRIES", "1", "spelled DESKWIRE_FETCH__RETRIES"),
        ("DESKWIRE_FETCH__ALLOW", "[1", "separate its entries by commas"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, name: str, value: str, says: str) -> None:
    with pytest.raises(DeskwireError) as caught:
        settings_from(tmp_path, "", **{name: value})
    assert says in caught.value.message


def test_variables_that_are_none_of_ours_do_no_harm(tmp_path: Path) -> None:
    assert (
        settings_from(tmp_path, "", DESKWIRE_SERVICE_HOST="10.0.0.1", DESKWIRE_PORT="tcp://x") == Settings()
    )


def test_a_named_file_that_is_missing_is_an_error() -> None:
    with pytest.raises(DeskwireError, match="there is no such file"):
        load_settings({"DESKWIRE_CONFIG": "nowhere.yaml"})


def test_any_slack_variable_means_a_real_installation() -> None:
    assert Environment.read({}).is_bare
    assert Environment.read({"SLACK_API_URL": " "}).is_bare
    for name in ("SLACK_APP_TOKEN", "DATABASE_URL", "PORT", "SLACK_API_URL"):
        assert not Environment.read({name: "x"}).is_bare


LLM = {"DESKWIRE_SUMMARY__ENGINE": "llm", "DESKWIRE_SUMMARY__MODEL": "m"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://llm.example.com/v1", "https://llm.example.com/v1"),
        ("https://10.0.0.7:8443/v1/", "https://10.0.0.7:8443/v1"),
        ("https://llm.example.com/v1/chat/completions", "https://llm.example.com/v1"),
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1"),
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
    ],
)
def test_the_endpoint_is_a_base_url_of_the_operators_own(tmp_path: Path, given: str, kept: str) -> None:
    found = settings_from(tmp_path, "", **LLM, DESKWIRE_SUMMARY__ENDPOINT=given)
    assert found.summary.endpoint == kept


@pytest.mark.parametrize(
    "given",
    [
        "http://llm.example.com/v1", "http://10.0.0.7/v1", "ftp://llm.example.com", "llm.example.com", "https://",
        "https://user:secret@llm.example.com/v1", "https://llm.example.com/v1?key=secret", "https://a b/v1",
        "https://llm.example.com:99999/v1", "http://127.0.0.1.example.com/v1",
    ],
)  # fmt: skip
def test_an_endpoint_that_would_be_read_on_the_way_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(DeskwireError, match=r"summary\.endpoint is wrong: ") as caught:
        settings_from(tmp_path, "", **LLM, DESKWIRE_SUMMARY__ENDPOINT=given)
    assert "secret" not in str(caught.value)


def test_an_engine_without_its_endpoint_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(DeskwireError, match="line 1: summary is wrong: engine llm needs both endpoint"):
        settings_from(tmp_path, "summary:\n  engine: llm\n")


def test_the_key_of_a_language_model_is_no_setting_and_no_installation(tmp_path: Path) -> None:
    assert settings_from(tmp_path, "", DESKWIRE_LLM_KEY="sk-1") == Settings()
    environment = Environment.read({"DESKWIRE_LLM_KEY": " sk-1 "})
    assert environment.deskwire_llm_key == "sk-1" and environment.is_bare
