"""How messages wait for others."""

import pytest

from tests.bench.waits import WINDOW_SECONDS, messages_of_a_call, waits


def test_who_comes_alone_waits_for_the_whole_window() -> None:
    assert waits(0.01, 10)[0] == pytest.approx(WINDOW_SECONDS)
    assert messages_of_a_call(0.01, 10) == 1


def test_nobody_waits_for_longer_than_the_window() -> None:
    found = waits(5_000, 10)
    assert found == sorted(found)
    assert 0 <= found[0] < WINDOW_SECONDS
    assert found[-1] == pytest.approx(WINDOW_SECONDS)


def test_who_comes_last_into_a_full_call_does_not_wait() -> None:
    found = waits(100_000_000, 10)
    assert sum(wait == 0 for wait in found) == len(found) / 10
    assert messages_of_a_call(100_000_000, 10) == 10


def test_one_in_thirty_seconds_shares_a_call_with_one_other() -> None:
    """The first, and those of the window that it began."""
    assert messages_of_a_call(24 * 60 * 2, 10) == pytest.approx(2, abs=0.05)
