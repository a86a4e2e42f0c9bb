"""A stand-in for API Gateway's ``@connections``; ``test_connections.py`` holds it to what is documented."""

from typing import Any

from botocore.exceptions import ClientError

LARGEST_MESSAGE = 128 * 1024


class FakeConnections:
    """The two operations of boto3's ``apigatewaymanagementapi`` client that are in use."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.broken: dict[str, Exception] = {}
        self.unposted: dict[str, Exception] = {}
        self.posted: list[tuple[str, bytes]] = []
        self.closed: list[str] = []

    def post_to_connection(self, *, ConnectionId: str, Data: bytes) -> dict[str, Any]:  # noqa: N803 - boto3's names
        self._reach(ConnectionId, "PostToConnection")
        if ConnectionId in self.unposted:
            raise self.unposted[ConnectionId]
        if len(Data) > LARGEST_MESSAGE:
            raise refusal("PayloadTooLargeException", 413, "PostToConnection")
        self.posted.append((ConnectionId, Data))
        return {"ResponseMetadata": {"HTTPStatusCode": 200}}

    def delete_connection(self, *, ConnectionId: str) -> dict[str, Any]:  # noqa: N803 - boto3's names
        self._reach(ConnectionId, "DeleteConnection")
        self.open.discard(ConnectionId)
        self.closed.append(ConnectionId)
        return {"ResponseMetadata": {"HTTPStatusCode": 204}}

    def _reach(self, connection_id: str, operation: str) -> None:
        if connection_id in self.broken:
            raise self.broken[connection_id]
        if connection_id not in self.open:
            raise refusal("GoneException", 410, operation)


def refusal(code: str, status: int, operation: str) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        operation,
    )
