"""A table that is looked through as a whole. Of each row only its key, its kind and its end are read.

The function's role allows no other attribute, so that a sweep can not read what anybody wrote:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from lambdas.retention.records import Page, Row

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_END: Final = "expires_at"


class Table:
    """``keys`` are the names of its key's attributes; with ``has_kinds`` its rows say what they are."""

    def __init__(self, client: "DynamoDBClient", name: str, *, keys: Iterable[str], has_kinds: bool) -> None:
        self._client = client
        self._name = name
        self._keys = tuple(keys)
        self._seen = (*self._keys, _END, *(("kind",) if has_kinds else ()))

    def page(self, segment: int, segments: int, after: Any) -> Page:
        """Up to 1 MB of a segment, expired rows too."""
        asked: dict[str, Any] = {
            "Segment": segment,
            "TotalSegments": segments,
            "Select": "SPECIFIC_ATTRIBUTES",
            "ProjectionExpression": ", ".join(f"#{name}" for name in self._seen),
            "ExpressionAttributeNames": {f"#{name}": name for name in self._seen},
        }
        if after is not None:
            asked["ExclusiveStartKey"] = after
        answer = self._client.scan(TableName=self._name, **asked)
        return Page(rows=tuple(row_of(item) for item in answer["Items"]), after=answer.get("LastEvaluatedKey"))

    def delete(self, row: Row, now: int) -> bool:
        """Unless it was renewed meanwhile."""
        return self._did(
            self._client.delete_item,
            row,
            ConditionExpression=f"{_END} <= :now",
            ExpressionAttributeValues={":now": {"N": str(now)}},
        )

    def end(self, row: Row, ends_at: int) -> bool:
        """Its end becomes this one, if it is still there and has the end that it had."""
        condition, values = "attribute_exists(pk) AND attribute_not_exists(#end)", {}
        if row.end is not None:
            condition, values = "#end = :seen", {":seen": row.end}
        return self._did(
            self._client.update_item,
            row,
            UpdateExpression="SET #end = :end",
            ConditionExpression=condition,
            ExpressionAttributeNames={"#end": _END},
            ExpressionAttributeValues={":end": {"N": str(ends_at)}, **values},
        )

    def _did(self, write: Any, row: Row, **how: Any) -> bool:
        values, refusals = {"pk": row.pk, "sk": row.sk}, self._client.exceptions
        try:
            write(TableName=self._name, Key={name: {"S": values[name]} for name in self._keys}, **how)
        except (refusals.ConditionalCheckFailedException, refusals.TransactionConflictException):
            # The second: somebody is writing to it just now. The next round comes by again.
            return False
        return True


def row_of(item: Mapping[str, Any]) -> Row:
    """What is no text in the place of a key's or kind's name is none."""
    text = {name: item[name]["S"] for name in ("pk", "sk", "kind") if "S" in item.get(name, {})}
    return Row(**text, end=item.get(_END))
