"""Several tables in memory behind one client, which may be looked through as a whole; moto is slow at many queries.

``test_memory_tables.py`` holds what is more than in ``memory_dynamodb`` to moto.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from zlib import crc32

from tests.contract.expressions import Item
from tests.contract.memory_dynamodb import MemoryDynamoDB

_NO_SORT_KEY: Final = {"sk": {"S": ""}}


class MemoryTables:
    """Each of ``names`` has ``pk`` and ``sk``, and the index of ``MemoryDynamoDB``; ``unsorted`` have no ``sk``."""

    exceptions = MemoryDynamoDB.exceptions

    def __init__(self, *names: str, unsorted: Iterable[str] = ()) -> None:
        self._unsorted = frozenset(unsorted)
        self._tables = {name: MemoryDynamoDB(name) for name in (*names, *self._unsorted)}

    def __getattr__(self, name: str) -> Any:
        def ask(**asked: Any) -> Any:
            table = _table_of(asked)
            for place in ("Key", "Item") if table in self._unsorted else ():
                asked |= {place: {**asked[place], **_NO_SORT_KEY}} if place in asked else {}
            return getattr(self._tables[table], name)(**asked)

        return ask

    def query(self, *, Select: str = "", ProjectionExpression: str = "", **asked: Any) -> dict[str, Any]:  # noqa: N803
        answer = self._tables[asked["TableName"]].query(**asked)
        return _projected(answer, Select, ProjectionExpression, {})

    def scan(
        self,
        *,
        TableName: str,  # noqa: N803 - boto3's names, here and below
        Segment: int = 0,  # noqa: N803
        TotalSegments: int = 1,  # noqa: N803
        Select: str = "",  # noqa: N803
        ProjectionExpression: str = "",  # noqa: N803
        ExpressionAttributeNames: Mapping[str, str] | None = None,  # noqa: N803
    ) -> dict[str, Any]:
        """All of a segment in one page; which partition is in which segment is nobody's business."""
        table = self._tables[TableName]
        rows = [
            {name: value for name, value in row.items() if not (name == "sk" and TableName in self._unsorted)}
            for partition in table.partitions()
            if crc32(partition.encode()) % TotalSegments == Segment
            for row in table.rows(partition)
        ]
        return _projected({"Items": rows}, Select, ProjectionExpression, ExpressionAttributeNames or {})

    def get_paginator(self, name: str) -> "_Paginator":
        assert name == "scan"
        return _Paginator(self)


class _Paginator:
    def __init__(self, tables: MemoryTables) -> None:
        self._tables = tables

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        yield self._tables.scan(**asked)


def _table_of(asked: Mapping[str, Any]) -> str:
    if "TransactItems" in asked:
        ((first, *_),) = (item.values() for item in asked["TransactItems"][:1])
        return str(first["TableName"])
    return str(asked["TableName"] if "TableName" in asked else next(iter(asked["RequestItems"])))


def _projected(answer: dict[str, Any], select: str, expression: str, names: Mapping[str, str]) -> dict[str, Any]:
    assert (select == "SPECIFIC_ATTRIBUTES") == bool(expression)
    if not expression:
        return answer
    wanted = {names.get(name, name) for name in expression.split(", ")}
    items: list[Item] = [{name: row[name] for name in row if name in wanted} for row in answer["Items"]]
    return {**answer, "Items": items}
