"""Limits of API Gateway's WebSocket APIs that MiniStack does not know, and how API Gateway closes on each.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-binary-media-types.html
"""

from dataclasses import dataclass

from aiohttp import WSCloseCode

ON_BINARY = WSCloseCode.UNSUPPORTED_DATA
ON_TIME = WSCloseCode.GOING_AWAY


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bytes of one frame; seconds without a frame, and of a connection as a whole. Tests make them smaller.

    API Gateway takes messages of up to 128 KB in several frames; the edge sees messages only and holds each to the
    limit of one frame, which is what a browser sends.
    """

    frame_bytes: int = 32 * 1024
    idle_seconds: float = 10 * 60
    connection_seconds: float = 2 * 60 * 60
