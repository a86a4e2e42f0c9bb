"""What Lambda gives and gets."""

import json
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.analytics import forward_wiring
from lambdas.analytics.claims import Claims
from lambdas.analytics.forward_handler import handler
from lambdas.aws.environment import InvalidEnvironment
from tests.unit.lambdas.analytics.forward_world import Context, ForwardWorld, batch, request

GOOD = msgspec.json.encode(batch("good")).decode()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        '{"batch_id": "x", "deadline": 1}',
        GOOD.replace('"rec":1', '"rec":2'),
        GOOD.replace('"rec":1', '"uid":"anna","rec":1'),
        "[" * 100_000,
        "\ud800",
    ],
)
def test_what_can_not_be_read_comes_again_and_keeps_back_no_other(
    forward: ForwardWorld, body: str, logged: Any
) -> None:
    assert forward.deliver([("bad", body), ("good", GOOD)]) == ["bad"]
    assert forward.stored == {"good": 1}
    assert "anna" not in logged.getvalue()


def test_a_batch_of_nothing_is_done(forward: ForwardWorld) -> None:
    assert forward.deliver([("empty", '{"batch_id":"0123456789abcdef","deadline":1,"requests":[]}')]) == []


def test_no_messages_are_done(forward: ForwardWorld) -> None:
    assert forward.deliver([]) == []


def test_after_an_error_of_ours_all_come_again(forward: ForwardWorld, monkeypatch: Any, logged: Any) -> None:
    def claim(*_: object) -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "secret words"}}, "UpdateItem")

    monkeypatch.setattr(Claims, "claim", claim)
    assert forward.deliver([("a", GOOD), ("b", GOOD)]) == ["a", "b"]
    assert "unexpected error" in logged.getvalue()
    assert "secret words" not in logged.getvalue()


def test_when_the_note_of_its_absence_is_throttled_all_come_again(forward: ForwardWorld, monkeypatch: Any) -> None:
    def note(*_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "UpdateItem")

    forward.receiver.go_away()
    monkeypatch.setattr(type(forward.pauses), "note", note)
    assert forward.deliver([("a", GOOD)]) == ["a"]


def test_what_was_sent_before_an_error_is_not_sent_again(forward: ForwardWorld, monkeypatch: Any) -> None:
    claim = forward.claims.claim
    other = msgspec.json.encode(batch("other", request("other", site=2))).decode()

    def failing(_: Claims, made: Any, *times: int) -> Any:
        if made.batch_id == "other":
            raise KeyError
        return claim(made, *times)

    with monkeypatch.context() as patched:
        patched.setattr(Claims, "claim", failing)
        assert forward.deliver([("a", GOOD), ("b", other)]) == ["a", "b"]
    assert forward.deliver([("a", GOOD), ("b", other)]) == []
    assert forward.stored == {"good": 1, "other": 1}


def test_a_line_of_the_log_holds_nothing_of_an_event(forward: ForwardWorld, logged: Any) -> None:
    forward.receiver.go_away()
    forward.forward(batch("somebody", request("https://shop.example.com/secret")))
    assert logged.getvalue()
    for told in ("somebody", "shop.example.com", "198.51", "0123456789abcdef"):
        assert told not in logged.getvalue()


def test_the_function_is_put_together_from_its_environment(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for made in (forward_wiring.environment, forward_wiring.forwarding, forward_wiring.pausing, forward_wiring.watch):
        made.cache_clear()
    with pytest.raises(InvalidEnvironment):
        forward_wiring.environment()
    for name, value in {
        "MATOMO_URL": "https://matomo.example.com/",
        "MATOMO_TOKEN_SECRET": "arn",
        "CLAIMS_TABLE": "claims",
        "DEAD_LETTERS": "https://sqs.example.com/dead",
    }.items():
        monkeypatch.setenv(name, value)
    assert forward_wiring.forwarding() is forward_wiring.forwarding()
    assert forward_wiring.pausing() is forward_wiring.pausing()
    assert handler({"Records": []}, Context()) == {"batchItemFailures": []}
    for made in (forward_wiring.environment, forward_wiring.forwarding, forward_wiring.pausing, forward_wiring.watch):
        made.cache_clear()


@pytest.mark.parametrize(
    "url", ["matomo.example.com", "ftp://x/", "https://u:p@x/", "https://x/?token_auth=1", "https:///"]
)
def test_an_address_that_may_carry_more_is_none(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("MATOMO_URL", url)
    for name in ("MATOMO_TOKEN_SECRET", "CLAIMS_TABLE", "DEAD_LETTERS"):
        monkeypatch.setenv(name, "x")
    forward_wiring.environment.cache_clear()
    with pytest.raises(InvalidEnvironment):
        forward_wiring.environment()


def test_counts_are_written_as_metrics(aws: None, capsys: pytest.CaptureFixture[str]) -> None:
    from lambdas.analytics.ledger import _count
    from lambdas.aws.metrics import Count

    _count(Count.EVENTS_FORWARDED, 3)
    line = json.loads(capsys.readouterr().out)
    assert line["EventsForwarded"] == [3]
    _count(Count.EVENTS_UNKNOWN, 0)
    assert capsys.readouterr().out == ""
