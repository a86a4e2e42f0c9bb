"""The note that Matomo is away, in a row of the claims' table."""

from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from lambdas.analytics.outcomes import Standing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY: Final = "matomo"
"""No batch has this id: they are longer."""

_KEY: Final[Any] = {"pk": {"S": KEY}}


class Pause(Struct, frozen=True, kw_only=True):
    """Times are epoch seconds, and 0 for never.

    Since ``away_since`` Matomo takes no events, for that ``reason``; it was found out with events of ``site``.
    The queue is read again as soon as it is well, but not before ``not_before``. ``failures`` counts how often it
    was away again shortly after that. At ``resumed_at`` it was well again, and is watched.
    """

    away_since: int = 0
    reason: str = ""
    site: int = 0
    failures: int = 0
    not_before: int = 0
    resumed_at: int = 0
    paused: bool = False


class Pauses:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def note(self, reason: Standing, site: int, now: int) -> None:
        """That it is away; since when, if that was noted before."""
        self._client.update_item(
            TableName=self._table,
            Key=_KEY,
            UpdateExpression="SET away_since = if_not_exists(away_since, :now), reason = :reason, site = :site",
            ExpressionAttributeValues={
                ":now": {"N": str(now)},
                ":reason": {"S": reason.value},
                ":site": {"N": str(site)},
            },
        )

    def find(self) -> Pause | None:
        """Consistently."""
        item = self._client.get_item(TableName=self._table, Key=_KEY, ConsistentRead=True).get("Item")
        return pause_of(item) if item else None

    def begin(self, pause: Pause) -> None:
        self._client.update_item(
            TableName=self._table,
            Key=_KEY,
            UpdateExpression="SET failures = :failures, not_before = :not_before, paused = :paused",
            ExpressionAttributeValues={
                ":failures": {"N": str(pause.failures)},
                ":not_before": {"N": str(pause.not_before)},
                ":paused": {"BOOL": True},
            },
        )

    def end(self, pause: Pause, now: int) -> None:
        """It is well again; how often it was not is remembered."""
        self._client.update_item(
            TableName=self._table,
            Key=_KEY,
            UpdateExpression="SET resumed_at = :now, failures = :failures REMOVE away_since, paused",
            ExpressionAttributeValues={":now": {"N": str(now)}, ":failures": {"N": str(pause.failures)}},
        )

    def forget(self) -> None:
        """Unless it went away in the same moment."""
        try:
            self._client.delete_item(
                TableName=self._table, Key=_KEY, ConditionExpression="attribute_not_exists(away_since)"
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return


def pause_of(item: Any) -> Pause:
    """Of a row as DynamoDB answers it."""
    told = {name: next(iter(value.values())) for name, value in item.items() if name != "pk"}
    return msgspec.convert(told, Pause, strict=False)
