"""How reports are counted for few writes: exactly while they are rare, rightly on average after that."""

import math
from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.errors.counting import (
    EXACT,
    LOOKED_AT_MS,
    RELEASES,
    SAMPLES,
    Known,
    counted,
    is_exact,
    is_new_release,
    is_sample,
    weight_of,
)
from tests.unit.lambdas.errors.received_samples import NOW, event_id

ONE: Known = Known(releases=frozenset({"1"}), last_at=NOW)


def known(count: int, last_at: int = NOW) -> Known:
    return Known(count=count, releases=ONE.releases, last_at=last_at)


class TestExact:
    def test_each_of_the_first_reports_counts_once(self) -> None:
        row = Known()
        for number in range(EXACT):
            assert weight_of(row, "1", NOW) == 1
            assert is_exact(row)
            row = counted(row, event_id(number), "1", weight=1, at=NOW)
        assert row.count == EXACT
        assert row.ids == {event_id(number) for number in range(EXACT)}

    def test_of_those_that_follow_no_id_is_remembered(self) -> None:
        row = counted(known(EXACT), event_id(99), "1", weight=2, at=NOW)
        assert not is_exact(known(EXACT))
        assert (row.count, row.ids) == (EXACT + 2, frozenset())


class TestEstimated:
    @pytest.mark.parametrize(
        ("count", "weight"), [(0, 1), (EXACT - 1, 1), (EXACT, 2), (10 * EXACT, 11), (500 * EXACT, 501)]
    )
    def test_the_weight_grows_with_the_count(self, count: int, weight: int) -> None:
        assert weight_of(known(count), "1", NOW) == weight

    def test_the_count_is_right_on_average_and_strays_by_a_sixth_at_the_most(self) -> None:
        """Not by trying it, but of all that chance can do: each count with its probability, report by report."""
        odds = {0: Fraction(1)}
        for number in range(1, 120):
            after: dict[int, Fraction] = defaultdict(Fraction)
            for count, probability in odds.items():
                weight = weight_of(known(count), "1", NOW)
                after[count + weight] += probability / weight
                after[count] += probability * (1 - Fraction(1, weight))
            odds = {count: probability for count, probability in after.items() if probability}
            mean = sum(count * probability for count, probability in odds.items())
            assert mean == number
            variance = sum((count - number) ** 2 * probability for count, probability in odds.items())
            assert variance <= Fraction(number**2, 2 * EXACT)
            assert variance or number <= EXACT

    @pytest.mark.parametrize(("reports", "most"), [(100, 60), (10_000, 150), (1_000_000, 250)])
    def test_the_number_of_writes_grows_with_its_logarithm(self, reports: int, most: int) -> None:
        """On average: each report that comes at a count is written with a chance of 1 in its weight."""
        writes = sum(1 / weight_of(known(count), "1", NOW) for count in range(reports))
        assert writes <= most
        assert writes == pytest.approx(EXACT + EXACT * (math.log(reports / EXACT)), rel=0.25)

    def test_after_some_minutes_the_next_one_is_written_and_counts_for_itself(self) -> None:
        assert weight_of(known(1000, NOW - LOOKED_AT_MS + 1), "1", NOW) > 1
        assert weight_of(known(1000, NOW - LOOKED_AT_MS), "1", NOW) == 1

    def test_the_first_of_a_further_release_is_written_and_counts_for_itself(self) -> None:
        assert weight_of(known(1000), "2", NOW) == 1
        assert weight_of(known(1000), None, NOW) > 1

    @given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=NOW))
    def test_it_counts_for_itself_at_the_least(self, count: int, last_at: int) -> None:
        assert 1 <= weight_of(known(count, last_at), "1", NOW) <= 1 + count / EXACT


class TestReleases:
    def test_there_is_an_end_to_them(self) -> None:
        row = Known()
        for number in range(RELEASES + 5):
            row = counted(row, event_id(number), str(number), weight=1, at=NOW)
        assert row.releases == {str(number) for number in range(RELEASES)}
        assert not is_new_release(row, "another")

    def test_none_is_none(self) -> None:
        assert not is_new_release(Known(), None)
        assert counted(Known(), event_id(1), None, weight=1, at=NOW).releases == frozenset()


class TestSamples:
    def test_the_first_ones_are_kept(self) -> None:
        kept = [count for count in range(20) if is_sample(known(count), "1")]
        assert kept == list(range(SAMPLES))

    def test_so_is_the_first_of_each_further_release(self) -> None:
        assert is_sample(known(1000), "2")
        assert not is_sample(Known(count=1000, releases=frozenset(map(str, range(RELEASES)))), "another")


def test_the_last_time_never_goes_back() -> None:
    assert counted(known(1), event_id(1), "1", weight=1, at=NOW - 5).last_at == NOW
