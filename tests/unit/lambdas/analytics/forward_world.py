"""The function that sends to Matomo, as Lambda would call it: on moto, with a Matomo that answers over HTTP."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import pytest

from lambdas.analytics import forward_handler, forward_wiring, ledger
from lambdas.analytics.bulks import Message
from lambdas.analytics.claims import Claims
from lambdas.analytics.dead_letters import DeadLetters
from lambdas.analytics.forwarding import Forwarding
from lambdas.analytics.matomo import Matomo
from lambdas.analytics.matomo_token import MatomoToken
from lambdas.analytics.pauses import Pauses
from lambdas.analytics.pausing import Pausing
from lambdas.analytics.records import QueuedBatch, TrackingRequest
from lambdas.analytics.watch import Watch
from lambdas.aws import clients
from lambdas.aws.metrics import Count
from tests.forwarding.receiver import TOKEN, Receiver
from tests.forwarding.samples import create_claims_table, tracking_request

NOW = 1_800_000_000
DEADLINE = NOW + 1000
TABLE = "claims"


def request(name: str = "a", *, site: int = 1, is_poisoned: bool = False) -> TrackingRequest:
    return tracking_request(name, site=site, cdt=NOW - 5, is_poisoned=is_poisoned)


def batch(batch_id: str, *requests: TrackingRequest, deadline: int = DEADLINE) -> QueuedBatch:
    return QueuedBatch(batch_id=batch_id, deadline=deadline, requests=list(requests) or [request(batch_id)])


def message(made: QueuedBatch) -> Message:
    return Message(message_id=f"m-{made.batch_id}", batch=made)


def table() -> Any:
    client: Any = clients.dynamodb()
    create_claims_table(client, TABLE)
    return client


class Tally:
    """In place of the functions' counts. ``lines`` is what was in each line written."""

    def __init__(self) -> None:
        self.lines: list[Counter[Count]] = []
        self._open: Counter[Count] = Counter()

    def __call__(self) -> "Tally":
        return self

    def add(self, count: Count, number: int = 1) -> None:
        self._open[count] += number

    def write(self) -> None:
        if self._open:
            self.lines.append(self._open)
        self._open = Counter()

    @property
    def counted(self) -> dict[str, int]:
        return {
            count.name.removeprefix("EVENTS_").lower(): number for count, number in sum(self.lines, Counter()).items()
        }


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def time(self) -> int:
        return self.now


class Context:
    def __init__(self, milliseconds: int = 60_000) -> None:
        self.milliseconds = milliseconds

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


class ForwardWorld:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> None:
        self.receiver = receiver
        self.clock, self.tally, self.context = Clock(), Tally(), Context()
        self.dynamodb: Any = table()
        self.sqs: Any = clients.queues()
        self.dead_letters: str = self.sqs.create_queue(QueueName="dead")["QueueUrl"]
        self.secrets: Any = clients.secrets()
        self.secrets.create_secret(Name="token", SecretString=TOKEN)
        self._ids = iter(range(1_000_000))
        self.claims = Claims(self.dynamodb, TABLE, lambda: f"claim-{next(self._ids)}")
        self.pauses = Pauses(self.dynamodb, TABLE)
        self.letters = DeadLetters(self.sqs, self.dead_letters)
        self.token = MatomoToken(self.secrets, "token")
        self.matomo = Matomo(receiver.url, connect_seconds=60, read_seconds=60)
        self.watch = Watch(self.matomo, self.token)
        self.mapping = Mapping()
        made = Forwarding(self.claims, self.letters, self.pauses, self.watch)
        pausing = Pausing(self.mapping, self.pauses, self.watch)  # type: ignore[arg-type]
        monkeypatch.setattr(forward_wiring, "forwarding", lambda: made)
        monkeypatch.setattr(forward_wiring, "pausing", lambda: pausing)
        monkeypatch.setattr(forward_handler, "time", self.clock)
        for module in (forward_handler, ledger):
            monkeypatch.setattr(module, "counts", self.tally)

    def forward(self, *batches: QueuedBatch) -> list[str]:
        """The batches that come again."""
        return self.deliver((each.batch_id, msgspec.json.encode(each).decode()) for each in batches)

    def deliver(self, bodies: Iterable[tuple[str, str]]) -> list[str]:
        records = [{"messageId": message_id, "body": body, "receiptHandle": "x"} for message_id, body in bodies]
        answer = forward_handler.handler({"Records": records}, self.context)
        return [each["itemIdentifier"] for each in answer["batchItemFailures"]]

    def look(self) -> str:
        """As the schedule does."""
        step: str = forward_handler.handler({"mapping": "the-mapping"}, self.context)["step"]
        return step

    def passes(self, seconds: int) -> None:
        self.clock.now += seconds

    @property
    def counted(self) -> dict[str, int]:
        return self.tally.counted

    @property
    def stored(self) -> dict[str, int]:
        return dict(self.receiver.stored)

    def row(self, batch_id: str) -> dict[str, Any]:
        item = self.dynamodb.get_item(TableName=TABLE, Key={"pk": {"S": batch_id}})["Item"]
        return {name: next(iter(value.values())) for name, value in item.items()}

    def dead(self) -> list[QueuedBatch]:
        received = self.sqs.receive_message(QueueUrl=self.dead_letters, MaxNumberOfMessages=10).get("Messages", [])
        return [msgspec.json.decode(each["Body"], type=QueuedBatch) for each in received]

    def befall(self, fault: Callable[[list[dict[str, Any]]], Any]) -> None:
        self.receiver.fault = fault

    def sent(self) -> list[list[str]]:
        """What was in each bulk."""
        bulks = [json.loads(body)["requests"] for body in self.receiver.bodies]
        return [[each["url"] for each in bulk] for bulk in bulks if "rec" in bulk[0]]


class Mapping:
    """As much of Lambda as an event source mapping needs."""

    class exceptions:  # noqa: N801 - as boto3 has it
        class ResourceInUseException(Exception): ...

        class ResourceConflictException(Exception): ...

    def __init__(self) -> None:
        self.changes: list[bool] = []
        self.error: type[Exception] | None = None

    def update_event_source_mapping(self, *, UUID: str, Enabled: bool) -> None:  # noqa: N803 - as boto3 has it
        assert UUID == "the-mapping"
        if self.error is not None:
            raise self.error
        self.changes.append(Enabled)
