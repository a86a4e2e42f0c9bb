import os
import select
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from local.ministack import MiniStack, StartFailed
from local.synthesis import ROOT


def listens(ministack: MiniStack) -> bool:
    try:
        urllib.request.urlopen(f"{ministack.url}/_ministack/health", timeout=5).close()  # noqa: S310
    except OSError:
        return False
    return True


def test_it_answers_until_it_is_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    ministack = MiniStack(region="eu-central-1", workplace=tmp_path)
    ministack.start()
    assert listens(ministack)
    ministack.stop()
    assert not listens(ministack)
    assert list(tmp_path.iterdir()) == []


def test_its_death_is_noticed_and_its_log_kept(tmp_path: Path) -> None:
    ministack, dead = MiniStack(region="eu-central-1", workplace=tmp_path), threading.Event()
    ministack.start()
    ministack.when_dead(dead.set)
    assert ministack._process is not None
    keeper = ministack._process.pid
    os.kill(int(Path(f"/proc/{keeper}/task/{keeper}/children").read_text()), signal.SIGKILL)
    dead.wait()
    ministack.stop()
    assert "Fatal" not in ministack.log.read_text()


def test_it_does_not_start_silently_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    ministack = MiniStack(region="eu-central-1", workplace=tmp_path)
    with pytest.raises(StartFailed, match="MiniStack ended while it started; see "):
        ministack.start()
    ministack.stop()


PARENT = """
import sys
from pathlib import Path
from local.ministack import MiniStack
ministack = MiniStack(region="eu-central-1", workplace=Path(sys.argv[1]))
ministack.start()
print(ministack._process.pid, flush=True)
sys.stdin.read()
"""


def test_a_killed_parent_takes_it_along(tmp_path: Path) -> None:
    parent = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", PARENT, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        ended = os.pidfd_open(child)
        parent.kill()
    # A process's descriptor becomes readable when the process has ended.
    select.select([ended], [], [])
    os.close(ended)
