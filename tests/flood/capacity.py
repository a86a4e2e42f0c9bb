"""How many request units DynamoDB bills for a request, from what crosses the wire.

Items are measured and rounded as DynamoDB says it does:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

import math
from typing import Any

from tests.flood.use import Use

_READ_BYTES = 4096
_WRITE_BYTES = 1024


def units(operation: str, request: Any, answer: Any) -> Use:
    """A refused condition is billed as the write that it prevented."""
    match operation:
        case "Query":
            read = max(1, math.ceil(sum(map(_size, answer.get("Items", []))) / _READ_BYTES))
            return Use(read_units=read if request.get("ConsistentRead") else read / 2)
        case "PutItem":
            return Use(write_units=_written(request["Item"]))
        case "DeleteItem":
            return Use(write_units=1)
        case "TransactWriteItems":
            return Use(write_units=sum(_in_transaction(action["Put"]["Item"]) for action in request["TransactItems"]))
    raise ValueError(f"no rule for {operation}")


def _in_transaction(item: Any) -> int:
    """Twice the write, and for a state row at most two more: one leaves its place in the index, one takes another."""
    return (4 if item["sk"]["S"] == "state" else 2) * _written(item)


def _written(item: Any) -> int:
    return math.ceil(_size(item) / _WRITE_BYTES)


def _size(item: Any) -> int:
    return sum(len(name) + _value_size(*value.items()) for name, value in item.items())


def _value_size(typed: tuple[str, Any]) -> int:
    kind, value = typed
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            return math.ceil(len(value) / 2) + 1
        case "SS":
            return 3 + sum(1 + len(each.encode()) for each in value)
    raise ValueError(f"no size for {kind}")
