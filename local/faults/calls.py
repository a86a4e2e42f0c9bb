"""What may befall a call of a function to AWS, and what AWS says when it refuses one."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from local.faults.chance import Turn
from local.faults.config import Fault

_WRITES: Final = frozenset(
    {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "SendMessage", "SendMessageBatch"}
)
_LAMBDA: Final = re.compile(r"/20\d\d-\d\d-\d\d/(functions|event-source-mappings)/")
_OF_A_WRITE: Final = (Fault.END_BEFORE_WRITE, Fault.END_AFTER_WRITE, Fault.THROTTLE)
_OF_A_READ: Final = (Fault.THROTTLE,)
_OF_A_POST: Final = (Fault.END_AFTER_POST, Fault.GONE, Fault.TOO_MANY, Fault.BROKEN)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One HTTP request to AWS. ``body`` is nobody's to log."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def service(self) -> str:
        """``DynamoDB_20120810`` for instance; ``@connections`` and ``lambda`` have no header for it."""
        if "/@connections/" in self.path:
            return "@connections"
        return "lambda" if _LAMBDA.match(self.path) else self._target[0]

    @property
    def operation(self) -> str:
        """``PutItem`` for instance, or the HTTP method."""
        return self._target[1] or self.method

    @property
    def possible(self) -> tuple[Fault, ...]:
        """The faults that can befall it. At most one of them does, the first that is drawn."""
        if self.service == "@connections":
            return _OF_A_POST if self.operation == "POST" else ()
        if not self.service.startswith(("DynamoDB", "AmazonSQS")):
            return ()
        return _OF_A_WRITE if self.operation in _WRITES else _OF_A_READ

    @property
    def _target(self) -> tuple[str, str]:
        service, _, operation = self.headers.get("X-Amz-Target", "").partition(".")
        return service, operation


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``headers`` are those that a client of AWS's reads."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def refusal(fault: Fault, call: Call, turn: Turn) -> Answer:
    """What AWS answers in the place of having done it."""
    if fault is Fault.THROTTLE:
        return _throttled(call, turn)
    status, name = _CONNECTIONS[fault]
    return _json(status, {"message": name}, **{"x-amzn-ErrorType": name})


_CONNECTIONS: Final = {
    Fault.GONE: (410, "GoneException"),
    Fault.TOO_MANY: (429, "LimitExceededException"),
    Fault.BROKEN: (500, "InternalServerErrorException"),
}
"""https://docs.aws.amazon.com/apigatewaymanagementapi/latest/reference/connections-connectionid.html"""

_DYNAMODB = "com.amazonaws.dynamodb.v20120810#"
_THROTTLED: Final = (f"{_DYNAMODB}ProvisionedThroughputExceededException", f"{_DYNAMODB}ThrottlingException")

_SQS = "com.amazonaws.sqs#"
_AS_A_QUERY: Final = {"x-amzn-query-error": "RequestThrottled;Sender"}
"""The error's name and its side in SQS's older protocol, by which its clients still go."""


def _throttled(call: Call, turn: Turn) -> Answer:
    """One of the two errors that DynamoDB has for it, or the one of a transaction or of a queue, all with status 400.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    """
    if call.service == "AmazonSQS":
        return _json(400, {"__type": f"{_SQS}RequestThrottled", "message": "The request was denied."}, **_AS_A_QUERY)
    if call.operation == "TransactWriteItems":
        return _json(400, _cancelled(len(json.loads(call.body)["TransactItems"])))
    name = _THROTTLED[int(turn.share("name") * len(_THROTTLED))]
    return _json(400, {"__type": name, "message": "Throughput exceeds the current capacity of your table or index."})


def _cancelled(actions: int) -> dict[str, Any]:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html"""
    throttled = {"Code": "ThrottlingError", "Message": "Throughput exceeds the current capacity."}
    return {
        "__type": f"{_DYNAMODB}TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
        "CancellationReasons": [throttled, *[{"Code": "None"}] * (actions - 1)],
    }


def _json(status: int, body: Mapping[str, Any], **headers: str) -> Answer:
    named = {"Content-Type": "application/x-amz-json-1.0", **headers}
    return Answer(status=status, headers=named, body=json.dumps(body).encode())
