"""While Matomo is away the queue is not read; a schedule sees to it."""

import pytest

from lambdas.analytics.pauses import Pause
from lambdas.analytics.pausing import FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, TRIAL_SECONDS, Step, begin, step
from tests.unit.lambdas.analytics.forward_world import NOW, ForwardWorld, batch

A = batch("a")
AWAY = Pause(away_since=NOW - 100, reason="busy", site=1)
PAUSED = begin(AWAY, NOW)
BACK = Pause(resumed_at=NOW, failures=1)


@pytest.mark.parametrize(
    ("pause", "now", "is_well", "expected"),
    [
        (None, NOW, True, Step.NOTHING),
        (AWAY, NOW, False, Step.PAUSE),
        (AWAY, NOW, True, Step.RESUME),
        (PAUSED, NOW, False, Step.PAUSE),
        (PAUSED, NOW, True, Step.RESUME),
        (BACK, NOW + TRIAL_SECONDS - 1, False, Step.NOTHING),
        (BACK, NOW + TRIAL_SECONDS, False, Step.FORGET),
        (Pause(away_since=NOW, resumed_at=NOW - 9, failures=1), NOW, True, Step.PAUSE),
    ],
)
def test_what_is_next(pause: Pause | None, now: int, is_well: bool, expected: Step) -> None:
    assert step(pause, now, is_well=is_well) is expected


def test_each_pause_after_a_short_return_lasts_longer() -> None:
    waits, pause = [], AWAY
    for _ in range(9):
        paused = begin(pause, NOW)
        waits.append(paused.not_before - NOW)
        pause = Pause(away_since=NOW, failures=paused.failures)
    assert waits[:3] == [0, FIRST_WAIT_SECONDS, 2 * FIRST_WAIT_SECONDS]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_SECONDS


def test_a_pause_begins_once() -> None:
    assert begin(PAUSED, NOW + 500) == PAUSED


def test_a_message_comes_back_less_than_a_hundred_times_in_two_weeks() -> None:
    deliveries, now, pause = 0, NOW, AWAY
    while now < NOW + 14 * 24 * 60 * 60:
        paused = begin(pause, now)
        now = max(now, paused.not_before) + 300
        # Twice, as the visibility time-out may end before the schedule comes by.
        deliveries += 2
        pause = Pause(away_since=now, failures=paused.failures)
    assert deliveries < 200


def test_while_all_is_well_the_schedule_does_nothing(forward: ForwardWorld) -> None:
    assert forward.look() == "nothing"
    assert forward.mapping.changes == []
    assert forward.receiver.bodies == []


def test_the_queue_is_not_read_while_matomo_is_away(forward: ForwardWorld) -> None:
    forward.receiver.go_away()
    forward.forward(A)
    assert forward.look() == "pause"
    assert forward.mapping.changes == [False]
    forward.passes(300)
    assert forward.look() == "pause"
    assert forward.row("matomo")["away_since"] == str(NOW)
    assert forward.row("matomo")["failures"] == "1"


def test_it_is_read_again_once_matomo_is_back(forward: ForwardWorld) -> None:
    forward.receiver.go_away()
    forward.forward(A)
    forward.look()
    forward.receiver.come_back()
    forward.passes(300)
    assert forward.look() == "resume"
    assert forward.mapping.changes == [False, True]
    assert forward.forward(A) == []
    assert forward.stored == {"a": 1}
    forward.passes(TRIAL_SECONDS)
    assert forward.look() == "forget"
    with pytest.raises(KeyError):
        forward.row("matomo")


def test_one_that_is_well_and_takes_nothing_is_asked_less_and_less(forward: ForwardWorld) -> None:
    for wait in (0, FIRST_WAIT_SECONDS):
        forward.pauses.note(forward.watch.standing(3, forward.clock.now), 1, forward.clock.now)
        if wait:
            assert forward.look() == "pause"
            assert forward.look() == "pause"
            forward.passes(wait)
        assert forward.look() == "resume"


def test_a_change_that_lambda_does_not_take_is_made_the_next_time(forward: ForwardWorld) -> None:
    forward.receiver.go_away()
    forward.forward(A)
    for error in (
        forward.mapping.exceptions.ResourceInUseException,
        forward.mapping.exceptions.ResourceConflictException,
    ):
        forward.mapping.error = error
        assert forward.look() == "nothing"
        assert "paused" not in forward.row("matomo")
    forward.mapping.error = None
    assert forward.look() == "pause"


def test_an_error_is_reported_and_nothing_is_noted(forward: ForwardWorld) -> None:
    forward.receiver.go_away()
    forward.forward(A)
    forward.mapping.error = KeyError
    assert forward.look() == "nothing"
    assert "paused" not in forward.row("matomo")


def test_what_goes_away_in_the_last_moment_is_not_forgotten(forward: ForwardWorld) -> None:
    forward.receiver.go_away()
    forward.forward(A)
    forward.pauses.forget()
    assert forward.row("matomo")["away_since"] == str(NOW)


def test_without_a_token_it_counts_as_away_until_there_is_one(forward: ForwardWorld) -> None:
    forward.secrets.put_secret_value(SecretId="token", SecretString="none yet")
    assert forward.forward(A) == ["a"]
    assert forward.look() == "pause"
    assert forward.receiver.bodies == []
    forward.secrets.put_secret_value(SecretId="token", SecretString=forward.receiver.token)
    assert forward.look() == "resume"


def test_it_is_away_since_it_was_first_seen_to_be(forward: ForwardWorld) -> None:
    forward.receiver.go_away()
    forward.forward(A)
    forward.passes(60)
    forward.receiver.come_back()
    forward.receiver.is_recording = False
    forward.forward(A)
    assert forward.row("matomo")["away_since"] == str(NOW)
    assert forward.row("matomo")["reason"] == "not_recording"


def test_one_that_goes_away_again_soon_is_left_alone_for_longer(forward: ForwardWorld) -> None:
    for wait in (0, FIRST_WAIT_SECONDS, 2 * FIRST_WAIT_SECONDS):
        forward.receiver.go_away()
        forward.forward(A)
        assert forward.look() == "pause"
        forward.receiver.come_back()
        if wait:
            forward.passes(wait - 1)
            assert forward.look() == "pause"
            forward.passes(1)
        assert forward.look() == "resume"
