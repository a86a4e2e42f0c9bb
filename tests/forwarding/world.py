"""The whole way from the queue to Matomo, by the functions' own code, with everything that may go wrong on it."""

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import boto3
import msgspec
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from lambdas.analytics import forward_handler, forward_wiring, ledger
from lambdas.analytics.claims import Claims
from lambdas.analytics.dead_letters import DeadLetters
from lambdas.analytics.forwarding import Forwarding
from lambdas.analytics.matomo import Matomo
from lambdas.analytics.matomo_token import MatomoToken
from lambdas.analytics.outcomes import Outcome
from lambdas.analytics.pauses import Pauses
from lambdas.analytics.pausing import Pausing
from lambdas.analytics.records import QueuedBatch
from lambdas.analytics.watch import Watch
from lambdas.aws.metrics import Count
from tests.forwarding.queues import Queue, QueueClient
from tests.forwarding.receiver import TOKEN, Receiver
from tests.forwarding.samples import create_claims_table
from tests.forwarding.workers import Stepping, Worker, current

TABLE = "claims"
EVENTS = "https://sqs.example.com/events"
DEAD = "https://sqs.example.com/dead"
MAPPING = "11111111-2222-3333-4444-555555555555"
TIMEOUT_SECONDS = 60.0
SCHEDULE_SECONDS = 1800
"""Rarer than in truth, as here days pass."""
START = 1_800_000_000.0


@dataclass
class Chances:
    """How often something goes wrong at one step."""

    killed: float = 0.0
    throttled: float = 0.0
    answer_lost: float = 0.0


class Clock:
    def __init__(self) -> None:
        self.now = START

    def time(self) -> float:
        return self.now


class Lambda:
    """As far as an event source mapping goes."""

    def __init__(self, rng: random.Random) -> None:
        self.exceptions = boto3.client("lambda", region_name="eu-central-1").exceptions
        self.is_reading = True
        self.changes = 0
        self._rng = rng

    def update_event_source_mapping(self, *, UUID: str, Enabled: bool) -> None:  # noqa: N803 - as boto3 has it
        assert UUID == MAPPING
        if self._rng.random() < 0.2:
            raise self.exceptions.ResourceInUseException({"Error": {"Code": "ResourceInUseException"}}, "Update")
        self.changes += self.is_reading != Enabled
        self.is_reading = Enabled


class SteppingMatomo(Matomo):
    def _send(self, requests: Sequence[Any], token: str) -> Outcome:
        current().step()
        outcome = super()._send(requests, token)
        current().step()
        return outcome


class Tally:
    """In place of the functions' counts: what a killed function had not written is lost."""

    def __init__(self) -> None:
        self.counted: Counter[Count] = Counter()
        self._open = threading.local()

    def __call__(self) -> "Tally":
        return self

    def add(self, count: Count, number: int = 1) -> None:
        self._counts()[count] += number

    def write(self) -> None:
        current().step()
        self.counted += self._counts()
        self._counts().clear()
        current().step()

    def _counts(self) -> Counter[Count]:
        if not hasattr(self._open, "counts"):
            self._open.counts = Counter()
        counts: Counter[Count] = self._open.counts
        return counts


