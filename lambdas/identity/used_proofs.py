"""Remembers which proofs have been used, in the chat table. Nothing else here knows DynamoDB."""

from typing import TYPE_CHECKING, Final

from lambdas.identity.proofs import PROOF_KEPT_SECONDS, Proof

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PARTITION: Final = "proof#"


class UsedProofs:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def use(self, proof: Proof, now: int) -> bool:
        """Whether this is its first use. ``now`` in epoch seconds."""
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    "pk": {"S": partition_of(proof.visitor_id)},
                    "sk": {"S": proof.jti},
                    "expires_at": {"N": str(now + PROOF_KEPT_SECONDS)},
                },
                ConditionExpression="attribute_not_exists(pk)",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def partition_of(visitor_id: str) -> str:
    """Where the proofs lie that a visitor has used."""
    return f"{_PARTITION}{visitor_id}"
