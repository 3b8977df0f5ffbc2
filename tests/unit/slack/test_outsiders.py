"""Whether somebody belongs to the workspace, by what `users.info` says of them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model import Team
from bot.slack.directory import _is_outsider

HERE, GRID, WHOLE = Team("T1"), Team("T1", "E1"), Team("", "E1")


@pytest.mark.parametrize(
    ("team", "user", "outside"),
    [
        (HERE, {"team_id": "T1"}, False),
        (HERE, {}, False),
        (HERE, {"team_id": "T2"}, True),
        (HERE, {"team_id": "T1", "is_stranger": True}, True),
        (GRID, {"team_id": "T3", "enterprise_user": {"enterprise_id": "E1", "teams": ["T1", "T3"]}}, False),
        (GRID, {"team_id": "E1"}, False),
        (GRID, {"team_id": "T9", "enterprise_user": {"enterprise_id": "E2", "teams": ["T9"]}}, True),
        (WHOLE, {"team_id": "T3", "enterprise_user": {"enterprise_id": "E1"}}, False),
        (WHOLE, {"team_id": "T9"}, True),
    ],
)
def test_people_of_other_firms(team: Team, user: dict[str, Any], outside: bool) -> None:
    assert _is_outsider(user, team) is outside
