"""How many request units DynamoDB bills for a request, from what crosses the wire.

Items are measured and rounded as DynamoDB says it does:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

import math
from typing import Any

from tests.billing.use import Use

_READ_BYTES = 4096
_WRITE_BYTES = 1024
_MOST_IN_INDEX = 2
"""A row that moves leaves one place and takes another."""


def units(operation: str, request: Any, answer: Any) -> Use:
    """Of a request, and at most of the index, since what lay there before is not seen here."""
    in_index = sum(map(_in_index, _put_in_transaction(request)))
    return table_units(operation, request, answer) + Use(write_units=in_index)


def _in_index(item: Any) -> int:
    if item["sk"]["S"] == "state":
        return _MOST_IN_INDEX
    return written(item) if "list" in item else 0


def table_units(operation: str, request: Any, answer: Any) -> Use:
    """Without the index. A refused condition is billed as the write that it prevented, a transaction as two of each.

    What is not put whole counts as one unit unless the answer has it.
    """
    match operation:
        case "Query" | "Scan":
            read = max(1, math.ceil(sum(map(item_bytes, answer.get("Items", []))) / _READ_BYTES))
            return Use(read_units=read if request.get("ConsistentRead") else read / 2)
        case "GetItem":
            read = max(1, math.ceil(item_bytes(answer.get("Item", {})) / _READ_BYTES))
            return Use(read_units=read if request.get("ConsistentRead") else read / 2)
        case "PutItem":
            return Use(write_units=written(request["Item"]))
        case "DeleteItem":
            return Use(write_units=1)
        case "UpdateItem":
            return Use(write_units=max(1, written(answer.get("Attributes", {}))))
        case "BatchWriteItem":
            return Use(write_units=sum(map(_of_batch, _in_batch(request))))
        case "TransactWriteItems":
            actions = request["TransactItems"]
            others = len(actions) - len(_put_in_transaction(request))
            return Use(write_units=2 * (others + sum(map(written, _put_in_transaction(request)))))
    raise ValueError(f"no rule for {operation}")


def index_units(before: Any, after: Any) -> Use:
    """What a write of one row makes the index ``by_list`` write, which has all attributes of the rows with its keys.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
    """
    rows = [row for row in (before, after) if row and "list" in row]
    places = {(row["list"]["S"], row["listed"]["S"]) for row in rows}
    if before == after:
        return Use()
    return Use(write_units=len(places) * max(map(written, rows), default=0))


def _put_in_transaction(request: Any) -> list[Any]:
    return [action["Put"]["Item"] for action in request.get("TransactItems", []) if "Put" in action]


def _in_batch(request: Any) -> list[Any]:
    return [action for actions in request["RequestItems"].values() for action in actions]


def _of_batch(action: Any) -> int:
    return written(action["PutRequest"]["Item"]) if "PutRequest" in action else 1


def written(item: Any) -> int:
    """The units of one write of it."""
    return math.ceil(item_bytes(item) / _WRITE_BYTES)


def item_bytes(item: Any) -> int:
    """Names and values in UTF-8; a number takes a byte for two digits and one more."""
    return sum(len(name) + _value_size(*value.items()) for name, value in item.items())


def _value_size(typed: tuple[str, Any]) -> int:
    kind, value = typed
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            return _number_size(value)
        case "SS":
            return 3 + sum(1 + len(each.encode()) for each in value)
        case "NS":
            return 3 + sum(1 + _number_size(each) for each in value)
    raise ValueError(f"no size for {kind}")


def _number_size(digits: str) -> int:
    return math.ceil(len(digits) / 2) + 1
