"""The chat table with everything that a table may do to a function."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ReadTimeoutError

from tests.contract.memory_dynamodb import (
    ConditionalCheckFailedException,
    MemoryDynamoDB,
    TransactionCanceledException,
    TransactionConflictException,
    refused,
)
from tests.model.faults import Fault, Faults
from tests.model.functions import Ended, Functions
from tests.unit.lambdas.world import TABLE


class Table(MemoryDynamoDB):
    """Others act around each call."""

    def __init__(self, functions: Functions, faults: Faults, written: Callable[[Any, Any], None]) -> None:
        super().__init__(
            TABLE,
            writes_behind=lambda _: faults.strikes(Fault.OLD_READ) or 0,
            half_written=functions.wait,
            written=written,
        )
        self._functions = functions
        self._faults = faults

    def query(self, **asked: Any) -> dict[str, Any]:
        self._throttle("Query")
        self._functions.wait()
        answer = super().query(**asked)
        self._functions.wait()
        return answer

    def put_item(self, **asked: Any) -> dict[str, Any]:
        if "ConditionExpression" not in asked:
            return self._write("PutItem", lambda: MemoryDynamoDB.put_item(self, **asked))
        if self._faults.strikes(Fault.CONFLICT) is not None:
            raise refused("TransactionConflictException", "PutItem", TransactionConflictException)
        answer = self._write("PutItem", lambda: MemoryDynamoDB.put_item(self, **asked))
        if self._faults.strikes(Fault.WRITTEN_TWICE) is not None:
            raise refused("ConditionalCheckFailedException", "PutItem", ConditionalCheckFailedException)
        self._written_to_log()
        return answer

    def delete_item(self, **asked: Any) -> dict[str, Any]:
        return self._write("DeleteItem", lambda: MemoryDynamoDB.delete_item(self, **asked))

    def transact_write_items(self, **asked: Any) -> dict[str, Any]:
        if self._faults.strikes(Fault.CONFLICT) is not None:
            codes = [{"Code": "TransactionConflict"}, {"Code": "None"}]
            kind = TransactionCanceledException
            raise refused(kind.__name__, "TransactWriteItems", kind, CancellationReasons=codes)
        answer = self._write("TransactWriteItems", lambda: MemoryDynamoDB.transact_write_items(self, **asked))
        self._written_to_log()
        return answer

    def _write(self, operation: str, write: Any) -> dict[str, Any]:
        self._throttle(operation)
        pause = self._faults.strikes(Fault.PAUSE_BEFORE_WRITE)
        self._functions.wait(*([pause] if pause else []))
        if self._faults.strikes(Fault.END_BEFORE_WRITE) is not None:
            raise Ended
        answer: dict[str, Any] = write()
        if self._faults.strikes(Fault.ANSWER_LOST) is not None:
            raise ReadTimeoutError(endpoint_url="dynamodb")
        self._functions.wait()
        return answer

    def _written_to_log(self) -> None:
        """Before anybody is told."""
        pause = self._faults.strikes(Fault.PAUSE_AFTER_WRITE)
        self._functions.wait(*([pause] if pause else []))
        if self._faults.strikes(Fault.END_AFTER_WRITE) is not None:
            raise Ended

    def _throttle(self, operation: str) -> None:
        if self._faults.strikes(Fault.THROTTLE) is not None:
            raise refused("ProvisionedThroughputExceededException", operation)
