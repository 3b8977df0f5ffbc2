"""What stops a start: one clear line, a status other than 0, and never the local workspace instead."""

from __future__ import annotations

import asyncio
import ctypes
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.workspace import Workspace

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.timeout(180), pytest.mark.xdist_group("process")]
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
NOBODY = "http://127.0.0.1:9/api/"
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": NOBODY}


async def deskwire(
    folder: Path, *words: str, before: Callable[[], None] | None = None, **env: str
) -> tuple[int, str, str]:
    """Status, standard output and standard error of a command that is expected to end by itself."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SLACK_", "DESKWIRE_")) and name not in {"DATABASE_URL", "PORT"}
    }
    settings = {"PYTHONPATH": str(ROOT), "DESKWIRE_STORE__PATH": str(folder / "deskwire.db")}
    settings["PYTHONDONTWRITEBYTECODE"] = "1"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=folder, env=kept | settings | env,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before,
    )  # fmt: skip
    try:
        out, err = await asyncio.wait_for(process.communicate(), 60)
    except TimeoutError:
        process.kill()
        raise
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def refused(folder: Path, *words: str, before: Callable[[], None] | None = None, **env: str) -> str:
    """The one line with which a command refuses."""
    status, out, err = await deskwire(folder, *words, before=before, **env)
    assert status not in {0, -signal.SIGTERM}, (out, err)
    assert "local workspace is at" not in out
    line = err.strip()
    assert line.startswith("deskwire: ") and "\n" not in line and "Traceback" not in line, err
    return line


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"SLACK_API_URL": NOBODY}, "SLACK_BOT_TOKEN"),
        ({"PORT": "3000"}, "SLACK_BOT_TOKEN"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:9/none"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_TOKEN": "xoxb-1"}, "SLACK_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        (TOKENS | {"PORT": "http"}, "PORT"),
        (TOKENS | {"PORT": "65536"}, "PORT"),
        (TOKENS, "cannot be reached"),
        (TOKENS | {"SLACK_API_URL": "nonsense"}, "cannot be reached"),
        (TOKENS | {"DATABASE_URL": "mysql://h/d"}, "DATABASE_URL"),
        (TOKENS | {"DATABASE_URL": "postgresql://u:hush@127.0.0.1:9/none?connect_timeout=2"}, "database"),
        (TOKENS | {"DESKWIRE_STORE__PATH": "/dev/null/deskwire.db"}, "cannot be made"),
        (TOKENS | {"DESKWIRE_STORE__PATH": "/proc/deskwire.db"}, "database"),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
async def test_run_refuses_in_one_line(tmp_path: Path, env: dict[str, str], says: str) -> None:
    line = await refused(tmp_path, "run", **env)
    assert says.lower() in line.lower()
    assert "hush" not in line


@pytest.mark.parametrize("kind", ["web", "worker", "socket"])
async def test_process_types_need_a_database_server(tmp_path: Path, kind: str) -> None:
    assert "DATABASE_URL" in await refused(tmp_path, kind, **TOKENS)


async def test_web_and_socket_need_their_own_token(tmp_path: Path) -> None:
    env = TOKENS | {"DATABASE_URL": "postgresql://127.0.0.1:9/none"}
    assert "SLACK_SIGNING_SECRET" in await refused(tmp_path, "web", **env)
    env |= {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "s"}
    assert "SLACK_APP_TOKEN" in await refused(tmp_path, "socket", **env)


async def test_a_token_that_slack_refuses_ends_the_start(tmp_path: Path) -> None:
    async with Workspace(rate_limits=False) as workspace:
        good = {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "SLACK_API_URL": workspace.api_url,
        }
        line = await refused(tmp_path, "run", **good | {"SLACK_BOT_TOKEN": "xoxb-wrong"})
        assert "SLACK_BOT_TOKEN" in line and "invalid_auth" in line
        line = await refused(tmp_path, "run", **good | {"SLACK_APP_TOKEN": "xapp-wrong"})
        assert "SLACK_APP_TOKEN" in line
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            env = good | {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "s", "PORT": port}
            line = await refused(tmp_path, "run", **env, DESKWIRE_HTTP__HOST="127.0.0.1")
            assert f"Port {port}" in line


async def test_a_database_that_cannot_be_written_ends_the_start(tmp_path: Path) -> None:
    path = tmp_path / "deskwire.db"
    path.write_bytes(b"no database at all" * 100)
    assert "database" in (await refused(tmp_path, "run", **TOKENS)).lower()
    path.unlink()
    sqlite3.connect(path).execute("create table t (x)").connection.close()
    path.chmod(0o444)
    for before, says in [(without_override, "readonly"), (disk_full, "full")]:
        line = (await refused(tmp_path, "run", before=before, **TOKENS)).lower()
        assert any(word in line for word in ("written", "read-only", says)), line


def without_override() -> None:
    """Root, too, keeps to the permissions of files after this and an exec."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def disk_full() -> None:
    """No file may grow any more."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


async def test_doctor_says_what_is_well_and_what_to_mend(tmp_path: Path) -> None:
    async with Workspace(rate_limits=False) as workspace:
        good = {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "SLACK_API_URL": workspace.api_url,
        }
        status, out, err = await deskwire(tmp_path, "doctor", **good)
        assert (status, err) == (0, ""), out + err
        assert "ok    slack: socket mode" in out
        assert "FAIL" not in out
        bad = good | {"SLACK_BOT_TOKEN": "xoxb-wrong", "DESKWIRE_TLS__CA_FILE": "/no/such.pem"}
        status, out, _ = await deskwire(tmp_path, "doctor", **bad, DESKWIRE_STORE__PATH="/dev/null/x.db")
        assert status == 1
        for name in ("slack", "certificates", "database"):
            assert f"FAIL  {name}: " in out
        assert "Traceback" not in out
    status, out, _ = await deskwire(tmp_path, "doctor", DESKWIRE_FETCH__TIMEOUT="3")
    assert status == 1
    assert "FAIL  settings: " in out and "fetch.timeout" in out


async def test_a_stop_in_the_middle_of_the_start_is_heeded(tmp_path: Path) -> None:
    async with Workspace(rate_limits=False) as workspace:
        workspace.faults.add("auth.test", "hang", times=-1, seconds=60)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=tmp_path, stdout=subprocess.DEVNULL,
            env=kept | {
                "PYTHONPATH": str(ROOT), "SLACK_BOT_TOKEN": workspace.bot_token,
                "SLACK_APP_TOKEN": workspace.app_token, "SLACK_API_URL": workspace.api_url,
            },
        )  # fmt: skip
        await workspace.wait_for(lambda: any(c.method == "auth.test" for c in workspace.calls), 60)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0