class World:
    """``seed`` decides everything that may happen."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311
        self.clock = Clock()
        self.chances = Chances()
        self.receiver = Receiver()
        self.read_seconds = 10.0
        self.dead = Queue(self.rng, self.clock.time)
        self.events = Queue(self.rng, self.clock.time, dead=self.dead)
        self.queues = QueueClient({EVENTS: self.events, DEAD: self.dead})
        self.functions = Lambda(self.rng)
        self.tally = Tally()
        self.dynamodb: Any = boto3.client("dynamodb", region_name="eu-central-1")
        create_claims_table(self.dynamodb, TABLE)
        self.secrets: Any = boto3.client("secretsmanager", region_name="eu-central-1")
        self.secrets.create_secret(Name="token", SecretString=TOKEN)
        self.running: list[Running] = []
        self.idle: list[Environment] = []
        self.next_schedule = self.clock.now
        self.invocations = 0
        self.killed = 0

    def send(self, batch: QueuedBatch) -> None:
        self.events.send(msgspec.json.encode(batch).decode())

    def run(self, until: Callable[[], bool] | None = None, *, most: int = 10_000_000) -> None:
        """Until nothing waits, or ``until`` says so."""
        for _ in range(most):
            if until is not None and until() and not self.running:
                return
            if not self._act():
                return
        raise AssertionError("it comes to no end")

    def _act(self) -> bool:
        if self.clock.now >= self.next_schedule:
            self.next_schedule += SCHEDULE_SECONDS
            self._invoke({"mapping": MAPPING}, [])
        workers = 2 if self.functions.is_reading else 0
        may_start = len(self.running) < workers and bool(self.events.visible())
        if may_start and (not self.running or self.rng.random() < 0.3):
            self._deliver()
        elif self.running:
            self._proceed(self.rng.choice(self.running))
        else:
            return self._wait()
        return True

    def _wait(self) -> bool:
        """Until something can happen; whether anything ever will."""
        visible = self.events.next_visible()
        if visible is None:
            return False
        until = self.next_schedule if not self.functions.is_reading else min(visible, self.next_schedule)
        self.clock.now = max(self.clock.now + 1, until)
        return True

    def _deliver(self) -> None:
        held = self.events.receive(self.rng.randint(1, 10))
        if held:
            records = [{"messageId": each.message_id, "body": each.body} for each in held]
            self._invoke({"Records": records}, [each.message_id for each in held])

    def _invoke(self, event: dict[str, Any], message_ids: list[str]) -> None:
        self.invocations += 1
        environment = self.idle.pop() if self.idle else Environment(self)
        ends_at = self.clock.now + TIMEOUT_SECONDS

        class Context:
            @staticmethod
            def get_remaining_time_in_millis() -> int:
                return max(0, int((ends_at - self.clock.now) * 1000))

        def work() -> Any:
            environment.enter()
            return forward_handler.handler(event, Context())

        self.running.append(Running(Worker(work), environment, message_ids, ends_at))

    def _proceed(self, running: "Running") -> None:
        self.clock.now += self.rng.random() * 0.2
        if self.rng.random() < self.chances.killed or self.clock.now >= running.ends_at:
            self.killed += 1
            running.worker.kill()
            self.running.remove(running)
            return
        running.worker.proceed()
        if running.worker.is_done:
            self._end(running)

    def _end(self, running: "Running") -> None:
        self.running.remove(running)
        self.idle.append(running.environment)
        if running.worker.error is not None:
            raise running.worker.error
        failed = {each["itemIdentifier"] for each in (running.worker.answer or {}).get("batchItemFailures", [])}
        for message_id in running.message_ids:
            if message_id not in failed:
                self.events.delete(message_id)


class Environment:
    """One execution environment: it remembers what it has seen of Matomo and of the token."""

    def __init__(self, world: World) -> None:
        self._world = world
        dynamodb: Any = Stepping(world.dynamodb, self._before, self._after)
        queues: Any = Stepping(world.queues, self._nothing, self._nothing)
        watch = Watch(
            SteppingMatomo(world.receiver.url, connect_seconds=5.0, read_seconds=world.read_seconds),
            MatomoToken(world.secrets, "token"),
        )
        pauses = Pauses(dynamodb, TABLE)
        claims = Claims(dynamodb, TABLE, lambda: f"{world.rng.getrandbits(64):016x}")
        self._forwarding = Forwarding(claims, DeadLetters(queues, DEAD), pauses, watch)
        self._pausing = Pausing(Stepping(world.functions, self._nothing, self._nothing), pauses, watch)  # type: ignore[arg-type]

    def enter(self) -> None:
        _entered.environment = self

    @staticmethod
    def forwarding() -> Forwarding:
        environment: Environment = _entered.environment
        return environment._forwarding

    @staticmethod
    def pausing() -> Pausing:
        environment: Environment = _entered.environment
        return environment._pausing

    def _before(self, name: str) -> None:
        if self._world.rng.random() < self._world.chances.throttled:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, name)

    def _after(self, _: str) -> None:
        if self._world.rng.random() < self._world.chances.answer_lost:
            raise ReadTimeoutError(endpoint_url="dynamodb")

    def _nothing(self, _: str) -> None:
        return


@dataclass
class Running:
    worker: Worker
    environment: Environment
    message_ids: list[str]
    ends_at: float


@contextmanager
def world(seed: int) -> Iterator[World]:
    """The functions' own code, with its clients and its clock replaced."""
    with mock_aws():
        made = World(seed)
        with (
            patch.object(forward_handler, "time", made.clock),
            patch.object(forward_handler, "counts", made.tally),
            patch.object(ledger, "counts", made.tally),
            patch.object(forward_wiring, "forwarding", Environment.forwarding),
            patch.object(forward_wiring, "pausing", Environment.pausing),
        ):
            try:
                yield made
            finally:
                for running in made.running:
                    running.worker.kill()
                made.receiver.go_away()


def events_in(queue: Queue) -> list[str]:
    """The addresses of all events that lie in it."""
    return [each["url"] for held in queue.held.values() for each in json.loads(held.body)["requests"]]


_entered = threading.local()
