"""The way of an event on stand-ins that count: collected, queued, forwarded, stored by a receiver in Matomo's place.

Nothing is left out of the functions' code, and the receiver is asked by HTTP on loopback.
"""

import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Final
from unittest import mock

import msgspec
from moto import mock_aws

from lambdas.analytics import collect_handler, collect_wiring, forward_handler, forward_wiring
from lambdas.api import serving
from lambdas.aws import clients
from lambdas.protocol.usage import MessagesSent, UsageBatch
from tests.bench.stand_ins import EDGE, QUEUE_URL, TABLE, StandIns, Took, measured
from tests.billing.metered import Bill
from tests.billing.use import Use
from tests.forwarding.receiver import Receiver

START: Final = 1_750_000_000
ORIGIN: Final = "https://www.example.com"
MESSAGES_AT_ONCE: Final = 10
"""That Lambda hands to the function, see ``stacks/analytics.py``."""

_ENVIRONMENT: Final = {
    "EDGE_SECRET": "edge",
    "MATOMO_SITES": json.dumps({ORIGIN: 1}),
    "QUEUE_URL": QUEUE_URL,
    "DEAD_LETTERS": "https://sqs.eu-central-1.amazonaws.com/123456789012/dead",
    "WAITING_DAYS": "7",
    "CLAIMS_TABLE": TABLE,
    "MATOMO_TOKEN_SECRET": "token",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-central-1",
}
_WIRING: Final = (
    collect_wiring.environment,
    collect_wiring.edge_secret,
    collect_wiring.queue,
    forward_wiring.environment,
    forward_wiring.forwarding,
    forward_wiring.watch,
    forward_wiring.pausing,
)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What some calls of the functions made AWS do.

    ``asked`` are requests to Matomo. ``cpu_ms`` is the functions' processor time, ``ms`` what they took, with the
    receiver and without the other stand-ins.
    """

    calls: Counter[str] = field(default_factory=Counter)
    use: Use = field(default_factory=Use)
    asked: int = 0
    cpu_ms: float = 0
    ms: float = 0

    @property
    def aws_calls(self) -> int:
        return self.calls.total()

    def __add__(self, other: "Done") -> "Done":
        return Done(
            calls=self.calls + other.calls,
            use=self.use + other.use,
            asked=self.asked + other.asked,
            cpu_ms=self.cpu_ms + other.cpu_ms,
            ms=self.ms + other.ms,
        )


class Way:
    """Only inside of ``running``."""

    def __init__(self, receiver: Receiver) -> None:
        self.now = START
        self.bill = Bill()
        self.clients = StandIns(self.bill)
        self.receiver = receiver
        self.log = io.StringIO()
        self._batches = 0

    def collect(self, events: int) -> Done:
        """One batch of so many, as it comes from the edge."""
        self._batches += 1
        batch = UsageBatch(
            batch_id=f"0f8fad5b-d9cb-469f-a165-{self._batches:012}",
            visit_id="00112233445566ff",
            page=f"{ORIGIN}/shoes/boots",
            locale="de-DE",
            width=1920,
            height=1080,
            events=[MessagesSent(age=1000 * number, count=1) for number in range(events)],
        )
        return self._done(lambda: self._collected(msgspec.json.encode(batch).decode()))

    def forward(self) -> Done:
        """Of what waits as many messages as one call of the function gets."""
        taken = self.queue[:MESSAGES_AT_ONCE]
        del self.queue[:MESSAGES_AT_ONCE]
        return self._done(lambda: self._forwarded(taken))

    @property
    def queue(self) -> list[str]:
        """What waits in it."""
        return self.clients.queue

    def minutes_pass(self, minutes: int) -> None:
        self.now += 60 * minutes

    def _collected(self, body: str) -> None:
        headers = {
            "x-tresen-edge": EDGE,
            "origin": ORIGIN,
            "content-type": "text/plain",
            "cloudfront-viewer-address": "198.51.100.77:46532",
            "cloudfront-viewer-country": "DE",
            "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
        }
        answer = collect_handler.handler({"headers": headers, "body": body, "isBase64Encoded": False}, None)
        assert answer["statusCode"] == 202, answer
        self.bill.use += Use(edge_requests=1, requests=1, calls=1)

    def _forwarded(self, bodies: list[str]) -> None:
        records = [{"messageId": f"m{number}", "body": body} for number, body in enumerate(bodies)]
        context = SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)
        answer = forward_handler.handler({"Records": records}, context)
        assert answer == {"batchItemFailures": []}
        # The most that it can be: each message came by a receive of its own, and one request deletes them all.
        self.bill.use += Use(queue_requests=len(bodies) + 1, calls=1)

    def _done(self, step: Callable[[], None]) -> Done:
        calls, use, logged, asked = Counter(self.bill.asked), self.bill.use, self.log.tell(), self._requests
        self.clients.took = Took()
        took = measured(step)
        return Done(
            calls=self.bill.asked - calls,
            use=self.bill.use - use + Use(log_bytes=self.log.tell() - logged),
            asked=self._requests - asked,
            cpu_ms=took.cpu_ms - self.clients.took.cpu_ms,
            ms=took.ms - self.clients.took.ms,
        )

    @property
    def _requests(self) -> int:
        return self.receiver.bulks + self.receiver.dry_runs


@contextmanager
def running() -> Iterator[Way]:
    """The functions put together anew and warm: an event of each has been handled, and secrets are read."""
    receiver = Receiver()
    with ExitStack() as stack:
        stack.callback(receiver.go_away)
        stack.enter_context(mock_aws())
        stack.enter_context(mock.patch.dict(os.environ, {**_ENVIRONMENT, "MATOMO_URL": receiver.url}))
        # Whoever runs this may work with a profile, which moto knows nothing of.
        os.environ.pop("AWS_PROFILE", None)
        way = Way(receiver)
        for name in ("queues", "secrets", "dynamodb"):
            stack.enter_context(mock.patch.object(clients, name, return_value=way.clients))
        clock = SimpleNamespace(time=lambda: float(way.now), time_ns=lambda: way.now * 1_000_000_000)
        for module in (serving, forward_handler):
            stack.enter_context(mock.patch.object(module, "time", clock))
        stack.enter_context(redirect_stdout(way.log))
        for part in _WIRING:
            part.cache_clear()
            stack.callback(part.cache_clear)
        way.collect(1)
        way.forward()
        yield way
