"""Everything of one person's in the chat table. ``docs/data-model.md`` has each access pattern and its cost."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from lambdas.chat.items import CONNECTION, Item, conversation_key, entry_key, is_tombstone, to_item, tombstone_item
from lambdas.identity.tombstones import tombstone_key
from lambdas.privacy import items
from lambdas.privacy.records import AuditRow, Erasure
from lambdas.privacy.rows import GUARDED, Partition

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BATCH_ROWS: Final = 25
"""Writes that DynamoDB takes at once.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
"""

_TRIES: Final = 5
_FREE: Final = "attribute_not_exists(pk)"


class Overtaken(Exception):
    """Somebody else goes on with the same erasure, or is faster at the end of its log."""


class Page(Struct, frozen=True, kw_only=True):
    """``last`` is the sort key after which to go on, ``None`` at the end."""

    rows: tuple[Item, ...]
    last: str | None


class PrivacyStore:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def find(self, subject: str) -> Erasure | None:
        """The erasure of this subject, consistently."""
        found = self._client.get_item(TableName=self._table, Key=tombstone_key(subject), ConsistentRead=True).get(
            "Item"
        )
        return items.stored_erasure(found) if found else None

    def begin(self, erasure: Erasure) -> bool:
        """Whether there was none of this subject."""
        item = items.erasure_item(erasure)
        return self._put(item, ConditionExpression=_FREE)

    def save(self, erasure: Erasure) -> None:
        """On top of the version before. Raises ``Overtaken``."""
        if not self._put(items.erasure_item(erasure), **_replaces(erasure)):
            raise Overtaken

    def finish(self, erasure: Erasure, audited: AuditRow | None) -> None:
        """The erasure and who did it, both or neither. Raises ``Overtaken``."""
        if audited is None:
            self.save(erasure)
            return
        last: Any = {"TableName": self._table, "Item": items.erasure_item(erasure), **_replaces(erasure)}
        row: Any = {"TableName": self._table, "Item": items.audit_item(audited)}
        try:
            self._client.transact_write_items(TransactItems=[{"Put": last}, {"Put": row}])
        except self._client.exceptions.TransactionCanceledException as error:
            reasons: Sequence[Any] = error.response.get("CancellationReasons", [])
            if any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons):
                raise Overtaken from error
            raise

    def audit(self, row: AuditRow) -> None:
        self._client.put_item(TableName=self._table, Item=items.audit_item(row))

    def due(self, now: int) -> Iterator[Erasure]:
        """Erasures to be looked after by ``now``, in epoch milliseconds; those that wait longest come first."""
        asked: dict[str, Any] = {
            "IndexName": "by_list",
            "KeyConditionExpression": "#list = :list AND listed < :now",
            "ExpressionAttributeNames": {"#list": "list"},
            "ExpressionAttributeValues": to_item({":list": items.OPEN, ":now": items.listed_key(now + 1)}),
        }
        for page in self._pages(asked):
            yield from (items.stored_erasure(item) for item in page)

    def page(self, partition: Partition, *, after: str | None = None, limit: int) -> Page:
        """So many of the rows at the most, in the order of their sort keys, consistently, expired ones too."""
        asked: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": to_item({":pk": partition.pk}),
            "ConsistentRead": True,
            "Limit": limit,
        }
        if partition.only:
            asked["KeyConditionExpression"] += " AND sk = :only"
            asked["ExpressionAttributeValues"] |= to_item({":only": partition.only})
        if after is not None:
            asked["ExclusiveStartKey"] = to_item({"pk": partition.pk, "sk": after})
        answer = self._client.query(TableName=self._table, **asked)
        last = answer.get("LastEvaluatedKey")
        return Page(rows=tuple(answer["Items"]), last=str(last["sk"]["S"]) if last else None)

    def rows(self, partition: Partition, limit: int) -> Iterator[Item]:
        """All of them, page by page."""
        after: str | None = None
        while True:
            page = self.page(partition, after=after, limit=limit)
            yield from page.rows
            after = page.last
            if after is None:
                return

    def close_log(self, conversation_id: str, expires_at: int) -> None:
        """See to it that the newest entry is a tombstone. Raises ``Overtaken`` when others are always faster."""
        pk = conversation_key(conversation_id)
        for _ in range(_TRIES):
            newest = self._newest_entry(pk)
            if newest is not None and is_tombstone(newest):
                return
            state = self.guarded(conversation_id).get(GUARDED[-1], {})
            known = int(state["seq"]["N"]) if "seq" in state else 0
            seq = max(int(newest["sk"]["S"]) if newest else 0, known) + 1
            if self._put(tombstone_item(pk, entry_key(seq), expires_at), ConditionExpression=_FREE):
                return
        raise Overtaken

    def guarded(self, conversation_id: str) -> dict[str, Item]:
        """The rows of ``GUARDED`` that there are, by their sort keys, consistently."""
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk >= :first",
            ExpressionAttributeValues=to_item({":pk": conversation_key(conversation_id), ":first": GUARDED[0]}),
            ConsistentRead=True,
        )
        return {str(item["sk"]["S"]): item for item in answer["Items"]}

    def guard(self, conversation_id: str, expires_at: int) -> None:
        """Tombstones in the places of ``GUARDED``, whether there was something or not."""
        found = self.guarded(conversation_id)
        for sort_key in GUARDED:
            if not is_tombstone(found.get(sort_key, {})):
                self._put(tombstone_item(conversation_key(conversation_id), sort_key, expires_at))

    def remove(self, rows: Iterable[Item], expires_at: int, *, overwritten: Iterable[Item] = ()) -> None:
        """Rows go, and bare tombstones take the places of those that are to be overwritten.

        What DynamoDB did not get to is still there when somebody looks again.
        """
        writes: list[Any] = [{"DeleteRequest": {"Key": {name: row[name] for name in ("pk", "sk")}}} for row in rows]
        for row in overwritten:
            tombstone = tombstone_item(row["pk"]["S"], row["sk"]["S"], expires_at)
            writes.append({"PutRequest": {"Item": tombstone}})
        for first in range(0, len(writes), BATCH_ROWS):
            self._client.batch_write_item(RequestItems={self._table: writes[first : first + BATCH_ROWS]})

    def _newest_entry(self, pk: str) -> Item | None:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk < :others",
            ExpressionAttributeValues=to_item({":pk": pk, ":others": CONNECTION}),
            ConsistentRead=True,
            ScanIndexForward=False,
            Limit=1,
        )
        return next(iter(answer["Items"]), None)

    def _put(self, item: Item, **condition: Any) -> bool:
        try:
            self._client.put_item(TableName=self._table, Item=item, **condition)
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def _pages(self, asked: dict[str, Any]) -> Iterator[list[Item]]:
        while True:
            answer = self._client.query(TableName=self._table, **asked)
            yield answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _replaces(erasure: Erasure) -> dict[str, Any]:
    return {
        "ConditionExpression": "version = :before",
        "ExpressionAttributeValues": to_item({":before": erasure.version - 1}),
    }
