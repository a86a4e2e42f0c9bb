"""API Gateway's HTTP events, as far as every function looks at them, and the answers it takes.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

Answer = dict[str, object]

NOT_FROM_THE_EDGE: Final = "not_from_the_edge"
"""The code of the refusal that everybody gets who does not come through CloudFront."""


class HttpEvent(Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload format 2.0. Names of headers are in lower case there."""

    headers: Mapping[str, str] | None = None


def headers_of(event: object) -> Mapping[str, str]:
    """None of an event that API Gateway does not send."""
    try:
        return msgspec.convert(event, HttpEvent).headers or {}
    except msgspec.ValidationError:
        return {}


def answer(status: int, body: Mapping[str, Any]) -> Answer:
    """JSON that nothing keeps."""
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", "cache-control": "no-store"},
        "body": msgspec.json.encode(body).decode(),
    }


def not_from_the_edge() -> Answer:
    return answer(403, {"code": NOT_FROM_THE_EDGE})
