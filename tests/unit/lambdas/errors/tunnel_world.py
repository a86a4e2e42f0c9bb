"""The tunnel in a test: its table, a clock that the test moves, and a page that reports something."""

import copy
import json
from functools import partial
from types import SimpleNamespace
from typing import Any, Final

import pytest

from lambdas.api import serving
from lambdas.aws import clients
from lambdas.errors import tunnel_handler, tunnel_wiring
from lambdas.errors.forwarding import Forwarding
from tests.contract.memory_dynamodb import MemoryDynamoDB
from tests.unit.lambdas.answered import Answered
from tests.unit.lambdas.errors.received_samples import NOW, TABLE, TODAY, rows

PAGE, CONSOLE = "https://www.example.com", "https://chat.example.com"
EDGE = "the-secret-of-the-edge"
DSN = "https://tresen@chat.example.com/1"
ENVIRONMENT: Final = {
    "EDGE_SECRET": "edge",
    "ERRORS_TABLE": TABLE,
    "ERRORS_DSN": DSN,
    "ERROR_ORIGINS": json.dumps({PAGE: "shop", "https://other.example.org": "other", CONSOLE: ""}),
}
HEADERS: Final[dict[str, Any]] = {
    "x-tresen-edge": EDGE,
    "origin": PAGE,
    "content-type": "text/plain;charset=UTF-8",
    "cloudfront-viewer-address": "198.51.100.77:46532",
    "cloudfront-viewer-country": "DE",
    "user-agent": "Mozilla/5.0 (Linux; Android 14; SM-S918B) Chrome/125.0.6422.113 Mobile Safari/537.36",
}
"""As they come from the edge."""

EVENT: Final[dict[str, Any]] = {
    "event_id": "0f8fad5bd9cb469fa16570867728950e",
    "timestamp": NOW / 1000,
    "platform": "javascript",
    "level": "error",
    "release": "widget@1a2b3c4d",
    "exception": {
        "values": [
            {
                "type": "TypeError",
                "value": "Cannot read properties of undefined (reading 'x')",
                "stacktrace": {
                    "frames": [
                        {
                            "filename": "https://chat.example.com/assets/core-1a2b3c4d.js",
                            "function": "showEntry",
                            "lineno": 1,
                            "colno": 1024,
                        }
                    ]
                },
            }
        ]
    },
}
_CACHED: Final = ("environment", "edge_secret", "pace", "reception", "forwarding")


def event(number: int | None = None, kind: str = "TypeError", **changes: Any) -> dict[str, Any]:
    """Another one for each ``number``."""
    made = copy.deepcopy(EVENT) | changes
    made["exception"]["values"][0]["type"] = kind
    return made if number is None else made | {"event_id": f"{number:032x}"}


def envelope(*items: tuple[str, Any], dsn: str | None = DSN) -> str:
    """As browsers' SDKs write it: a header, then each item after one of its own, without a length."""
    header = {"sent_at": "2026-11-26T08:00:00.000Z", **({"dsn": dsn} if dsn is not None else {})}
    return "\n".join(
        json.dumps(line) for line in (header, *(it for kind, body in items for it in ({"type": kind}, body)))
    )


class TunnelWorld:
    """``client`` stands for DynamoDB. ``now`` is epoch milliseconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, client: Any = None, **environment: str) -> None:
        monkeypatch.delenv("SENTRY_DSN", raising=False)
        monkeypatch.delenv("ERROR_TUNNEL", raising=False)
        for name, value in {**ENVIRONMENT, **environment}.items():
            monkeypatch.setenv(name, value)
        self.dynamodb: Any = client or MemoryDynamoDB(TABLE)
        self.now = NOW
        monkeypatch.setattr(clients, "dynamodb", lambda: self.dynamodb)
        monkeypatch.setattr(clients, "secrets", lambda: SimpleNamespace(get_secret_value=_secret))
        # A machine that is busy for two seconds is no Sentry that is away.
        monkeypatch.setattr(tunnel_wiring, "Forwarding", partial(Forwarding, seconds=60))
        clock = SimpleNamespace(time_ns=lambda: self.now * 1_000_000)
        for module in (serving, tunnel_handler):
            monkeypatch.setattr(module, "time", clock)
        self.begin_anew()

    def begin_anew(self) -> None:
        """As another instance, which shares the table alone."""
        for name in _CACHED:
            getattr(tunnel_wiring, name).cache_clear()

    def asks(self, asked: object) -> Answered:
        """Any event."""
        return Answered(tunnel_handler.handler(asked, None))

    def posts(self, body: str, headers: dict[str, Any] | None = None, **changes: Any) -> Answered:
        """The whole of what API Gateway tells, as in its documentation; a header that is ``None`` is not sent."""
        sent = {name: value for name, value in (HEADERS | (headers or {})).items() if value is not None}
        http = {"method": "POST", "path": "/api/errors", "sourceIp": "198.51.100.78", "userAgent": "Amazon CloudFront"}
        return self.asks(
            {
                "version": "2.0",
                "routeKey": "POST /api/errors",
                "rawPath": "/api/errors",
                "rawQueryString": "",
                "headers": sent,
                "requestContext": {"accountId": "123456789012", "http": http, "timeEpoch": self.now},
                "body": body,
                "isBase64Encoded": False,
                **changes,
            }
        )

    def reports(self, what: dict[str, Any] = EVENT, headers: dict[str, Any] | None = None) -> Answered:
        return self.posts(envelope(("event", what)), headers)

    def invokes(self, what: dict[str, Any] = EVENT) -> Any:
        """As a function of ours does; the answer, which nobody gets to see."""
        return tunnel_handler.handler({"envelope": envelope(("event", what), dsn=None)}, None)

    def rows(self, begin: str = "", day: str = TODAY) -> list[Any]:
        return rows(self.dynamodb, begin, day)

    def samples(self) -> list[dict[str, Any]]:
        """The reports that are kept, as JSON."""
        return [json.loads(row["report"]["S"]) for row in self.rows("sample#")]


def _secret(SecretId: str) -> dict[str, str]:  # noqa: N803 - boto3's name
    assert SecretId == ENVIRONMENT["EDGE_SECRET"]
    return {"SecretString": json.dumps({"current": EDGE, "previous": ""})}
