"""Contact requests in the chat table. ``docs/data-model.md`` has each access pattern and its cost."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from lambdas.aws.transient import is_transient
from lambdas.contact import items
from lambdas.contact.records import StoredContactRequest, UsedOnce, erased_as
from lambdas.identity.tombstones import tombstone_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_FREE: Final = "attribute_not_exists(pk)"
_THERE: Final = "attribute_exists(pk)"
_TRIES: Final = 3


class Added(StrEnum):
    """What became of a contact request that was to be stored."""

    STORED = "stored"
    THERE_ALREADY = "there_already"
    USED_BEFORE = "used_before"
    ERASED = "erased"


_IN_ORDER: Final = (Added.ERASED, Added.THERE_ALREADY, Added.USED_BEFORE)
"""The answer to each condition of the transaction that does not hold, the one that says most first."""


class ContactStore:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def add(self, request: StoredContactRequest, used: UsedOnce) -> Added:
        """Stores it with what it used up, both or neither. Raises what is transient after some tries."""
        for tries_left in reversed(range(_TRIES)):
            try:
                self._client.transact_write_items(TransactItems=self._writes(request, used))
            except self._client.exceptions.TransactionCanceledException as error:
                failed = _failed(error)
                if failed is not None:
                    return failed
                # Others wrote at the same moment: what they left says which it is.
                if not (tries_left and is_transient(error)):
                    raise
            else:
                return Added.STORED
        raise AssertionError("the last try returns or raises")

    def find(self, site: str, subject: str, request_id: str) -> StoredContactRequest | None:
        """Consistently."""
        found = self._client.get_item(
            TableName=self._table, Key=items.key(site, subject, request_id), ConsistentRead=True
        ).get("Item")
        return items.stored_contact(found) if found else None

    def noted(self, request: StoredContactRequest, at: int) -> None:
        """Its group was told. A contact request that was erased meanwhile stays so. ``at`` in epoch milliseconds."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=items.key(request.site, request.subject, request.request_id),
                UpdateExpression="SET noted_at = :at",
                ConditionExpression=_THERE,
                ExpressionAttributeValues={":at": {"N": str(at)}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return

    def _writes(self, request: StoredContactRequest, used: UsedOnce) -> list["TransactWriteItemTypeDef"]:
        """In the order of ``_IN_ORDER``."""
        return [
            {
                "ConditionCheck": {
                    "TableName": self._table,
                    "Key": tombstone_key(erased_as(request)),
                    "ConditionExpression": _FREE,
                }
            },
            self._put(items.contact_item(request)),
            self._put(items.used_item(used)),
        ]

    def _put(self, item: items.Item) -> "TransactWriteItemTypeDef":
        return {"Put": {"TableName": self._table, "Item": item, "ConditionExpression": _FREE}}


def _failed(error: Any) -> Added | None:
    """``None`` when it was not a condition that did not hold."""
    reasons = [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
    answers = (answer for answer, code in zip(_IN_ORDER, reasons, strict=False) if code == "ConditionalCheckFailed")
    return next(answers, None)
