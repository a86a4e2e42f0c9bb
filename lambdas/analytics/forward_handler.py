"""Handler of what waits for Matomo, and of the schedule that stops and starts the reading of the queue.

Lambda's answer names the messages that are to be delivered again.
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from lambdas.analytics import forward_wiring as wiring
from lambdas.analytics.bulks import Message
from lambdas.analytics.pausing import Step
from lambdas.analytics.records import QueuedBatch
from lambdas.aws.environment import is_on_lambda
from lambdas.aws.errors import report
from lambdas.aws.init import end_of_init
from lambdas.aws.logs import logger
from lambdas.aws.metrics import counts
from lambdas.aws.transient import is_transient

if is_on_lambda():
    wiring.forwarding()
    end_of_init()


class Context(Protocol):
    """What Lambda tells of a call."""

    def get_remaining_time_in_millis(self) -> int: ...


class Record(Struct, frozen=True, rename="camel"):
    message_id: str
    body: str


class Delivered(Struct, frozen=True, rename="pascal"):
    """https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""

    records: list[Record]


def handler(event: object, context: Context) -> dict[str, Any]:
    now = int(time.time())
    try:
        match event:
            case {"mapping": str(mapping)}:
                return {"step": _look(mapping, now).value}
        return _again(_forward(msgspec.convert(event, Delivered).records, now, context))
    finally:
        counts().write()


def _forward(records: Sequence[Record], now: int, context: Context) -> Iterable[str]:
    """The ids of the messages that are to be delivered again: after an error of ours all of them.

    What of them was sent is claimed. So is one that can not be read: another release may be able to, and if none is in
    time, it ends among the dead letters.
    """
    read = {record.message_id: _batch(record) for record in records}
    messages = [
        Message(message_id=message_id, batch=batch) for message_id, batch in read.items() if batch and batch.requests
    ]
    try:
        again = wiring.forwarding().forward(messages, now, lambda: context.get_remaining_time_in_millis() / 1000)
    except Exception as error:
        _tell(error)
        return read
    return again | {message_id for message_id, batch in read.items() if batch is None}


def _look(mapping: str, now: int) -> Step:
    """What fails is done the next time."""
    try:
        return wiring.pausing().look(mapping, now)
    except Exception as error:
        _tell(error)
        return Step.NOTHING


def _tell(error: Exception) -> None:
    if is_transient(error):
        logger().warning("asked to wait", extra={"problem": type(error).__name__})
    else:
        report(error)


def _batch(record: Record) -> QueuedBatch | None:
    try:
        return msgspec.json.decode(record.body, type=QueuedBatch)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        logger().error("message not read", extra={"problem": type(error).__name__})
        return None


def _again(message_ids: Iterable[str]) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in sorted(message_ids)]}
