"""Runs MiniStack as long as standard input stays open, then ends it with all that it started.

The parent holds the other end of the pipe, so it can not die without taking MiniStack and its function workers along,
even when it is killed or its terminal is closed. ``TMPDIR`` is MiniStack's own and is removed with it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading


def main() -> int:
    """MiniStack's exit status."""
    # Its process group is its own, so that its workers can be killed without this process.
    ministack = subprocess.Popen([sys.executable, "-m", "ministack"], stdin=subprocess.DEVNULL, start_new_session=True)
    threading.Thread(target=_end_with_parent, args=(ministack,), daemon=True).start()
    status = ministack.wait()
    _kill(ministack)
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    return status


def _end_with_parent(ministack: subprocess.Popen[bytes]) -> None:
    # Not through sys.stdin: Python can not end while a thread is reading from that.
    while os.read(0, 1024):
        pass
    _kill(ministack)


def _kill(ministack: subprocess.Popen[bytes]) -> None:
    """The whole group: all is in memory, and there is nothing worth a farewell."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(ministack.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
