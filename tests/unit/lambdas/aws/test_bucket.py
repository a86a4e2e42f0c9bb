"""How often something may be done."""

from hypothesis import given
from hypothesis import strategies as st

from lambdas.aws.bucket import Bucket, Rate

RATE = Rate(interval=1000, burst=3)
NOW = 1_750_000_000_000


def test_as_many_at_once_as_the_burst() -> None:
    bucket = Bucket(RATE)
    assert [bucket.take(NOW) for _ in range(5)] == [0, 0, 0, 1000, 1000]


def test_one_more_after_each_interval() -> None:
    bucket = Bucket(RATE)
    for _ in range(3):
        bucket.take(NOW)
    assert [bucket.take(NOW + after) for after in (999, 1000, 1999, 2000)] == [1, 0, 1, 0]


def test_after_a_quiet_time_as_many_as_before() -> None:
    bucket = Bucket(RATE)
    for _ in range(9):
        bucket.take(NOW)
    assert [bucket.take(NOW + 60_000) for _ in range(4)] == [0, 0, 0, 1000]


@given(st.lists(st.integers(min_value=0, max_value=3000), min_size=1, max_size=60))
def test_never_more_than_the_burst_and_one_for_each_interval(gaps: list[int]) -> None:
    bucket, now, done = Bucket(RATE), NOW, 0
    for gap in gaps:
        now += gap
        wait = bucket.take(now)
        done += not wait
        assert 0 <= wait <= RATE.interval
        assert done <= RATE.burst + (now - NOW) // RATE.interval


def test_who_waits_as_long_as_it_was_told_to_may_do_it() -> None:
    bucket, now = Bucket(RATE), NOW
    for _ in range(20):
        wait = bucket.take(now)
        now += wait
        assert not wait or bucket.take(now) == 0
