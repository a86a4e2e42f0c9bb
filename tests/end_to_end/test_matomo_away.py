"""What Matomo does not take, or takes later: it is away, fails on an event, or is told twice."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from cli.__main__ import main
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import LocalStack
from tests.end_to_end.analysed import Wire
from tests.end_to_end.around import client
from tests.end_to_end.usage_client import look_after, opened, post_events, return_at_once
from tests.end_to_end.waiting import eventually, until_still


def is_read(stack: LocalStack) -> bool:
    mapping = client(stack, "lambda").get_event_source_mapping(UUID=stack.outputs["ForwardMapping"])
    return str(mapping["State"]) == "Enabled"


def is_all_well(status: Mapping[str, Any]) -> bool:
    return (status["waiting"], status["under_way"], status["dead"], status["away_since"]) == (0, 0, 0, None)


Status = Callable[..., dict[str, Any]]


@pytest.fixture
def operator(stack: LocalStack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Status:
    """The operator's command line on the local run."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.ministack_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)

    def run(*words: str) -> dict[str, Any]:
        capsys.readouterr()
        assert main([*words, "--settings", str(stack.settings), "--json"]) in {0, 1}
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return run


def test_while_matomo_is_away_the_queue_is_not_read_and_then_everything_arrives_once(
    wire: Wire, stack: LocalStack, operator: Status
) -> None:
    return_at_once(stack)
    stack.matomo.away = True
    try:
        post_events(stack, [opened(age=1), opened(age=2)])
        eventually(lambda: operator("analytics", "status")["away_since"] is not None)
        assert look_after(stack) == "pause"
        assert not is_read(stack)
        # A function that had its message before may still be at it.
        until_still(lambda: len(stack.matomo.asked))
        for _ in range(3):
            post_events(stack, [opened(), opened()])
        asked = len(stack.matomo.asked)
        assert look_after(stack) == "pause"
        status = operator("analytics", "status")
        assert (status["waiting"] + status["under_way"], status["reading"], status["dead"]) == (4, "Disabled", 0)
        assert status["reason"] == "busy"
        # The look of the schedule, and nothing of the queue.
        assert len(stack.matomo.asked) == asked + 1
        assert wire.requests == []
    finally:
        stack.matomo.away = False
    assert look_after(stack) == "resume"
    assert is_read(stack)
    assert len(wire.until(8)) == 8
    eventually(lambda: is_all_well(operator("analytics", "status")))


def test_one_that_matomo_does_not_take_is_set_aside_alone_and_brought_back_by_the_command_line(
    wire: Wire, stack: LocalStack, operator: Status
) -> None:
    ours = stack.matomo.poisoned
    stack.matomo.poisoned = lambda told: told["e_a"] == "call_ended"
    try:
        ended = {"type": "call_ended", "age": 0}
        assert post_events(stack, [opened(), ended, opened(), opened()]) == (202, {"queued": 4})
        eventually(lambda: operator("analytics", "status")["dead"] == 1)
        wire.until(3)
        assert [name for name, _ in wire.events] == ["widget_opened"] * 3
    finally:
        stack.matomo.poisoned = ours
    assert operator("analytics", "redrive") == {"moved": 1, "dropped": 0}
    wire.until(4)
    assert sorted(name for name, _ in wire.events) == ["call_ended", *["widget_opened"] * 3]
    eventually(lambda: is_all_well(operator("analytics", "status")))


def test_the_same_batch_twice_is_counted_once(wire: Wire, stack: LocalStack) -> None:
    for _ in range(2):
        assert post_events(stack, [opened(), opened()], batch_id="a-batch-that-comes-twice")[0] == 202
    wire.expect_only(2)
