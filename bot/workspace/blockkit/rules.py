"""The language of Block Kit's rules: a rule looks at one value at one JSON pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

Code = Literal["failed_constraint", "missing_field", "unknown_field", "invalid_type"]


@dataclass(frozen=True)
class Problem:
    """One broken rule. `pointer` is a JSON pointer into what was sent."""

    pointer: str
    message: str
    code: Code = "failed_constraint"

    def __str__(self) -> str:
        return f"[ERROR] {self.message} [json-pointer:{self.pointer}]"


Problems = list[Problem]
Rule = Callable[[Any, str, Problems], None]


def string(high: int, *, low: int = 0) -> Rule:
    """A string of `low` to `high` characters."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.append(Problem(pointer, "must be a string", "invalid_type"))
        elif len(value) > high:
            problems.append(Problem(pointer, f"must be less than {high + 1} characters"))
        elif len(value) < low:
            problems.append(Problem(pointer, f"must be more than {low - 1} characters"))

    return check


def boolean(value: Any, pointer: str, problems: Problems) -> None:
    """`true` or `false`."""
    if not isinstance(value, bool):
        problems.append(Problem(pointer, "must be a boolean", "invalid_type"))


def integer(low: int, high: int) -> Rule:
    """A whole number from `low` to `high`."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            problems.append(Problem(pointer, "must be an integer", "invalid_type"))
        elif not low <= value <= high:
            problems.append(Problem(pointer, f"must be between {low} and {high}"))

    return check


def one_of(*allowed: str) -> Rule:
    """One of the given strings."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if value not in allowed:
            problems.append(Problem(pointer, f"must be one of: {', '.join(allowed)}"))

    return check


def url(high: int = 3000) -> Rule:
    """An absolute http or https address."""
    length = string(high, low=1)

    def check(value: Any, pointer: str, problems: Problems) -> None:
        before = len(problems)
        length(value, pointer, problems)
        if len(problems) > before:
            return
        try:
            parts = urlsplit(value)
            valid = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            valid = False
        if not valid or any(c.isspace() for c in value):
            problems.append(Problem(pointer, "must be a valid URL"))

    return check


def list_of(rule: Rule, high: int, *, low: int = 1) -> Rule:
    """A list of `low` to `high` items, each under `rule`."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.append(Problem(pointer, "must be an array", "invalid_type"))
            return
        if len(value) > high:
            problems.append(Problem(pointer, f"no more than {high} items allowed"))
        if len(value) < low:
            problems.append(Problem(pointer, f"no less than {low} items allowed"))
        for index, item in enumerate(value):
            rule(item, f"{pointer}/{index}", problems)

    return check


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *extra: Rule) -> Rule:
    """An object with all of `required`, any of `optional`, and nothing else; then the `extra` rules."""
    optional = optional or {}

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(Problem(pointer, "must be an object", "invalid_type"))
            return
        for name in required:
            if value.get(name) is None:
                problems.append(Problem(pointer, f"missing required field: {name}", "missing_field"))
        for name, item in value.items():
            rule = required.get(name) or optional.get(name)
            if rule is None:
                problems.append(
                    Problem(f"{pointer}/{escape(name)}", "invalid additional property", "unknown_field")
                )
            elif item is not None or name in optional:
                rule(item, f"{pointer}/{escape(name)}", problems)
        for rule in extra:
            rule(value, pointer, problems)

    return check


def typed(kinds: Mapping[str, Rule]) -> Rule:
    """An object whose `type` picks the rule."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(Problem(pointer, "must be an object", "invalid_type"))
            return
        kind = value.get("type")
        rule = kinds.get(kind) if isinstance(kind, str) else None
        if kind is None:
            problems.append(Problem(pointer, "missing required field: type", "missing_field"))
        elif rule is None:
            problems.append(Problem(f"{pointer}/type", f"unsupported type: {kind}", "invalid_type"))
        else:
            rule(value, pointer, problems)

    return check


def needs_one(*names: str) -> Rule:
    """At least one of the fields is there."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not any(value.get(name) for name in names):
            problems.append(Problem(pointer, f"must define one of: {', '.join(names)}", "missing_field"))

    return check


def at_most_one(*names: str) -> Rule:
    """No two of the fields are there together."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if sum(value.get(name) is not None for name in names) > 1:
            problems.append(Problem(pointer, f"must define only one of: {', '.join(names)}"))

    return check


def items(value: dict[str, Any], name: str) -> list[Any]:
    """The list in a field, or an empty one where there is something else."""
    found = value.get(name)
    return found if isinstance(found, list) else []


def escape(name: object) -> str:
    """A key as a JSON pointer writes it."""
    return str(name).replace("~", "~0").replace("/", "~1")
