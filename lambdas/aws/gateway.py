"""API Gateway's WebSocket events and the answers it takes."""

from typing import Any

import msgspec
from msgspec import Struct


class RequestContext(Struct, frozen=True, kw_only=True, rename="camel"):
    """``connected_at`` is epoch milliseconds. ``authorizer`` is what our authorizer put into its context.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
    """

    connection_id: str
    event_type: str = ""
    connected_at: int | None = None
    authorizer: Any = None


class SocketEvent(Struct, frozen=True, kw_only=True, rename="camel"):
    """One event of a WebSocket API, of any route."""

    request_context: RequestContext
    body: str | None = None
    is_base64_encoded: bool = False


def socket_event(event: object) -> SocketEvent:
    """Raises ``msgspec.ValidationError`` on what API Gateway does not send."""
    return msgspec.convert(event, SocketEvent)
