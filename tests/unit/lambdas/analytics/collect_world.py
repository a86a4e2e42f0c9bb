"""The collecting function in a test: its queue, a clock that the test moves, and a browser that tells it something."""

import json
from types import SimpleNamespace
from typing import Any, Final

import msgspec
import pytest

from lambdas.analytics import collect_handler, collect_wiring
from lambdas.analytics.records import QueuedBatch
from lambdas.api import serving
from lambdas.aws import clients
from tests.unit.lambdas.answered import Answered

SHOP, OTHER = "https://www.example.com", "https://other.example.org"
EDGE = "the-secret-of-the-edge"
QUEUE_URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/events"
ENVIRONMENT = {
    "EDGE_SECRET": "edge",
    "MATOMO_SITES": json.dumps({SHOP: 7, "https://shop.example.com": 7, OTHER: 9}),
    "QUEUE_URL": QUEUE_URL,
    "WAITING_DAYS": "7",
}
NOW = 1_750_000_000_000

CHROME: Final = (
    "Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/125.0.6422.113 Mobile Safari/537.36"
)
HEADERS: Final = {
    "x-tresen-edge": EDGE,
    "origin": SHOP,
    "cloudfront-viewer-address": "198.51.100.77:46532",
    "cloudfront-viewer-country": "DE",
    "user-agent": CHROME,
    "content-type": "text/plain;charset=UTF-8",
}
"""As they come from the edge."""

BATCH: Final[dict[str, Any]] = {
    "batch_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "visit_id": "00112233445566ff",
    "page": f"{SHOP}/shoes/boots",
    "locale": "de-DE",
    "width": 1920,
    "height": 1080,
    "events": [{"type": "widget_opened", "age": 1500}],
}
EVERY_EVENT: Final[tuple[dict[str, Any], ...]] = (
    {"type": "widget_opened", "age": 9000},
    {"type": "conversation_started", "age": 8000},
    {"type": "messages_sent", "age": 7000, "count": 3},
    {"type": "messages_received", "age": 6000, "count": 2},
    {"type": "contact_form_sent", "age": 5000},
    {"type": "call_started", "age": 4000},
    {"type": "call_ended", "age": 3000},
    {"type": "conversation_rated", "age": 2000, "stars": 5},
    {"type": "setting_changed", "age": 1000, "setting": "errors", "on": False},
    {"type": "error_shown", "age": 0, "error": "not_sent"},
)


class FakeQueue:
    """In place of SQS. ``fails`` is raised by each sending."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.fails: Exception | None = None

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> dict[str, Any]:  # noqa: N803 - boto3's names
        assert QueueUrl == QUEUE_URL
        if self.fails:
            raise self.fails
        self.bodies.append(MessageBody)
        return {"MessageId": "1"}


class CollectWorld:
    """``came_at`` is when API Gateway says that a request came, ``now`` when the function begins with it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, queue: Any = None) -> None:
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        self.queue = queue or FakeQueue()
        self.now = NOW
        self.came_at: Any = NOW
        monkeypatch.setattr(clients, "queues", lambda: self.queue)
        monkeypatch.setattr(clients, "secrets", lambda: SimpleNamespace(get_secret_value=self._secret))
        monkeypatch.setattr(serving, "time", SimpleNamespace(time_ns=lambda: self.now * 1_000_000))
        for part in (collect_wiring.environment, collect_wiring.edge_secret, collect_wiring.queue):
            part.cache_clear()

    def asks(self, event: object) -> Answered:
        return Answered(collect_handler.handler(event, None))

    def posts(self, body: str, headers: dict[str, Any]) -> Answered:
        """The whole of what API Gateway tells, as in its documentation."""
        http = {"method": "POST", "path": "/api/events", "sourceIp": "198.51.100.78", "userAgent": "Amazon CloudFront"}
        return self.asks(
            {
                "version": "2.0",
                "routeKey": "POST /api/events",
                "rawPath": "/api/events",
                "rawQueryString": "",
                "headers": headers,
                "requestContext": {"accountId": "123456789012", "http": http, "timeEpoch": self.came_at},
                "body": body,
                "isBase64Encoded": False,
            }
        )

    def tells(self, headers: dict[str, Any] | None = None, **changes: Any) -> Answered:
        """A good batch but for ``changes``; a header that is ``None`` is not sent."""
        sent = {name: value for name, value in (HEADERS | (headers or {})).items() if value is not None}
        return self.posts(json.dumps({**BATCH, **changes}), sent)

    def queued(self) -> list[QueuedBatch]:
        return [msgspec.json.decode(body, type=QueuedBatch) for body in self.queue.bodies]

    def _secret(self, SecretId: str) -> dict[str, str]:  # noqa: N803 - boto3's name
        assert SecretId == ENVIRONMENT["EDGE_SECRET"]
        return {"SecretString": json.dumps({"current": EDGE, "previous": ""})}
