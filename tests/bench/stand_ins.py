"""What the functions on the way of an event ask AWS for: counted, billed, and answered at once."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import boto3

from tests.billing.capacity import written
from tests.billing.metered import Bill
from tests.billing.use import Use
from tests.forwarding.receiver import TOKEN

TABLE: Final = "claims"
QUEUE_URL: Final = "https://sqs.eu-central-1.amazonaws.com/123456789012/events"
EDGE: Final = "the-secret-of-the-edge"
MESSAGE_BYTES: Final = 64 * 1024
"""SQS bills a message by pieces of this size.

https://aws.amazon.com/sqs/pricing/
"""


@dataclass(frozen=True)
class Took:
    ms: float = 0
    cpu_ms: float = 0

    def __add__(self, other: "Took") -> "Took":
        return Took(self.ms + other.ms, self.cpu_ms + other.cpu_ms)


def measured(act: Callable[[], None]) -> Took:
    began, cpu = time.perf_counter(), time.thread_time()
    act()
    return Took((time.perf_counter() - began) * 1000, (time.thread_time() - cpu) * 1000)


class StandIns:
    """SQS, Secrets Manager and DynamoDB, as moto has it. ``took`` is what that itself took, which is no function's."""

    def __init__(self, bill: Bill) -> None:
        self.queue: list[str] = []
        self.took = Took()
        self._bill = bill
        self._dynamodb: Any = boto3.Session().client("dynamodb")
        self._dynamodb.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> dict[str, Any]:  # noqa: N803 - boto3's names
        assert QueueUrl == QUEUE_URL
        self.queue.append(MessageBody)
        pieces = -(-len(MessageBody.encode()) // MESSAGE_BYTES)
        self._bill.count("SendMessage", Use(queue_requests=pieces))
        return {"MessageId": "1"}

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:  # noqa: N803 - boto3's name
        self._bill.count("GetSecretValue", Use(secret_reads=1))
        return {"SecretString": TOKEN if SecretId == "token" else json.dumps({"current": EDGE})}

    def update_item(self, **asked: Any) -> Any:
        """Billed by the larger of the row before and after."""

        def update() -> None:
            before = self._row(asked["Key"])
            self._dynamodb.update_item(**asked)
            self._bill.count("UpdateItem", Use(write_units=max(map(written, (before, self._row(asked["Key"]))))))

        self.took += measured(update)
        return {}

    @property
    def exceptions(self) -> Any:
        return self._dynamodb.exceptions

    def _row(self, key: Any) -> Any:
        return self._dynamodb.get_item(TableName=TABLE, Key=key, ConsistentRead=True).get("Item", key)
