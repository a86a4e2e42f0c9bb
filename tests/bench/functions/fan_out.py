"""The chat of the public samples: one table of all connections, and every message to each of them.

After https://github.com/aws-samples/simple-websockets-chat-app (sendmessage/app.js). It keeps no message. It looks for
a 410 to remove a connection that is gone, but under a name that version 3 of its SDK does not use, so the row stays.
"""

from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError

Scan = Callable[..., Any]
"""``scan`` of one table as boto3's resources have it."""


def fan_out(scan: Scan, post: Callable[[str], object]) -> int:
    """How many were not reached. They stay in the table, and are tried again with the next message."""
    return sum(not _reaches(post, connection["connection_id"]) for connection in _connections(scan))


def _reaches(post: Callable[[str], object], connection_id: str) -> bool:
    try:
        post(connection_id)
    except ClientError:
        return False
    return True


def _connections(scan: Scan) -> Iterator[Any]:
    start: dict[str, Any] = {}
    while True:
        page = scan(ProjectionExpression="connection_id", **start)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
