"""Contact requests as agents read and change them, in the chat table."""

import heapq
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from lambdas.contact import items
from lambdas.contact.inbox_search import position_of
from lambdas.contact.records import StoredContactRequest
from lambdas.protocol.contact import ContactState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

READ_AT_ONCE: Final = 50
"""Requests that one Query reads of a list."""

_AS_IT_WAS: Final = "version = :expected AND expires_at > :now"
"""Of what has been deleted there is no version: a change never brings it back."""


_CHANGED: Final = ("state", "group", "agent_id", "notes", "version", "changed_at", "list", "listed")
"""All that a change writes: what the form has sent stays, and so does when the group was told of it."""


class InboxStore:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def newest_first(
        self, state: ContactState, groups: Iterable[str], before: str | None
    ) -> Iterator[StoredContactRequest]:
        """Those of all lists after that position, expired ones among them; read as they are taken.

        ``groups`` are ``<site>.<group>``.
        """
        lists = [self._list(items.list_key(state, group), before) for group in groups]
        return heapq.merge(*lists, key=position_of, reverse=True)

    def read(self, contact_id: str) -> StoredContactRequest | None:
        """Consistently. An expired one, too."""
        key = items.key_of(contact_id)
        answer = self._query(
            KeyConditionExpression="pk = :pk AND sk = :sk",
            ExpressionAttributeValues={":pk": key["pk"], ":sk": key["sk"]},
            ConsistentRead=True,
        )
        return next((items.stored_contact(item) for item in answer["Items"]), None)

    def replace(self, contact: StoredContactRequest, *, version: int, now: int) -> bool:
        """Whether it still was at that version, and there. ``now`` in epoch seconds."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=items.key_of(contact.contact_id),
                ConditionExpression=_AS_IT_WAS,
                **_update(contact, {":expected": version, ":now": now}),
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        except ClientError as error:
            # An erasure or another's change is under way on the same row.
            if error.response["Error"]["Code"] != "TransactionConflictException":
                raise
            return False
        return True

    def _list(self, key: str, before: str | None) -> Iterator[StoredContactRequest]:
        condition, values = "#list = :list", {":list": {"S": key}}
        if before is not None:
            condition, values = f"{condition} AND listed < :before", {**values, ":before": {"S": before}}
        options: dict[str, Any] = {}
        while True:
            answer = self._query(
                KeyConditionExpression=condition,
                ExpressionAttributeValues=values,
                IndexName="by_list",
                ExpressionAttributeNames={"#list": "list"},
                ScanIndexForward=False,
                Limit=READ_AT_ONCE,
                **options,
            )
            yield from (items.stored_contact(item) for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            options["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _query(self, **asked: Any) -> Any:
        request: QueryInputTypeDef = {"TableName": self._table, **asked}  # type: ignore[typeddict-item]
        return self._client.query(**request)


def _update(contact: StoredContactRequest, conditions: dict[str, str | int]) -> dict[str, Any]:
    """Attributes by aliases: some of the names are DynamoDB's own words."""
    item = items.contact_item(contact)
    written = {name: item[name] for name in _CHANGED if name in item}
    gone = [name for name in _CHANGED if name not in item]
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in written)
    if gone:
        expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
    return {
        "UpdateExpression": expression,
        "ExpressionAttributeNames": {f"#{name}": name for name in _CHANGED},
        "ExpressionAttributeValues": {f":{name}": value for name, value in written.items()} | items.to_item(conditions),
    }
