"""Progress of a command, on stderr: so that stdout is the answer alone, for a file or another program."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Final

from cli.answer import Say

if TYPE_CHECKING:
    from rich.status import Status

_STATUS: Final["ContextVar[Status | None]"] = ContextVar("status", default=None)


@contextmanager
def progress() -> Iterator[Say]:
    """On a terminal with a sign of life while it goes on, else plain lines."""
    if not sys.stderr.isatty():
        yield partial(print, file=sys.stderr, flush=True)
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("working") as status:
        token = _STATUS.set(status)

        def say(line: str) -> None:
            console.print(line, markup=False, highlight=False)
            status.update(line.replace("[", "\\["))

        try:
            yield say
        finally:
            _STATUS.reset(token)


def ask(prompt: str) -> str:
    """What somebody answers at the terminal, without its line break; empty at the end of the input.

    The sign of life stands still meanwhile, as it would write over what is typed.
    """
    status = _STATUS.get()
    if status:
        status.stop()
    try:
        print(prompt, end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().rstrip("\r\n")
    finally:
        if status:
            status.start()
