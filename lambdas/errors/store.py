"""What is kept of errors, in a table of its own. ``docs/data-model.md`` has each access pattern and its cost."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lambdas.errors import items
from lambdas.errors.counting import Known, is_exact, is_new_release
from lambdas.errors.days import day_of
from lambdas.errors.records import Named, Received, StoredFault
from lambdas.protocol.errors import Sample

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class ErrorStore:
    """A ``day`` is one in UTC, such as ``2026-01-31``; ``now`` and ``at`` are epoch milliseconds.

    Nothing that has expired is ever given out.
    """

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def look(self, day: str, fault_id: str) -> Known:
        """What a day's row of a fault says; what was written in the last moment may be missing."""
        found = self._client.get_item(TableName=self._table, Key=items.fault_at(day, fault_id))
        return _known(found.get("Item", {}))

    def count(self, day: str, fault: Named, received: Received, known: Known, weight: int) -> tuple[Known, bool]:
        """What the row said before, and whether the report was written: not if its id has been counted already.

        ``known`` is what is known of the row until now, which may be less than there is.
        """
        write = _update(self._table, day, fault, received, known, weight)
        try:
            before = self._client.update_item(**write).get("Attributes", {})
        except self._client.exceptions.ConditionalCheckFailedException as error:
            told: Any = error.response
            return _known(told.get("Item", {})), False
        return _known(before), True

    def keep(self, day: str, fault_id: str, received: Received) -> None:
        """As a sample."""
        self._client.put_item(TableName=self._table, Item=items.sample_item(day, fault_id, received))

    def faults(self, days: Iterable[str], now: int) -> Iterator[StoredFault]:
        """What each of the days knows of each fault."""
        for day in days:
            yield from map(items.stored_fault, self._rows(day, items.FAULT, now))

    def fault(self, fault_id: str, days: Sequence[str], now: int) -> list[StoredFault]:
        """What the days know of one fault, the newest first."""
        found = [items.stored_fault(row) for row in self._get([items.fault_at(day, fault_id) for day in days], now)]
        return sorted(found, key=lambda fault: fault.day, reverse=True)

    def samples(self, fault_id: str, days: Iterable[str], now: int, limit: int) -> list[Sample]:
        """The newest first, at most ``limit``; ``days`` begin with the newest."""
        found: list[Sample] = []
        for day in days:
            if len(found) >= limit:
                break
            rows = self._rows(day, items.sample_key(fault_id), now, newest_first=True)
            found.extend(items.stored_sample(row) for row in rows)
        return found[:limit]

    def resolved(self, days: Iterable[str], now: int) -> dict[str, int]:
        """When somebody said last that a fault was resolved, by the fault's id."""
        said: dict[str, int] = {}
        for day in days:
            for row in self._rows(day, items.RESOLVED, now):
                fault_id = items.fault_id_in(row)
                said[fault_id] = max(said.get(fault_id, 0), int(row["at"]["N"]))
        return said

    def resolved_at(self, fault_id: str, days: Sequence[str], now: int) -> int | None:
        rows = self._get([items.resolved_at(day, fault_id) for day in days], now)
        return max((int(row["at"]["N"]) for row in rows), default=None)

    def resolve(self, fault_id: str, at: int) -> None:
        self._client.put_item(TableName=self._table, Item=items.resolved_item(day_of(at), fault_id, at))

    def reopen(self, fault_id: str, days: Iterable[str]) -> None:
        """Nobody has said on any of the days that it was resolved."""
        for day in days:
            self._client.delete_item(TableName=self._table, Key=items.resolved_at(day, fault_id))

    def _rows(self, day: str, begin: str, now: int, *, newest_first: bool = False) -> Iterator[Any]:
        asked: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :day AND begins_with(sk, :begin)",
            "ExpressionAttributeValues": {":day": {"S": items.day_key(day)}, ":begin": {"S": begin}},
            "ScanIndexForward": not newest_first,
        }
        while True:
            answer = self._client.query(**asked)
            yield from (row for row in answer["Items"] if items.is_kept(row, now))
            if "LastEvaluatedKey" not in answer:
                return
            asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _get(self, keys: Sequence[items.Item], now: int) -> Iterator[Any]:
        """At most 100 keys, all different.

        https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
        """
        asked: Any = {self._table: {"Keys": keys}} if keys else {}
        while asked:
            answer = self._client.batch_get_item(RequestItems=asked)
            yield from (row for row in answer["Responses"].get(self._table, ()) if items.is_kept(row, now))
            asked = answer.get("UnprocessedKeys", {})


def _update(table: str, day: str, fault: Named, received: Received, known: Known, weight: int) -> dict[str, Any]:
    """The names are DynamoDB's own words, some of them, so all have another name here."""
    report, at = received.report, {"N": str(received.at)}
    told = {
        "source": {"S": received.source.value},
        "level": {"S": report.level.value},
        "title": {"S": fault.title},
        "culprit": {"S": fault.culprit},
        "last_at": at,
    }
    first = {"first_at": at, "expires_at": {"N": str(items.expiry_of(received.at))}}
    added: dict[str, Any] = {"count": {"N": str(weight)}}
    if received.site:
        told["site"] = {"S": received.site}
    if is_exact(known):
        added["ids"] = {"SS": [report.event_id]}
    if report.release and is_new_release(known, report.release):
        added["releases"] = {"SS": [report.release]}
    sets = [f"#{name} = :{name}" for name in told] + [f"#{name} = if_not_exists(#{name}, :{name})" for name in first]
    adds = [f"#{name} :{name}" for name in added]
    values = told | first | added
    return {
        "TableName": table,
        "Key": items.fault_at(day, fault.fault_id),
        "UpdateExpression": f"SET {', '.join(sets)} ADD {', '.join(adds)}",
        "ConditionExpression": "NOT contains(#ids, :id)",
        "ExpressionAttributeNames": {f"#{name}": name for name in (*values, "ids")},
        "ExpressionAttributeValues": {
            **{f":{name}": value for name, value in values.items()},
            ":id": {"S": report.event_id},
        },
        "ReturnValues": "ALL_OLD",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def _known(row: Any) -> Known:
    return Known(
        count=int(row.get("count", {}).get("N", 0)),
        ids=_texts(row, "ids"),
        releases=_texts(row, "releases"),
        last_at=int(row.get("last_at", {}).get("N", 0)),
    )


def _texts(row: Any, name: str) -> frozenset[str]:
    return frozenset(row.get(name, {}).get("SS", ()))
