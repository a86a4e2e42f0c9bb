"""Remembers which browser a token of a site's server came from, in the chat table, so that no other one can use it."""

import hashlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PARTITION: Final = "token#"
_SORT_KEY: Final = "used"


class UsedTokens:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def use(self, token_id: str, visitor_id: str, ends_at: int) -> bool:
        """Whether no other visitor has used it. ``ends_at`` is when the token counts no more, in epoch seconds.

        The row names nobody: who the visitor was can not be told from it without the token.
        """
        owner = hashlib.sha256(f"{token_id}.{visitor_id}".encode()).hexdigest()
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    "pk": {"S": partition_of(token_id)},
                    "sk": {"S": _SORT_KEY},
                    "used_by": {"S": owner},
                    "expires_at": {"N": str(ends_at)},
                },
                ConditionExpression="attribute_not_exists(pk) OR used_by = :owner",
                ExpressionAttributeValues={":owner": {"S": owner}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def partition_of(token_id: str) -> str:
    """A hash of the id, which takes part in ``used_by``: nothing in the row leads from a visitor to it."""
    return f"{_PARTITION}{hashlib.sha256(token_id.encode()).hexdigest()}"
