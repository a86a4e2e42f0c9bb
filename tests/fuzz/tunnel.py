"""Many envelopes through the tunnel, each of them judged."""

import io
import json
import re
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, Final

import msgspec
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lambdas.errors import tunnel_handler, tunnel_wiring
from lambdas.errors.items import KEPT_SECONDS, stored_fault, stored_sample
from lambdas.protocol.problems import STATUS, ProblemCode
from tests.fuzz.envelopes import KINDS
from tests.fuzz.needles import Needle, found_in, needles_of
from tests.fuzz.run import Broken, written_by
from tests.hostile.world import HostileWorld, event_of, shown
from tests.unit.lambdas.errors.received_samples import NOW

_ITEM_BYTES: Final = 100_000
_FAULTS: Final = (
    ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "UpdateItem"),
    ReadTimeoutError(endpoint_url="https://dynamodb.example"),
)
_FAULTY: Final = 0.03
_FROM_A_FUNCTION: Final = 0.1
_CLOCK: Final = re.compile(r'"Timestamp":\d+')
"""Of metrics. Its last digits are now and then those that somebody's number has by chance."""


class _Sentry:
    """In place of the operator's. What it is given has to be JSON of any reader's."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def forward(self, event: dict[str, Any], _now: int) -> bool:
        self.sent.append(json.dumps(event, ensure_ascii=False, allow_nan=False))
        return True


class _Stage:
    def __init__(self, patch: pytest.MonkeyPatch, written: io.StringIO) -> None:
        self.world = HostileWorld(patch, "https://key@sentry.example.com/42")
        self.sentry = _Sentry()
        self.written = written
        patch.setattr(tunnel_wiring, "Forwarding", lambda _dsn: self.sentry)

    def begin_anew(self, fault: Exception | None, operation: str) -> None:
        self.world.begin_anew()
        self.sentry.sent.clear()
        self.written.seek(0)
        self.written.truncate()
        if fault is not None:
            setattr(self.world.dynamodb, operation, _raising(fault))


def run(*, cases: int, seed: int, told: Callable[[int], None] = lambda _: None) -> Counter[str]:
    """How many were answered in which way. Raises ``Broken`` at the first that breaks something."""
    answers = Counter[str]()
    with pytest.MonkeyPatch.context() as patch, written_by() as written:
        stage = _Stage(patch, written)
        for number in range(cases):
            chance = Random(f"{seed} {number}")  # noqa: S311 - a seed that repeats
            needles = needles_of(chance)
            event = _event_of(chance, needles, chance.choice(KINDS)(chance, needles))
            fault = chance.choice(_FAULTS) if chance.random() < _FAULTY else None
            stage.begin_anew(fault, chance.choice(["get_item", "update_item"]))
            try:
                answers[_judged(stage, event, needles, fault)] += 1
            except Broken as broken:
                broken.add_note(f"case {number} of seed {seed}: {event!r:.8000}")
                raise
            told(number)
    return answers


def _raising(fault: Exception) -> Callable[..., Any]:
    def raises(**_: Any) -> Any:
        raise fault

    return raises


def _event_of(chance: Random, needles: tuple[Needle, ...], body: bytes) -> Any:
    """By a page through the edge, mostly, or by a function of ours."""
    if chance.random() < _FROM_A_FUNCTION:
        return {"envelope": body.decode(errors="surrogateescape")}
    spelled = chance.choice(needles).spelled
    agent = chance.choice([spelled, f"Mozilla/5.0 ({spelled}) Chrome/125.0.6422.113 {spelled}"])
    headers = {"referer": spelled, "user-agent": agent, "cookie": spelled, "x-forwarded-for": spelled}
    changes: dict[str, Any] = {"cookies": [spelled], "rawQueryString": spelled}
    if chance.random() < 0.02:
        headers["content-encoding"] = chance.choice(["gzip", "identity", "", spelled])
    if chance.random() < 0.02:
        headers["origin"] = chance.choice(["null", "https://evil.example", spelled])
    if chance.random() < 0.02:
        name = chance.choice(["rawPath", "body", "headers", "requestContext", "isBase64Encoded"])
        changes[name] = chance.choice([None, 7, spelled])
    return event_of(body, headers, changes)


def _judged(stage: _Stage, event: Any, needles: tuple[Needle, ...], fault: Exception | None) -> str:
    """The answer's name."""
    try:
        answered = tunnel_handler.handler(event, None)
    except Exception as error:
        if error is not fault or "envelope" not in event:
            raise Broken("raised") from error
        return "a function's, to be sent again"
    log, rows = stage.written.getvalue(), stage.world.stored()
    told = "\n".join([shown(rows), _CLOCK.sub("", log), *stage.sentry.sent, shown(answered)])
    if found := found_in(needles, told):
        raise Broken(f"{found} came through: {told:.8000}")
    if "unexpected error" in log:
        raise Broken(f"failed: {log:.2000}")
    _check_rows(rows)
    if not answered:
        return f"a function's, {len(rows)} rows"
    return _checked(answered, len(rows), len(stage.sentry.sent))


def _checked(answered: dict[str, Any], rows: int, forwarded: int) -> str:
    status, body = answered["statusCode"], json.loads(answered["body"])
    if status == 200:
        if (rows, forwarded) != (2 * len(body), len(body)):
            raise Broken(f"{rows} rows and {forwarded} passed on for {body}")
        return "200 kept" if body else "200 dropped"
    code = body.get("code")
    if code not in {*ProblemCode} or status != STATUS[code] or status >= 500 or rows or forwarded:
        raise Broken(f"answered {status} {body} with {rows} rows")
    if status == 429 and "x-sentry-rate-limits" not in answered["headers"]:
        raise Broken("a bare 429")
    return f"{status} {code}"


def _check_rows(rows: dict[str, Any]) -> None:
    """Whoever reads them has to be able to, and they have to end."""
    for sort, row in rows.items():
        told = stored_sample(row) if sort.startswith("sample#") else stored_fault(row)
        size = len(msgspec.json.encode(told))
        if size > _ITEM_BYTES or int(row["expires_at"]["N"]) != NOW // 1000 + KEPT_SECONDS:
            raise Broken(f"stored {size} bytes until {row['expires_at']}")
