"""How far the sweeps have come, in rows of the errors' table that tell of nobody."""

from typing import TYPE_CHECKING, Any

from lambdas.retention.records import Round

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Cursors:
    """One row for each table that is swept, by the name that its rules have."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def round(self, name: str) -> Round | None:
        """The last one that was begun."""
        item = self._find(name)
        if item is None:
            return None
        begun_at, segment, segments = (int(item[each]["N"]) for each in ("begun_at", "segment", "segments"))
        return Round(begun_at=begun_at, segment=segment, segments=segments)

    def save_round(self, name: str, round_: Round) -> None:
        numbers = {"begun_at": round_.begun_at, "segment": round_.segment, "segments": round_.segments}
        self._save(name, {each: {"N": str(number)} for each, number in numbers.items()})

    def day(self, name: str) -> str | None:
        """On which day all was looked at last, such as ``2026-01-31``."""
        item = self._find(name)
        return str(item["day"]["S"]) if item else None

    def save_day(self, name: str, day: str) -> None:
        self._save(name, {"day": {"S": day}})

    def _find(self, name: str) -> Any:
        return self._client.get_item(TableName=self._table, Key=_key(name), ConsistentRead=True).get("Item")

    def _save(self, name: str, told: dict[str, Any]) -> None:
        self._client.put_item(TableName=self._table, Item={**_key(name), **told})


def _key(name: str) -> dict[str, Any]:
    return {"pk": {"S": f"sweep#{name}"}, "sk": {"S": "cursor"}}
