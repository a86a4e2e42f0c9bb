"""Stand-ins for AWS's clients that count what they are asked and what it would cost."""

import math
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.billing.capacity import index_units, table_units, written
from tests.billing.use import Use
from tests.contract.fake_connections import FakeConnections
from tests.contract.memory_dynamodb import MemoryDynamoDB

FRAME_BYTES = 32 * 1024
"""API Gateway bills a message by pieces of this size.

https://aws.amazon.com/api-gateway/pricing/
"""


def frames(frame: bytes) -> int:
    """Billed messages of one frame."""
    return max(1, math.ceil(len(frame) / FRAME_BYTES))


@dataclass
class Bill:
    """``asked`` counts the calls to AWS by their names."""

    asked: Counter[str] = field(default_factory=Counter)
    use: Use = field(default_factory=Use)

    def count(self, call: str, use: Use) -> None:
        self.asked[call] += 1
        self.use += use


class MeteredDynamoDB(MemoryDynamoDB):
    """A refused write is not counted: no bench provokes one. ``seconds`` are what all queries took of the processor."""

    def __init__(self, table: str, bill: Bill) -> None:
        super().__init__(table, written=self._count_index)
        self._bill = bill
        self.seconds = 0.0

    def query(self, **asked: Any) -> dict[str, Any]:
        began = time.process_time()
        answer = super().query(**asked)
        self.seconds += time.process_time() - began
        return self._counted("Query", asked, answer)

    def get_item(self, **asked: Any) -> dict[str, Any]:
        return self._counted("GetItem", asked, super().get_item(**asked))

    def update_item(self, **asked: Any) -> dict[str, Any]:
        """By the larger of the row before and after."""
        answer = super().update_item(**asked)
        after = super().get_item(TableName=asked["TableName"], Key=asked["Key"])["Item"]
        self._bill.count("UpdateItem", Use(write_units=max(map(written, (after, answer.get("Attributes", {}))))))
        return answer

    def put_item(self, **asked: Any) -> dict[str, Any]:
        return self._counted("PutItem", asked, super().put_item(**asked))

    def delete_item(self, **asked: Any) -> dict[str, Any]:
        return self._counted("DeleteItem", asked, super().delete_item(**asked))

    def transact_write_items(self, **asked: Any) -> dict[str, Any]:
        return self._counted("TransactWriteItems", asked, super().transact_write_items(**asked))

    def _counted(self, call: str, asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        self._bill.count(call, table_units(call, asked, answer))
        return answer

    def _count_index(self, before: Any, after: Any) -> None:
        self._bill.use += index_units(before, after)


class MeteredConnections(FakeConnections):
    def __init__(self, bill: Bill) -> None:
        super().__init__()
        self._bill = bill

    def post_to_connection(self, *, ConnectionId: str, Data: bytes) -> dict[str, Any]:  # noqa: N803 - boto3's names
        self._bill.count("PostToConnection", Use(frames=frames(Data)))
        return super().post_to_connection(ConnectionId=ConnectionId, Data=Data)

    def delete_connection(self, *, ConnectionId: str) -> dict[str, Any]:  # noqa: N803 - boto3's names
        self._bill.count("DeleteConnection", Use())
        return super().delete_connection(ConnectionId=ConnectionId)
