"""Runs MiniStack as long as standard input stays open, then ends it with all that it started.

The parent holds the other end of the pipe, so it can not die without taking MiniStack and its function workers along,
even when it is killed or its terminal is closed. ``TMPDIR`` is MiniStack's own and is removed with it.
"""

import os
import runpy
import shutil
import signal
import sys
import threading


def end_with_parent() -> None:
    """Wait for the end of standard input, then kill this process group: MiniStack holds nothing worth saving."""
    sys.stdin.buffer.read()
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    runpy.run_module("ministack", run_name="__main__")
