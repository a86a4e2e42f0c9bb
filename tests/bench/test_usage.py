"""What ``make bench PARTS=usage`` counts."""

import json
import time
from typing import Any

import pytest

from tests.bench.stand_ins import MESSAGE_BYTES
from tests.bench.usage import forwarded, medians, timed, usage, way_of
from tests.bench.way import running
from tests.billing.use import Use


@pytest.mark.parametrize("events", [1, 5, 50])
def test_a_batch_is_one_request_one_call_and_one_message(events: int) -> None:
    with running() as way:
        done = way.collect(events)
        (message,) = way.queue
    assert done.calls == {"SendMessage": 1}
    use = done.use
    assert (use.edge_requests, use.requests, use.calls, use.queue_requests, use.write_units) == (1, 1, 1, 1, 0)
    assert len(json.loads(message)["requests"]) == events
    assert len(message) < MESSAGE_BYTES


@pytest.mark.parametrize(("messages", "calls"), [(1, 1), (10, 1), (11, 2), (100, 10)])
def test_ten_messages_share_a_call_and_each_is_claimed_and_settled(messages: int, calls: int) -> None:
    done = forwarded(5, messages)
    assert done.calls == {"UpdateItem": 2 * messages}
    assert (done.use.calls, done.use.write_units, done.asked) == (calls, 2 * messages, calls)
    assert done.use.queue_requests == messages + calls


def test_what_was_sent_is_what_the_receiver_has() -> None:
    with running() as way:
        before = way.receiver.stored.total()
        for _ in range(3):
            way.collect(5)
        way.forward()
        assert way.receiver.stored.total() - before == 15


def test_after_quiet_minutes_secrets_and_matomo_are_asked_anew() -> None:
    done = forwarded(5, 1, quiet=True)
    assert done.calls == {"UpdateItem": 2, "GetSecretValue": 1}
    assert (done.asked, done.use.secret_reads) == (2, 1)


def test_the_whole_way_is_both_halves() -> None:
    whole, second = way_of(5, 10), forwarded(5, 10)
    with running() as way:
        first = way.collect(5)
    assert whole.use.write_units == second.use.write_units
    assert whole.use.log_bytes == pytest.approx(10 * first.use.log_bytes + second.use.log_bytes, abs=20)
    assert whole.calls.total() == 10 * first.calls.total() + second.calls.total()


def test_time_is_paid_for_the_functions_own_work_the_calls_to_aws_and_the_waiting_for_matomo() -> None:
    done = forwarded(5, 1)
    more = timed(done).use - done.use
    assert more.gb_seconds == pytest.approx((0.9 * 3.46 + 2 * 5 + 300) / 1000 * 0.5)
    assert more - Use(gb_seconds=more.gb_seconds) == Use()


def test_the_times_are_those_of_the_functions_and_not_of_the_stand_ins() -> None:
    """Each write of the stand-in for DynamoDB takes milliseconds."""
    collecting, forwarding = medians(5)
    assert 0 < collecting.cpu_ms < 5
    assert 0 < forwarding.cpu_ms < 10


def test_a_stand_in_that_is_slow_makes_no_function_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as way:
        way.collect(5)
        row = way.clients._row

        def slowly(key: Any) -> Any:
            time.sleep(0.2)
            return row(key)

        monkeypatch.setattr(way.clients, "_row", slowly)
        done = way.forward()
    assert done.calls == {"UpdateItem": 2}
    assert 0 < done.ms < 600


def test_it_is_printed_as_tables() -> None:
    lines = list(usage())
    assert [line for line in lines if line.startswith("50 events")]
    assert any(
        line.startswith("100 at once") and line.split()[3:8] == ["10", "200", "110", "200", "10"] for line in lines
    )
