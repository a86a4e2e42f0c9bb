"""Agents' leases in the chat table; ``docs/data-model.md`` has the rows. ``group`` is ``<site>.<group>``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lambdas.chat.availability import Lease
from lambdas.chat.items import Item, to_item, to_plain
from lambdas.protocol.entries import Presence

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class PresenceStore:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def hold(self, group: str, agent_id: str, connection_id: str, lease: Lease) -> None:
        """Replaces what the agent said on this connection before."""
        item = _key(group, agent_id, connection_id)
        item |= to_item({"presence": lease.presence.value, "expires_at": lease.expires_at})
        self._client.put_item(TableName=self._table, Item=item)

    def release(self, group: str, agent_id: str, connection_id: str) -> None:
        self._client.delete_item(TableName=self._table, Key=_key(group, agent_id, connection_id))

    def read(self, group: str) -> list[Lease]:
        """Of all its agents, consistently, expired ones among them."""
        return [_lease(item) for item in self._rows(group)]

    def _rows(self, group: str) -> Iterator[Item]:
        asked: Any = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": to_item({":pk": _partition(group)}),
            "ConsistentRead": True,
        }
        while True:
            answer = self._client.query(**asked)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _partition(group: str) -> str:
    return f"presence#{group}"


def _key(group: str, agent_id: str, connection_id: str) -> Item:
    return to_item({"pk": _partition(group), "sk": f"{agent_id}#{connection_id}"})


def _lease(item: Item) -> Lease:
    plain = to_plain(item)
    return Lease(presence=Presence(plain["presence"]), expires_at=plain["expires_at"])
