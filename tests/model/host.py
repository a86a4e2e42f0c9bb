"""The browsers' pages: the real client core, in one Node process that this one drives."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import msgspec
from msgspec import Struct

from lambdas.protocol.entries import AnyEntry, Conversation

SCRIPT: Final = Path(__file__).parents[2] / "widget_assets/tests/model/start.mjs"

SourceChanges = Mapping[str, Sequence[tuple[str, str]]]
"""For a source of the core what stands there and what is to stand there instead."""


class Unsent(Struct, frozen=True):
    client_message_id: str
    text: str
    failed: bool = False
    code: str | None = None


class PageState(Struct, frozen=True):
    """What a person sees on a page. ``fates`` says of each own message how far it has got.

    ``failed`` are those that have ever been shown as failed. ``unfrozen``: something was unsent that had no cursor yet,
    as nothing was known when it was written; what goes then says that all was seen that the page has by then.
    """

    conversation: Conversation | None
    entries: list[AnyEntry]
    unsent: list[Unsent]
    fates: dict[str, str]
    failed: list[str]
    unfrozen: bool
    ready: bool


class Deed(Struct, frozen=True):
    """What a page did with a socket: ``connect``, ``send`` or ``close``."""

    kind: str
    page: int
    socket: int
    data: str = ""


class Report(Struct, frozen=True):
    """The host's answer. ``next`` is when the next timer of a page is due."""

    now: int
    next: int | None
    deeds: list[Deed]
    errors: list[str]
    states: dict[int, PageState] = {}


_reports: Final = msgspec.json.Decoder(Report)


class HostEnded(Exception):
    """The process is gone. Its last words are on the standard error."""


class Host:
    """``changes`` break the core on purpose."""

    def __init__(self, changes: SourceChanges | None = None) -> None:
        command = ["node", "--no-warnings", str(SCRIPT), json.dumps(changes or {})]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603

    def __enter__(self) -> "Host":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def order(self, op: str, now: int, **more: Any) -> Report:
        """Has the pages do one thing, and all that follows of it without network and time."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(msgspec.json.encode({"op": op, "now": now, **more}) + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise HostEnded
        return _reports.decode(line)
