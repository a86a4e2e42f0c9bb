"""Frames to open WebSockets through API Gateway's ``@connections``."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from lambdas.aws.clients import POSTS_AT_ONCE

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient


class Posted(Struct, frozen=True):
    """What became of one post. ``problem`` is a code for the log, ``None`` when it was delivered or is gone."""

    connection_id: str
    gone: bool = False
    problem: str | None = None


class Connections:
    """Posts to connections. That one is gone, or fails, never keeps another from its frame."""

    def __init__(self, client: "ApiGatewayManagementApiClient") -> None:
        self._client = client

    def post(self, connection_ids: Iterable[str], frame: bytes) -> list[Posted]:
        """Never raises for a single connection; a connection that is gone is a value."""
        ids = list(connection_ids)
        if len(ids) < 2:
            return [self._post(connection_id, frame) for connection_id in ids]
        with ThreadPoolExecutor(max_workers=min(len(ids), POSTS_AT_ONCE)) as pool:
            return list(pool.map(lambda connection_id: self._post(connection_id, frame), ids))

    def close(self, connection_id: str) -> Posted:
        """Ends a connection; one that has ended already is fine."""
        try:
            self._client.delete_connection(ConnectionId=connection_id)
        except (ClientError, BotoCoreError) as error:
            return _failed(connection_id, error)
        return Posted(connection_id)

    def _post(self, connection_id: str, frame: bytes) -> Posted:
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=frame)
        except (ClientError, BotoCoreError) as error:
            return _failed(connection_id, error)
        return Posted(connection_id)


def _failed(connection_id: str, error: ClientError | BotoCoreError) -> Posted:
    if not isinstance(error, ClientError):
        return Posted(connection_id, problem=type(error).__name__)
    if error.response["ResponseMetadata"]["HTTPStatusCode"] == 410:
        return Posted(connection_id, gone=True)
    return Posted(connection_id, problem=error.response["Error"]["Code"])
