"""Reads `config.yaml` and the environment, and refuses what it does not know with file and line.

Secrets come only from the environment (`Environment`); everything else is a setting, from the file or as
`DESKWIRE_SECTION__NAME`, which wins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from yaml.nodes import MappingNode, Node, ScalarNode

from bot.errors import DeskwireError
from bot.settings import Settings

PREFIX = "DESKWIRE_"
NOT_SETTINGS = frozenset({"DESKWIRE_CONFIG", "DESKWIRE_TOKEN_KEYS", "DESKWIRE_LLM_KEY"})
# Secrets that any installation may have, the local workspace too.
_ANYWHERE = frozenset({"deskwire_token_keys", "deskwire_llm_key"})
Path_ = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment alone may say: tokens, addresses of servers, the port."""

    slack_bot_token: str = ""
    slack_app_token: str = ""
    slack_signing_secret: str = ""
    slack_client_id: str = ""
    slack_client_secret: str = ""
    slack_api_url: str = ""
    database_url: str = ""
    port: str = ""
    deskwire_token_keys: str = ""
    deskwire_llm_key: str = ""

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Environment:
        """Take the known variables, stripped of accidental white space."""
        return cls(**{f.name: environ.get(f.name.upper(), "").strip() for f in fields(cls)})

    @property
    def is_bare(self) -> bool:
        """True when nothing says that this is a real installation."""
        return not any(getattr(self, f.name) for f in fields(self) if f.name not in _ANYWHERE)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from `DESKWIRE_CONFIG`, else `./config.yaml` where there is one, then the environment.

    Raises `DeskwireError("bad_input")` with one line that names file and line, or the variable.
    """
    named = environ.get("DESKWIRE_CONFIG", "").strip()
    path = Path(named or "config.yaml")
    if named and not path.is_file():
        raise DeskwireError("bad_input", f"DESKWIRE_CONFIG names {named}, and there is no such file.")
    data: dict[str, Any] = {}
    lines: dict[Path_, int] = {}
    if path.is_file():
        data, lines = _read_yaml(path)
    sources = {where: f"{path}, line {line}" for where, line in lines.items()}
    for name, value in environ.items():
        where = _where(name)
        if where:
            _place(data, where, _from_text(name, where, value))
            for n in range(1, len(where)):
                sources.setdefault(where[:n], f"the environment variable {name}")
            sources[where] = f"the environment variable {name}"
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise DeskwireError("bad_input", _explain(error, sources, path)) from None


def _where(name: str) -> Path_:
    """The setting that a variable names; empty for variables that are none of ours (Kubernetes adds some)."""
    if not name.startswith(PREFIX) or name in NOT_SETTINGS:
        return ()
    rest = name[len(PREFIX) :].lower()
    if "__" in rest:
        return tuple(rest.split("__"))
    section, _, setting = rest.partition("_")
    if setting and setting in _settings_of(section):
        right = f"{PREFIX}{section.upper()}__{setting.upper()}"
        raise DeskwireError("bad_input", f"The variable {name} is spelled {right}, with two underscores.")
    return ()


def _settings_of(section: str) -> frozenset[str]:
    field = Settings.model_fields.get(section)
    if field is None or not isinstance(field.annotation, type):
        return frozenset()
    return frozenset(field.annotation.model_fields)


def _read_yaml(path: Path) -> tuple[dict[str, Any], dict[Path_, int]]:
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except UnicodeDecodeError:
        raise DeskwireError("bad_input", f"{path} is not UTF-8 text; save it as UTF-8.") from None
    except OSError as error:
        raise DeskwireError("bad_input", f"{path} cannot be read ({error.strerror}).") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DeskwireError(
            "bad_input", f"{path}, line {line}: this is not valid YAML ({error.problem})."
        ) from None
    except yaml.YAMLError:
        raise DeskwireError("bad_input", f"{path} is not valid YAML.") from None
    if root is None:
        return {}, {}
    if not isinstance(root, MappingNode) or not isinstance(data, dict):
        raise DeskwireError("bad_input", f"{path}, line 1: the file must be sections with settings.")
    lines: dict[Path_, int] = {}
    _index(root, (), lines, path)
    return {key: value for key, value in data.items() if value is not None}, lines


def _index(node: Node, where: Path_, lines: dict[Path_, int], path: Path) -> None:
    """Note the line of every key; refuse a key that stands twice, for YAML would keep the last."""
    if not isinstance(node, MappingNode):
        return
    for key, value in node.value:
        line = key.start_mark.line + 1
        here = (*where, str(key.value) if isinstance(key, ScalarNode) else "?")
        if here in lines:
            raise DeskwireError(
                "bad_input", f"{path}, line {line}: {'.'.join(here)} is set twice; keep one of them."
            )
        lines[here] = line
        _index(value, here, lines, path)


def _field(where: Path_) -> FieldInfo | None:
    model: type[BaseModel] = Settings
    found: FieldInfo | None = None
    for part in where:
        found = model.model_fields.get(part)
        if found is None:
            return None
        if isinstance(found.annotation, type) and issubclass(found.annotation, BaseModel):
            model = found.annotation
    return found


def _from_text(name: str, where: Path_, value: str) -> Any:
    """Lists may be JSON or separated by commas; mappings are JSON; the rest is left to the field's type."""
    field = _field(where)
    kind = str(field.annotation) if field is not None else ""
    text = value.strip()
    if text.startswith(("[", "{")) and ("tuple" in kind or "dict" in kind):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            raise DeskwireError(
                "bad_input", f"{name} starts like JSON and is none; separate its entries by commas."
            ) from None
    if "tuple" in kind:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return value


def _place(data: dict[str, Any], where: Path_, value: Any) -> None:
    for part in where[:-1]:
        below = data.setdefault(part, {})
        if not isinstance(below, dict):
            return
        data = below
    data[where[-1]] = value


def _explain(error: ValidationError, sources: Mapping[Path_, str], path: Path) -> str:
    first = error.errors()[0]
    where = tuple(str(part) for part in first["loc"])
    source = next((sources[where[:n]] for n in range(len(where), 0, -1) if where[:n] in sources), str(path))
    name = ".".join(where)
    if first["type"] == "extra_forbidden":
        return f"{source}: there is no setting {name}; remove it or correct its name."
    return f"{source}: {name} is wrong: {first['msg'].removeprefix('Value error, ')}."
