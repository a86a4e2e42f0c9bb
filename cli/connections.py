"""Ends an agent's open connections, as docs/data-model.md lays out their rows."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lambdas.chat.items import CONNECTION, group_key

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from mypy_boto3_dynamodb import DynamoDBClient

Key = tuple[str, str]
"""``pk`` and ``sk`` of a row."""


class Connections:
    """``gateway`` is a client of ``ConnectionsUrl``."""

    def __init__(
        self, dynamodb: "DynamoDBClient", gateway: "ApiGatewayManagementApiClient", *, table: str, groups: Iterable[str]
    ) -> None:
        self._dynamodb = dynamodb
        self._gateway = gateway
        self._table = table
        self._groups = tuple(groups)

    def end(self, agent_id: str) -> int:
        """How many were found. The rows in conversations go with the next post, which answers 410."""
        rows = list(self._rows(agent_id))
        connection_ids = {sk.removeprefix(CONNECTION) for _, sk in rows}
        for connection_id in connection_ids:
            self._close(connection_id)
        for pk, sk in rows:
            self._dynamodb.delete_item(TableName=self._table, Key={"pk": {"S": pk}, "sk": {"S": sk}})
        return len(connection_ids)

    def _rows(self, agent_id: str) -> Iterator[Key]:
        pages = self._dynamodb.get_paginator("query")
        for group in self._groups:
            for page in pages.paginate(
                TableName=self._table,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :connection)",
                FilterExpression="agent_id = :agent",
                ProjectionExpression="pk, sk",
                ExpressionAttributeValues={
                    ":pk": {"S": group_key(group)},
                    ":connection": {"S": CONNECTION},
                    ":agent": {"S": agent_id},
                },
            ):
                yield from ((item["pk"]["S"], item["sk"]["S"]) for item in page["Items"])

    def _close(self, connection_id: str) -> None:
        try:
            self._gateway.delete_connection(ConnectionId=connection_id)
        except self._gateway.exceptions.GoneException:
            return
