"""Bugsink, a Sentry that others have written, on this machine: what error reports are passed on to."""

import json
import os
import secrets
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

_MANAGE: Final = Path(__file__).parents[2] / ".venv-errors/bin/bugsink-manage"
_STARTS_WITHIN: Final = 60

# What Bugsink's own template for one machine says, and nothing that it would tell its makers of itself.
_SETTINGS: Final = """
from bugsink.settings.default import *
SECRET_KEY = {secret!r}
TIME_ZONE = "UTC"
DATABASES["default"]["NAME"] = {folder!r} + "/db.sqlite3"
DATABASES["snappea"]["NAME"] = {folder!r} + "/tasks.sqlite3"
SNAPPEA = {{"TASK_ALWAYS_EAGER": True}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
BUGSINK = {{"BASE_URL": "http://127.0.0.1:{port}", "PHONEHOME": False, "SINGLE_USER": True}}
"""

_PROJECT: Final = "from projects.models import Project; print(Project.objects.create(name='tresen', slug='tresen').dsn)"


@dataclass(frozen=True, kw_only=True)
class Bugsink:
    """``dsn`` is that of its only project."""

    dsn: str
    folder: Path

    def events(self) -> Mapping[str, Any]:
        """All that have arrived, by their ids, 32 hexadecimal digits."""
        return {row["event_id"]: json.loads(row["data"]) for row in self._rows("events_event")}

    def faults(self) -> list[int]:
        """How many events there are of each of what Bugsink takes for one fault."""
        return sorted(row["digested_event_count"] for row in self._rows("issues_issue"))

    def everything(self) -> list[bytes]:
        """All that it has written anywhere."""
        while True:
            # A journal of SQLite's may go meanwhile, and what was in it is elsewhere then.
            with suppress(FileNotFoundError):
                return [path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()]

    def _rows(self, table: str) -> list[sqlite3.Row]:
        address = f"file:{self.folder}/db.sqlite3?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=10)) as database:
            database.row_factory = sqlite3.Row
            return database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - a name of ours


@contextmanager
def running(folder: Path) -> Iterator[Bugsink]:
    """With its databases in ``folder``. Fails where it is not installed, with the command for it."""
    if not _MANAGE.exists():
        pytest.fail("needs Bugsink: sh local/setup.sh errors")
    port = _free_port()
    settings = _SETTINGS.format(secret=secrets.token_hex(32), folder=str(folder), port=port)
    (folder / "bugsink_conf.py").write_text(settings, encoding="utf-8")
    _manage(folder, "migrate", "--verbosity", "0")
    _manage(folder, "migrate", "--verbosity", "0", "--database", "snappea")
    dsn = _manage(folder, "shell", "-c", _PROJECT).split()[-1]
    with (folder / "log").open("wb") as log:
        arguments = [str(_MANAGE), "runserver", "--noreload", f"127.0.0.1:{port}"]
        server = subprocess.Popen(arguments, cwd=folder, env=_environment(), stdout=log, stderr=log)  # noqa: S603
        try:
            _wait_for(f"http://127.0.0.1:{port}/health/ready", server)
            yield Bugsink(dsn=dsn, folder=folder)
        finally:
            # It has no farewell to say, and its databases are the test's.
            server.kill()
            server.wait()


def _manage(folder: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        [str(_MANAGE), *arguments], cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _environment() -> dict[str, str]:
    """Without what belongs to the tests' own Python."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO", "VIRTUAL"))}


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    over = time.monotonic() + _STARTS_WITHIN
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < over:
        assert server.poll() is None, "Bugsink ended at its start"
        try:
            with direct.open(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("Bugsink did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
