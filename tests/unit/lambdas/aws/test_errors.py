import io
import json
from types import SimpleNamespace
from typing import Any, Final

import pytest
from botocore.exceptions import EndpointConnectionError

from lambdas.aws import clients, errors
from lambdas.aws.environment import InvalidEnvironment, read_environment
from lambdas.aws.errors import report
from lambdas.health import wiring
from lambdas.health.environment import HealthEnvironment
from tests.contract.fake_connections import refusal

FUNCTION: Final = "arn:aws:lambda:eu-central-1:123456789012:function:tunnel"


class Lambda:
    """Stands where AWS would, and keeps all that it is asked. ``fails`` is raised by each call."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.fails: Exception | None = None

    def invoke(self, **asked: Any) -> dict[str, Any]:
        if self.fails:
            raise self.fails
        self.asked.append(asked)
        return {"StatusCode": 202}

    def envelopes(self) -> list[list[Any]]:
        """The lines of each envelope that was sent."""
        sent = [json.loads(asked["Payload"]) for asked in self.asked]
        assert all(set(event) == {"envelope"} for event in sent)
        return [[json.loads(line) for line in event["envelope"].splitlines()] for event in sent]


@pytest.fixture(autouse=True)
def aws_lambda(monkeypatch: pytest.MonkeyPatch) -> Lambda:
    """As in a function that was told of the tunnel."""
    stand_in = Lambda()
    for cached in (errors._sentry, errors._bucket):
        cached.cache_clear()
    monkeypatch.setattr(clients, "functions", lambda: stand_in)
    monkeypatch.setenv("ERROR_TUNNEL", FUNCTION)
    monkeypatch.setenv("RELEASE", "1.2.3")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "tresen-messages")
    return stand_in


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


def test_exactly_this_leaves(aws_lambda: Lambda, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as missing:
        missing.delenv("RELEASE")
        error = broken()
    report(error)
    (asked,) = aws_lambda.asked
    assert (asked["FunctionName"], asked["InvocationType"]) == (FUNCTION, "Event")
    assert set(asked) == {"FunctionName", "InvocationType", "Payload"}
    ((head, item, payload),) = aws_lambda.envelopes()
    assert set(head) <= {"event_id", "sent_at", "trace"}
    assert set(head.get("trace", {})) <= {"trace_id", "environment", "release"}
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
    assert b"example.com" not in asked["Payload"]


def without_lines(value: dict[str, Any]) -> dict[str, Any]:
    for frame in value["stacktrace"]["frames"]:
        assert isinstance(frame.pop("lineno"), int)
    return value


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("AccessDeniedException", "AccessDeniedException"),
        ("AWS.SimpleQueueService.NonExistentQueue", "AWS.SimpleQueueService.NonExistentQueue"),
        ("410", "410"),
        ("no such ada@example.com", None),
        ("A" * 65, None),
        ("Denied\n", None),
        ("", None),
    ],
)
def test_aws_code_is_told_if_it_is_one(aws_lambda: Lambda, code: str, told: str | None) -> None:
    report(refusal(code, 400, "Query"))
    ((_, _, payload),) = aws_lambda.envelopes()
    assert payload["exception"]["values"][0].get("value") == told


def test_the_sdk_watches_nothing_by_itself() -> None:
    assert errors._sentry(FUNCTION).integrations == {}


def test_without_a_tunnel_nothing_leaves(aws_lambda: Lambda, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ERROR_TUNNEL")
    report(KeyError("x"))
    assert aws_lambda.asked == []


def test_a_sentry_of_the_environment_is_none_of_ours(aws_lambda: Lambda, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTRY_DSN", "http://key@127.0.0.1:9/7")
    report(KeyError("x"))
    assert len(aws_lambda.asked) == 1


def test_no_more_than_ten_a_minute_leave_and_all_are_logged(
    aws_lambda: Lambda, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_750_000_000_000]
    monkeypatch.setattr(errors, "time", SimpleNamespace(time_ns=lambda: now[0] * 1_000_000))
    for _ in range(25):
        report(KeyError("x"))
    assert len(aws_lambda.asked) == 10
    now[0] += 60_000
    for _ in range(25):
        report(KeyError("x"))
    assert len(aws_lambda.asked) == 20
    assert logged.getvalue().count("unexpected error") == 50


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


@pytest.mark.parametrize(
    "error",
    [
        refusal("AccessDeniedException", 403, "Invoke"),
        refusal("TooManyRequestsException", 429, "Invoke"),
        EndpointConnectionError(endpoint_url="https://lambda"),
    ],
)
def test_a_report_that_can_not_be_sent_breaks_nothing(
    aws_lambda: Lambda, logged: io.StringIO, error: Exception
) -> None:
    aws_lambda.fails = error
    report(KeyError("x"))
    first, second = (json.loads(line) for line in logged.getvalue().splitlines())
    assert first["faults"][0]["type"] == "KeyError"
    assert (second["message"], second["problem"]) == ("error not reported", type(error).__name__)


def test_an_error_that_causes_itself_is_told_once_and_for_all(logged: io.StringIO) -> None:
    error = KeyError("x")
    error.__cause__ = error
    report(error)
    assert len(json.loads(logged.getvalue())["faults"]) == 5
