"""Many cases through the collecting function, each of them judged."""

import io
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from random import Random
from typing import Any, Final
from urllib.parse import unquote

import msgspec
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lambdas.analytics.records import QueuedBatch, TrackingRequest
from lambdas.aws.logs import logger
from lambdas.protocol.problems import STATUS, ProblemCode
from tests.fuzz.bodies import KINDS
from tests.fuzz.events import event_of
from tests.fuzz.secrets import Secrets, secrets_of
from tests.unit.lambdas.analytics.collect_world import OTHER, QUEUE_URL, SHOP, CollectWorld

_MESSAGE_BYTES: Final = 256 * 1024
_ADDRESS: Final = re.compile(r"\d{1,3}\.\d{1,3}\.0\.0|[0-9a-f]{1,4}:(?:[0-9a-f]{1,4}:|:)?:")
_BROWSER: Final = re.compile(
    r"(?:Edg|OPR|SamsungBrowser|Firefox|Chrome)/\d{1,3}\.0|Version/\d+\.0 Safari/605\.1\.15|Unknown"
)
_FAULTS: Final = (
    ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "SendMessage"),
    ReadTimeoutError(endpoint_url=QUEUE_URL),
)
_FAULTY: Final = 0.01


class Broken(Exception):
    """A case that was not dealt with as it should be."""


def run(*, cases: int, seed: int, told: Callable[[int], None] = lambda _: None) -> Counter[str]:
    """How many were answered in which way. Raises ``Broken`` at the first that breaks something."""
    answers = Counter[str]()
    with pytest.MonkeyPatch.context() as patch, written_by() as written:
        world = CollectWorld(patch)
        for number in range(cases):
            chance = Random(f"{seed} {number}")  # noqa: S311 - a seed that repeats
            secrets = secrets_of(chance)
            event = event_of(chance, secrets, chance.choice(KINDS)(chance, secrets))
            world.queue.fails = chance.choice(_FAULTS) if chance.random() < _FAULTY else None
            try:
                answers[_judged(world, event, secrets, written)] += 1
            except Broken as broken:
                broken.add_note(f"case {number} of seed {seed}: {event!r:.5000}")
                raise
            told(number)
    return answers


@contextmanager
def written_by() -> Iterator[io.StringIO]:
    """All that the function logs and counts."""
    handler, stream = logger().registered_handler, io.StringIO()
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(stream)
    try:
        with redirect_stdout(stream):
            yield stream
    finally:
        handler.setStream(before or handler.stream)


def _judged(world: CollectWorld, event: Any, secrets: Secrets, written: io.StringIO) -> str:
    try:
        answered = world.asks(event)
    except Exception as error:
        raise Broken("raised") from error
    queued, log = "".join(world.queue.bodies), written.getvalue()
    messages = len(world.queue.bodies)
    world.queue.bodies.clear()
    written.seek(0)
    written.truncate()
    if found := secrets.found_in(queued + log + json.dumps([answered.json, answered.headers])):
        raise Broken(f"{found} came through: {queued} {log}")
    return _checked(answered.status, answered.json, messages, queued)


def _checked(status: int, body: Any, messages: int, queued: str) -> str:
    """The answer's name."""
    if messages != (status == 202):
        raise Broken(f"{messages} messages for an answer of {status}")
    if status in {200, 202}:
        events = _events(queued) if messages else 0
        if body != {"queued": events}:
            raise Broken(f"{body} for {events} events")
        return f"{status} queued" if messages else f"{status} not to be analysed"
    code = body.get("code")
    if code not in {*ProblemCode} or status != STATUS[code] or status >= 500:
        raise Broken(f"answered {status} {body}")
    return f"{status} {code}"


def _events(queued: str) -> int:
    """Of the one message that was queued. What may be in it is written here once more, so that both have to agree."""
    batch = msgspec.json.decode(queued, type=QueuedBatch)
    if len(queued.encode()) > _MESSAGE_BYTES or not all(_is_allowed(request) for request in batch.requests):
        raise Broken(f"queued {queued:.2000}")
    return len(batch.requests)


def _is_allowed(request: TrackingRequest) -> bool:
    path = request.url.removeprefix(SHOP).removeprefix(OTHER)
    return bool(
        _ADDRESS.fullmatch(request.cip)
        and _BROWSER.fullmatch(request.ua)
        and re.fullmatch(r"[0-9a-f]{16}", request.cid)
        and re.fullmatch(r"/[\x21-\x7e]{0,1000}", path)
        and not re.search(r"[^/]@[^/]|%40|;", path)
        and not re.search(r"\d{6}", unquote(path))
        and re.fullmatch(r"[a-z]{2}", request.country or "xx")
        and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2})?", request.lang)
        and request.idsite in {7, 9}
    )
