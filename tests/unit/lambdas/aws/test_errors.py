import gzip
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest

from lambdas.aws import errors
from lambdas.aws.environment import InvalidEnvironment, read_environment
from lambdas.aws.errors import report
from lambdas.health import wiring
from lambdas.health.environment import HealthEnvironment
from tests.contract.fake_connections import refusal


class Receiver(HTTPServer):
    """Stands where the operator's Sentry would, and keeps all that arrives."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, dict[str, str], bytes]] = []


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        opened = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}
        body = opened[self.headers.get("Content-Encoding")](body)
        self.server.requests.append((self.path, dict(self.headers), body))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    errors._sentry.cache_clear()
    with Receiver() as receiver:
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        monkeypatch.setenv("SENTRY_DSN", f"http://key@127.0.0.1:{receiver.server_port}/7")
        monkeypatch.setenv("RELEASE", "1.2.3")
        monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "tresen-messages")
        yield receiver
        receiver.shutdown()
        thread.join()


def broken() -> Exception:
    """An error of our own code, with things in it that must not leave."""
    secret = "ada@example.com"
    try:
        try:
            read_environment(HealthEnvironment)
        except InvalidEnvironment as cause:
            raise KeyError(secret) from cause
    except KeyError as error:
        return error
    raise AssertionError


def test_exactly_this_leaves(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as missing:
        missing.delenv("RELEASE")
        error = broken()
    report(error)
    ((path, headers, body),) = receiver.requests
    assert path == "/api/7/envelope/"
    head, item, payload = (json.loads(line) for line in body.splitlines())
    assert set(head) <= {"event_id", "sent_at", "trace"}
    assert set(head.get("trace", {})) <= {"trace_id", "environment", "release", "public_key"}
    assert item["type"] == "event"
    assert set(payload) == {"event_id", "timestamp", "platform", "level", "release", "transaction", "exception"}
    assert (payload["release"], payload["transaction"]) == ("1.2.3", "tresen-messages")
    assert [without_lines(value) for value in payload["exception"]["values"]] == [
        {
            "type": "ValidationError",
            "stacktrace": {"frames": [{"module": "lambdas.aws.environment", "function": "read_environment"}]},
        },
        {
            "type": "InvalidEnvironment",
            "stacktrace": {"frames": [{"module": "lambdas.aws.environment", "function": "read_environment"}]},
        },
        {"type": "KeyError", "stacktrace": {"frames": []}},
    ]
    assert b"example.com" not in body
    assert "example.com" not in str(headers)


def without_lines(value: dict[str, Any]) -> dict[str, Any]:
    for frame in value["stacktrace"]["frames"]:
        assert isinstance(frame.pop("lineno"), int)
    return value


def test_without_an_address_nothing_leaves(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENTRY_DSN")
    report(KeyError("x"))
    assert receiver.requests == []


def test_the_log_gets_types_codes_and_places(logged: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RELEASE", raising=False)
    wiring.environment.cache_clear()
    try:
        wiring.environment()
    except InvalidEnvironment as error:
        report(error)
    report(refusal("AccessDeniedException", 400, "Query"))
    first, second = (json.loads(line) for line in logged.getvalue().splitlines())
    assert [fault["type"] for fault in first["faults"]] == ["InvalidEnvironment", "ValidationError"]
    assert [frame["function"] for frame in first["faults"][0]["frames"]] == ["environment", "read_environment"]
    assert second["faults"] == [{"type": "ClientError", "code": "AccessDeniedException", "frames": []}]


@pytest.mark.parametrize("dsn", ["nonsense", "http://key@127.0.0.1:9/7", "ftp://x"])
def test_a_report_that_can_not_be_sent_breaks_nothing(
    monkeypatch: pytest.MonkeyPatch, logged: io.StringIO, dsn: str
) -> None:
    errors._sentry.cache_clear()
    monkeypatch.setenv("SENTRY_DSN", dsn)
    report(KeyError("x"))
    assert "KeyError" in logged.getvalue()


def test_an_error_that_causes_itself_is_told_once_and_for_all(logged: io.StringIO) -> None:
    error = KeyError("x")
    error.__cause__ = error
    report(error)
    assert len(json.loads(logged.getvalue())["faults"]) == 5
