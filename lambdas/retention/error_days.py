"""The rows of the errors' table, by the days on which they came. Of each row only its key and its end are read."""

from typing import TYPE_CHECKING, Any, Final

from lambdas.retention.records import Page, Row
from lambdas.retention.table import row_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_ENDED: Final = "expires_at <= :now"


class ErrorDays:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def page(self, day: str, after: Any = None, *, limit: int | None = None) -> Page:
        """Up to 1 MB of what came on that day, expired rows too."""
        asked: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": f"day#{day}"}},
            "Select": "SPECIFIC_ATTRIBUTES",
            "ProjectionExpression": "pk, sk, expires_at",
        }
        if after is not None:
            asked["ExclusiveStartKey"] = after
        if limit is not None:
            asked["Limit"] = limit
        answer = self._client.query(TableName=self._table, **asked)
        return Page(rows=tuple(row_of(item) for item in answer["Items"]), after=answer.get("LastEvaluatedKey"))

    def delete(self, row: Row, *, ended_by: int | None) -> bool:
        """Only what has ended by that moment, in epoch seconds, or whatever it is."""
        condition: dict[str, Any] = {}
        if ended_by is not None:
            condition = {
                "ConditionExpression": _ENDED,
                "ExpressionAttributeValues": {":now": {"N": str(ended_by)}},
            }
        try:
            self._client.delete_item(TableName=self._table, Key={"pk": {"S": row.pk}, "sk": {"S": row.sk}}, **condition)
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True
