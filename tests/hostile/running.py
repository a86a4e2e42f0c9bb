"""One hostile request through the function, and all that came of it."""

import io
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from typing import Any, Final

import pytest

from lambdas.aws.logs import logger
from tests.hostile.case import Case
from tests.hostile.listener import TAKEN, Listener, Reached, listening, watch_network
from tests.hostile.personal import NEEDLES
from tests.hostile.world import HostileWorld, event_of, shown

PATH: Final = b"POST /sentry/api/42/envelope/ HTTP/1.1\r\n"
_KEYS: Final = re.compile(r"fault#[0-9a-f]{16}|sample#[0-9a-f]{16}#\d{13}#[0-9a-f]{32}")


@dataclass
class Outcome:
    """``told`` is everything that left the function but its answer: what it stored, logged, counted and sent.

    ``seconds`` are those of the processor.
    """

    status: int
    body: Any
    headers: dict[str, str]
    keys: list[str]
    told: str
    forwarded: list[bytes]
    trapped: list[bytes]
    reached: list[tuple[str, int]]
    log: str
    seconds: float

    def leaked(self) -> list[str]:
        everything = (self.told + shown([self.body, self.headers])).casefold()
        return [needle for needle in NEEDLES if needle.casefold() in everything]

    def is_stored_as_it_should_be(self) -> bool:
        """The fault's row and its sample, with keys that no report chose."""
        return len(self.keys) == 2 and all(map(_KEYS.fullmatch, self.keys))


class Stage:
    """``sentry`` is where the operator wants reports to be passed on to, or ``None``."""

    def __init__(
        self, world: HostileWorld, trap: Listener, sentry: Listener | None, reached: Reached, written: io.StringIO
    ) -> None:
        self.world, self.trap, self.sentry = world, trap, sentry
        self._reached, self._written = reached, written

    def runs(self, case: Case) -> Outcome:
        self.world.begin_anew()
        event = event_of(case.body, case.headers, case.event)
        began = time.process_time()
        answered = self.world.asks(_placed(event, str(self.trap.port)))
        seconds = time.process_time() - began
        stored = self.world.stored()
        log = self._written.getvalue()
        self._written.seek(0)
        self._written.truncate()
        forwarded = _taken(self.sentry.requests) if self.sentry else []
        return Outcome(
            status=answered.status,
            body=answered.json,
            headers=answered.headers,
            keys=[*stored],
            told=shown(stored) + log + "".join(sent.decode(errors="replace") for sent in forwarded),
            forwarded=forwarded,
            trapped=_taken(self.trap.requests),
            reached=self._reached.take(),
            log=log,
            seconds=seconds,
        )


@contextmanager
def stage(*, is_forwarding: bool, answer: bytes = TAKEN) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch, listening() as trap, listening(answer) as sentry, _written() as written:
        dsn = f"http://key@127.0.0.1:{sentry.port}/sentry/42" if is_forwarding else ""
        world = HostileWorld(patch, dsn)
        allowed = {("127.0.0.1", sentry.port)} if is_forwarding else set()
        reached = watch_network(patch, lambda: allowed)
        yield Stage(world, trap, sentry if is_forwarding else None, reached, written)


def forwarded_event(sent: bytes) -> dict[str, Any]:
    """The one event of what was passed on, by another reader than the one that is tested."""
    _, header, payload, rest = sent.partition(b"\r\n\r\n")[2].split(b"\n")
    assert json.loads(header)["type"] == "event"
    assert json.loads(header)["length"] == len(payload)
    assert rest == b""
    event: dict[str, Any] = json.loads(payload)
    return event


def _placed(value: Any, port: str) -> Any:
    """``PORT`` is where the trap is."""
    if isinstance(value, str):
        return value.replace("PORT", port)
    return {name: _placed(it, port) for name, it in value.items()} if isinstance(value, dict) else value


def _taken(requests: list[bytes]) -> list[bytes]:
    taken = [*requests]
    requests.clear()
    return taken


@contextmanager
def _written() -> Iterator[io.StringIO]:
    """All that the function logs and counts."""
    handler, stream = logger().registered_handler, io.StringIO()
    before = handler.setStream(stream)  # type: ignore[attr-defined]
    try:
        with redirect_stdout(stream):
            yield stream
    finally:
        handler.setStream(before or handler.stream)  # type: ignore[attr-defined]
