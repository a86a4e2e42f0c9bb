"""API Gateway's HTTP events, and the answers it takes.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct

Answer = dict[str, object]

NOT_FROM_THE_EDGE: Final = "not_from_the_edge"
"""The code of the refusal that everybody gets who does not come through CloudFront."""

NO_STORE: Final = {"cache-control": "no-store"}


class HttpRequest(Struct, frozen=True, kw_only=True):
    """One request. Names of headers are in lower case; of a parameter that comes twice the last counts.

    ``came_at`` is when API Gateway got it, in epoch milliseconds, as far as it says so.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    came_at: int | None = None


class _Http(Struct, frozen=True, kw_only=True):
    method: str = "GET"


class _Context(Struct, frozen=True, kw_only=True, rename="camel"):
    http: _Http = _Http()
    time_epoch: Any = None


class _Event(Struct, frozen=True, kw_only=True, rename="camel"):
    """Payload format 2.0."""

    raw_path: str = "/"
    raw_query_string: str = ""
    headers: Mapping[str, str] | None = None
    request_context: _Context = _Context()
    body: str | None = None
    is_base64_encoded: bool = False


def request_of(event: object) -> HttpRequest:
    """An event that API Gateway does not send is a request without anything."""
    try:
        received = msgspec.convert(event, _Event)
    except msgspec.ValidationError:
        received = _Event()
    return HttpRequest(
        method=received.request_context.http.method,
        path=received.raw_path,
        query=dict(parse_qsl(received.raw_query_string, keep_blank_values=True)),
        headers={name.lower(): value for name, value in (received.headers or {}).items()},
        body=_body(received),
        came_at=_whole(received.request_context.time_epoch),
    )


def _whole(number: object) -> int | None:
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _body(event: _Event) -> bytes:
    text = event.body or ""
    if not event.is_base64_encoded:
        return text.encode(errors="replace")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def answer(status: int, body: Mapping[str, Any] | Struct, headers: Mapping[str, str] | None = None) -> Answer:
    """JSON that nothing keeps."""
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", **NO_STORE, **(headers or {})},
        "body": msgspec.json.encode(body).decode(),
    }


def unread(answered: Answer) -> Answer:
    """The answer to a report, of which pages read the status alone.

    A page may have 64 KiB of requests with ``keepalive`` under way (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch),
    and to Chromium one is under way until its answer is read. It reads by itself what it may keep for a moment, so
    ``no-store`` would use a page's share up for good, the shop's own reports included. Nobody keeps answers to a POST.
    """
    headers = {**answered["headers"], "cache-control": "no-cache"}  # type: ignore[dict-item]
    return {**answered, "headers": headers}


def not_from_the_edge() -> Answer:
    return answer(403, {"code": NOT_FROM_THE_EDGE})
