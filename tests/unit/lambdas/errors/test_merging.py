"""What the days of a fault say together."""

from hypothesis import given
from hypothesis import strategies as st

from lambdas.errors.merging import RELEASES, counts_of, fault_of, faults_of, state_of
from lambdas.errors.records import StoredFault
from lambdas.protocol.errors import FaultDay, FaultState, Level
from tests.unit.lambdas.errors.fault_samples import FAULT, a_fault
from tests.unit.lambdas.world import DAY, START

OLD = a_fault(at=START, count=3, last_at=START + 7, title="old", level="warning", releases=frozenset({"r1", "r2"}))
NEW = a_fault(at=START + DAY, count=2, title="new", culprit="there", level="fatal", releases=frozenset({"r3", "r2"}))


def test_the_days_of_a_fault_are_one_fault_in_whatever_order_they_come() -> None:
    for days in ([OLD, NEW], [NEW, OLD]):
        found = fault_of(days, None)
        assert (found.count, found.first_at, found.last_at) == (5, START, START + DAY)
        assert (found.title, found.culprit, found.level) == ("new", "there", Level.FATAL)
        assert found.releases == ["r2", "r3", "r1"]
        assert counts_of(days) == [FaultDay(day=NEW.day, count=2), FaultDay(day=OLD.day, count=3)]


def test_the_last_report_may_be_of_another_day_than_the_newest_that_is_kept() -> None:
    late = a_fault(at=START, last_at=START + 2 * DAY)
    assert fault_of([late, NEW], None).last_at == START + 2 * DAY


def test_the_releases_of_the_newest_days_are_told() -> None:
    many = [a_fault(at=START + day * DAY, releases=frozenset({f"r{day:02}"})) for day in range(RELEASES + 5)]
    assert fault_of(many, None).releases == [f"r{day:02}" for day in range(RELEASES + 4, 4, -1)]


def test_the_state_is_decided_by_what_came_last() -> None:
    assert state_of(START, None) is FaultState.OPEN
    assert state_of(START, START - 1) is FaultState.RETURNED
    assert state_of(START, START) is FaultState.RESOLVED
    assert state_of(START, START + 1) is FaultState.RESOLVED


def test_a_mark_counts_for_its_own_fault_alone() -> None:
    other = a_fault(fault_id="f" * 16)
    states = {fault.fault_id: fault.state for fault in faults_of([OLD, other], {FAULT: START + DAY})}
    assert states == {FAULT: FaultState.RESOLVED, "f" * 16: FaultState.OPEN}


rows = st.builds(
    a_fault,
    fault_id=st.sampled_from("ab").map(lambda letter: letter * 16),
    at=st.integers(0, 9).map(lambda day: START + day * DAY),
    count=st.integers(1, 100),
)


@given(st.lists(rows, unique_by=lambda row: (row.fault_id, row.day)))
def test_nothing_is_lost_or_counted_twice_and_the_most_frequent_comes_first(days: list[StoredFault]) -> None:
    found = faults_of(days, {})
    assert sum(fault.count for fault in found) == sum(day.count for day in days)
    assert {fault.fault_id for fault in found} == {day.fault_id for day in days}
    assert [fault.count for fault in found] == sorted((fault.count for fault in found), reverse=True)


def test_of_two_that_are_as_frequent_the_one_seen_last_comes_first() -> None:
    ids = ["c" * 16, "a" * 16, "b" * 16]
    days = [a_fault(fault_id=each, at=START + (each[0] == "b")) for each in ids]
    assert [fault.fault_id for fault in faults_of(days, {})] == ["b" * 16, "a" * 16, "c" * 16]
