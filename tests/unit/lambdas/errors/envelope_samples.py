"""Envelopes: one as ``@sentry/browser`` 11.12 posts it to a tunnel, and what makes others."""

import json
from typing import Any, Final

OWN: Final = "https://tresen@chat.example.com/1"
EVENT_ID: Final = "0efe69fe38294797904c36e09d9f6677"

FROM_THE_SDK: Final = (
    '{"event_id":"0efe69fe38294797904c36e09d9f6677","sent_at":"2026-11-26T06:19:01.919Z",'
    '"sdk":{"name":"sentry.javascript.browser","version":"11.12.0"},"dsn":"https://tresen@chat.example.com/1",'
    '"trace":{"environment":"production","release":"widget@3f9c2a10","public_key":"tresen",'
    '"trace_id":"30ebe2efae604743ae77cddcf637d8d1"}}\n'
    '{"type":"event"}\n'
    '{"exception":{"values":[{"type":"TypeError","value":"Cannot read properties of undefined (reading \'x\')",'
    '"stacktrace":{"frames":[{"filename":"https://www.example.com/cart.js","function":"?","in_app":true,'
    '"lineno":7,"colno":24}]},"mechanism":{"type":"generic","handled":true}}]},"level":"error",'
    '"event_id":"0efe69fe38294797904c36e09d9f6677","platform":"javascript","timestamp":1795673941.918,'
    '"environment":"production","release":"widget@3f9c2a10","breadcrumbs":[{"timestamp":1764137696.123,'
    '"category":"frame","message":"messages_sent"}],"contexts":{"trace":{"trace_id":"30ebe2efae604743ae77cddcf637d8d1",'
    '"span_id":"831d2f70c865a404"}},"sdk":{"name":"sentry.javascript.browser","version":"11.12.0","integrations":[],'
    '"packages":[{"name":"npm:@sentry/browser","version":"11.12.0"}],"settings":{"infer_ip":"auto"}}}'
)
"""Recorded, but for the address of the script."""

EVENT: Final[dict[str, Any]] = json.loads(FROM_THE_SDK.split("\n")[2])
HEADER: Final[dict[str, Any]] = {"event_id": EVENT_ID, "sent_at": "2026-11-26T06:19:01.919Z", "dsn": OWN}


def spelled(value: Any) -> bytes:
    """JSON; bytes are it already."""
    return value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()


def item(kind: Any, payload: Any, **header: Any) -> bytes:
    return spelled({"type": kind, **header}) + b"\n" + spelled(payload)


def envelope(*items: bytes, header: Any = HEADER) -> bytes:
    """Without a newline at its end, as browsers' SDKs write it."""
    return b"\n".join([spelled(header), *items])
