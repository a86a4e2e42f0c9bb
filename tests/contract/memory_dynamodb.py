"""A stand-in for DynamoDB that is fast, and shows what moto does not: old reads and transactions under way.

``test_memory_dynamodb.py`` holds it to moto where moto can tell. It has the operations of boto3's client that are in
use. A page ends at its ``Limit`` alone, not at 1 MB.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any, Final

from botocore.exceptions import ClientError

from tests.contract.expressions import Item, parse, plain
from tests.contract.updates import updated

Key = tuple[str, str]

_HASH: Final = re.compile(r"^\s*([#\w]+)\s*=\s*(:\w+)")
_INDEXES: Final = {None: ("pk", "sk"), "by_list": ("list", "listed")}


class ConditionalCheckFailedException(ClientError):
    """The condition of a write does not hold."""


class TransactionCanceledException(ClientError):
    """Nothing of a transaction was written."""


class TransactionConflictException(ClientError):
    """A transaction under way holds the item."""


def refused(code: str, operation: str, kind: type[ClientError] = ClientError, **more: Any) -> ClientError:
    """The error as boto3 raises it."""
    response: Any = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": 400}, **more}
    return kind(response, operation)


class MemoryDynamoDB:
    """One table with ``pk`` and ``sk`` and the sparse index ``by_list``.

    ``writes_behind`` says how many of a partition's last writes an eventually consistent read does not see;
    ``half_written`` is called after each write of a transaction, so that others may act. ``written`` is told of each
    item what lay there before and what does now.
    """

    exceptions = SimpleNamespace(
        ConditionalCheckFailedException=ConditionalCheckFailedException,
        TransactionCanceledException=TransactionCanceledException,
        TransactionConflictException=TransactionConflictException,
    )

    def __init__(
        self,
        table: str,
        *,
        writes_behind: Callable[[str], int] = lambda _partition: 0,
        half_written: Callable[[], None] = lambda: None,
        written: Callable[[Item | None, Item | None], None] = lambda _before, _after: None,
    ) -> None:
        self._table = table
        self._writes_behind = writes_behind
        self._half_written = half_written
        self._written = written
        self._partitions: dict[str, dict[str, Item]] = defaultdict(dict)
        self._past: dict[str, list[tuple[str, Item | None]]] = defaultdict(list)
        self._locked: set[Key] = set()

    def query(
        self,
        *,
        TableName: str,  # noqa: N803 - boto3's names, here and below
        KeyConditionExpression: str,  # noqa: N803
        ExpressionAttributeValues: Mapping[str, Any],  # noqa: N803
        ExpressionAttributeNames: Mapping[str, str] | None = None,  # noqa: N803
        IndexName: str | None = None,  # noqa: N803
        ConsistentRead: bool = False,  # noqa: N803
        ScanIndexForward: bool = True,  # noqa: N803
        Limit: int | None = None,  # noqa: N803
        ExclusiveStartKey: Item | None = None,  # noqa: N803
    ) -> dict[str, Any]:
        assert TableName == self._table
        names = ExpressionAttributeNames or {}
        hash_key, sort_key = _INDEXES[IndexName]
        found = _HASH.match(KeyConditionExpression)
        assert found, KeyConditionExpression
        assert names.get(found[1], found[1]) == hash_key
        holds = parse(KeyConditionExpression)
        order = (hash_key, sort_key, "pk", "sk")
        rows = [
            row
            for row in self._rows(hash_key, plain(ExpressionAttributeValues[found[2]]).decode(), ConsistentRead)
            if holds(row, names, ExpressionAttributeValues)
        ]
        rows.sort(key=lambda row: _place(row, order), reverse=not ScanIndexForward)
        if ExclusiveStartKey:
            rows = list(_beyond(rows, _place(ExclusiveStartKey, order), order, forward=ScanIndexForward))
        page = rows[:Limit]
        answer: dict[str, Any] = {"Items": [dict(row) for row in page], "Count": len(page)}
        if Limit is not None and len(rows) > Limit:
            answer["LastEvaluatedKey"] = {name: page[-1][name] for name in dict.fromkeys(order)}
        return answer

    def get_item(self, *, TableName: str, Key: Item, ConsistentRead: bool = False) -> dict[str, Any]:  # noqa: N803
        assert TableName == self._table
        partition, sort_key = _key(Key)
        found = self._read(partition, ConsistentRead).get(sort_key)
        return {"Item": dict(found)} if found else {}

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N803
        ((table, asked),) = RequestItems.items()
        assert 1 <= len(asked["Keys"]) <= 100
        found = [self.get_item(TableName=table, Key=key).get("Item") for key in asked["Keys"]]
        return {"Responses": {table: [item for item in found if item]}, "UnprocessedKeys": {}}

    def update_item(
        self,
        *,
        TableName: str,  # noqa: N803
        Key: Item,  # noqa: N803
        UpdateExpression: str,  # noqa: N803
        ReturnValues: str = "NONE",  # noqa: N803
        ReturnValuesOnConditionCheckFailure: str = "NONE",  # noqa: N803
        **given: Any,
    ) -> dict[str, Any]:
        assert TableName == self._table
        key = _key(Key)
        self._check_free(key, "UpdateItem")
        before = self._partitions[key[0]].get(key[1])
        if not self._holds(key, given):
            told = {"Item": dict(before)} if before and ReturnValuesOnConditionCheckFailure == "ALL_OLD" else {}
            code = "ConditionalCheckFailedException"
            raise refused(code, "UpdateItem", ConditionalCheckFailedException, **told)
        names, values = given.get("ExpressionAttributeNames", {}), given.get("ExpressionAttributeValues", {})
        self._set(key, updated(before or Key, UpdateExpression, names, values))
        return {"Attributes": dict(before)} if before and ReturnValues == "ALL_OLD" else {}

    def batch_write_item(self, *, RequestItems: Mapping[str, list[Any]]) -> dict[str, Any]:  # noqa: N803
        """What a transaction under way holds is left undone."""
        ((table, requests),) = RequestItems.items()
        assert table == self._table
        assert 1 <= len(requests) <= 25
        undone = []
        for request in requests:
            put, delete = request.get("PutRequest"), request.get("DeleteRequest")
            key = _key(put["Item"] if put else delete["Key"])
            if key in self._locked:
                undone.append(request)
            else:
                self._set(key, put["Item"] if put else None)
        return {"UnprocessedItems": {table: undone} if undone else {}}

    def put_item(self, *, TableName: str, Item: Item, **condition: Any) -> dict[str, Any]:  # noqa: N803
        assert TableName == self._table
        key = _key(Item)
        self._check_free(key, "PutItem")
        if not self._holds(key, condition):
            raise refused("ConditionalCheckFailedException", "PutItem", ConditionalCheckFailedException)
        self._set(key, Item)
        return {}

    def delete_item(self, *, TableName: str, Key: Item, **condition: Any) -> dict[str, Any]:  # noqa: N803
        assert TableName == self._table
        key = _key(Key)
        self._check_free(key, "DeleteItem")
        if not self._holds(key, condition):
            raise refused("ConditionalCheckFailedException", "DeleteItem", ConditionalCheckFailedException)
        self._set(key, None)
        return {}

    def transact_write_items(self, *, TransactItems: list[Any]) -> dict[str, Any]:  # noqa: N803
        """Puts and checks. Others may read between two of its writes, but none may write to its items."""
        puts = [each["Put"] for each in TransactItems if "Put" in each]
        reasons = [self._reason(each.get("Put") or each["ConditionCheck"]) for each in TransactItems]
        if any(reasons):
            codes = [{"Code": reason or "None"} for reason in reasons]
            raise refused(
                "TransactionCanceledException",
                "TransactWriteItems",
                TransactionCanceledException,
                CancellationReasons=codes,
            )
        keys = {_key(put["Item"]) for put in puts}
        self._locked |= keys
        try:
            for put in puts:
                self._set(_key(put["Item"]), put["Item"])
                self._half_written()
        finally:
            self._locked -= keys
        return {}

    def rows(self, partition: str) -> list[Item]:
        """What lies in a partition now, for tests to look at."""
        return [row for _, row in sorted(self._partitions[partition].items())]

    def partitions(self) -> list[str]:
        return sorted(self._partitions)

    def _rows(self, hash_key: str, value: str, consistent: bool) -> Iterable[Item]:
        if hash_key == "pk":
            return self._read(value, consistent).values()
        rows = (row for partition in list(self._partitions) for row in self._read(partition, False).values())
        return [row for row in rows if row.get(hash_key) == {"S": value} and "listed" in row]

    def _read(self, partition: str, consistent: bool) -> Mapping[str, Item]:
        rows = self._partitions[partition]
        behind = 0 if consistent else self._writes_behind(partition)
        if not behind:
            return rows
        seen = {**rows, **dict(reversed(self._past[partition][-behind:]))}
        return {sort_key: row for sort_key, row in seen.items() if row is not None}

    def _holds(self, key: Key, condition: Mapping[str, Any]) -> bool:
        text = condition.get("ConditionExpression")
        if text is None:
            return True
        names, values = condition.get("ExpressionAttributeNames", {}), condition.get("ExpressionAttributeValues", {})
        return parse(text)(self._partitions[key[0]].get(key[1], {}), names, values)

    def _reason(self, write: Mapping[str, Any]) -> str | None:
        key = _key(write.get("Item") or write["Key"])
        if key in self._locked:
            return "TransactionConflict"
        return None if self._holds(key, write) else "ConditionalCheckFailed"

    def _check_free(self, key: Key, operation: str) -> None:
        if key in self._locked:
            raise refused("TransactionConflictException", operation, TransactionConflictException)

    def _set(self, key: Key, row: Item | None) -> None:
        partition, sort_key = key
        rows = self._partitions[partition]
        before = rows.pop(sort_key, None)
        self._past[partition].append((sort_key, before))
        if row is not None:
            rows[sort_key] = dict(row)
        self._written(before, row)


def _key(item: Item) -> Key:
    return str(item["pk"]["S"]), str(item["sk"]["S"])


def _place(row: Item, order: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(plain(row[name]) for name in order)


def _beyond(rows: Iterable[Item], start: tuple[Any, ...], order: tuple[str, ...], *, forward: bool) -> Iterable[Item]:
    return (row for row in rows if (_place(row, order) > start if forward else _place(row, order) < start))
