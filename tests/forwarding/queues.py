"""SQS as it says that it is: at least once, in any order, and back again after the visibility time-out.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

HIDDEN_SECONDS = 390
MOST_DELIVERIES = 100


@dataclass
class Held:
    message_id: str
    body: str
    sent_at: float
    visible_at: float
    deliveries: int = 0


@dataclass
class Queue:
    """``now`` in epoch seconds. ``twice`` is the chance that a message is delivered to two at once."""

    rng: random.Random
    now: Callable[[], float]
    twice: float = 0.0
    held: dict[str, Held] = field(default_factory=dict)
    dead: "Queue | None" = None
    sent: int = 0

    def send(self, body: str) -> None:
        self.sent += 1
        message_id = f"message-{self.sent}"
        self.held[message_id] = Held(message_id, body, self.now(), self.now())

    def visible(self) -> list[Held]:
        return [held for held in self.held.values() if held.visible_at <= self.now()]

    def receive(self, most: int) -> list[Held]:
        """In any order; what was delivered too often goes to the dead letters."""
        visible = self.visible()
        self.rng.shuffle(visible)
        return [held for held in visible[:most] if self._deliver(held)]

    def delete(self, message_id: str) -> None:
        """Seldom in vain: a copy on a server that could not be reached comes back."""
        if self.rng.random() >= self.twice:
            self.held.pop(message_id, None)

    def next_visible(self) -> float | None:
        return min((held.visible_at for held in self.held.values()), default=None)

    def _deliver(self, held: Held) -> bool:
        held.deliveries += 1
        if self.dead is not None and held.deliveries > MOST_DELIVERIES:
            self.dead.send(held.body)
            del self.held[held.message_id]
            return False
        held.visible_at = self.now() if self.rng.random() < self.twice else self.now() + HIDDEN_SECONDS
        return True


class QueueClient:
    """What is used of boto3's client, for queues by their address."""

    def __init__(self, queues: dict[str, Queue]) -> None:
        self._queues = queues
        self.failing = 0
        """So many more sends fail."""

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> dict[str, Any]:  # noqa: N803 - as boto3 has it
        if self.failing:
            self.failing -= 1
            raise ClientError({"Error": {"Code": "RequestThrottled", "Message": ""}}, "SendMessage")
        self._queues[QueueUrl].send(MessageBody)
        return {}

    def receive_message(self, *, QueueUrl: str, **_: Any) -> dict[str, Any]:  # noqa: N803 - as boto3 has it
        received = self._queues[QueueUrl].receive(10)
        return {
            "Messages": [
                {
                    "MessageId": held.message_id,
                    "ReceiptHandle": held.message_id,
                    "Body": held.body,
                    "Attributes": {"SentTimestamp": str(int(held.sent_at * 1000))},
                }
                for held in received
            ]
        }

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> dict[str, Any]:  # noqa: N803 - as boto3 has it
        self._queues[QueueUrl].delete(ReceiptHandle)
        return {}
