"""The chat of the public samples on a table in memory: what a message costs there."""

from collections.abc import Iterator
from typing import Any, Final

from tests.bench.functions.fan_out import fan_out
from tests.billing.capacity import item_bytes, table_units
from tests.billing.metered import Bill, MeteredConnections, frames
from tests.billing.use import Use

_PAGE_BYTES: Final = 1024 * 1024
"""What one Scan reads at most.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html#Scan.Pagination
"""


class Samples:
    """``connections`` are open; ``gone`` have ended without their rows being removed."""

    def __init__(self, connections: int, gone: int = 0) -> None:
        self.bill = Bill()
        self._rows = [{"connection_id": {"S": f"L0SM9cOFvHc{number:05}="}} for number in range(connections + gone)]
        self._gateway = MeteredConnections(self.bill)
        self._gateway.open = {row["connection_id"]["S"] for row in self._rows[:connections]}

    def send(self, frame: bytes) -> int:
        """How many were not reached. The route answers nothing, the sender hears its own message."""
        self.bill.use += Use(frames=frames(frame), calls=1)

        def post(connection_id: str) -> object:
            return self._gateway.post_to_connection(ConnectionId=connection_id, Data=frame)

        return fan_out(self._scan, post)

    def _scan(self, *, ExclusiveStartKey: int = 0, **_: Any) -> dict[str, Any]:  # noqa: N803 - boto3's names
        page = list(self._page(ExclusiveStartKey))
        self.bill.count("Scan", table_units("Scan", {}, {"Items": page}))
        following = ExclusiveStartKey + len(page)
        last = {"LastEvaluatedKey": following} if following < len(self._rows) else {}
        return {"Items": [{"connection_id": row["connection_id"]["S"]} for row in page], **last}

    def _page(self, start: int) -> Iterator[dict[str, Any]]:
        read = 0
        for row in self._rows[start:]:
            read += item_bytes(row)
            if read > _PAGE_BYTES:
                return
            yield row
