"""Several instances and days against what one would write with pencil and paper, as long as faults are rare."""

from typing import Any, Final, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.errors.counting import EXACT, SAMPLES
from lambdas.errors.days import day_of, days_back
from lambdas.errors.faults import Faults
from lambdas.errors.fingerprints import fault_id_of
from lambdas.errors.items import KEPT_SECONDS
from lambdas.errors.reception import Reception
from lambdas.errors.store import ErrorStore
from lambdas.identity.people import Agent
from lambdas.protocol.errors import ReadFault, SearchFaults
from lambdas.protocol.problems import RequestRefused
from tests.contract.memory_dynamodb import MemoryDynamoDB
from tests.unit.lambdas.errors.received_samples import DAY_MS, NOW, TABLE, received, thrown

OPERATOR: Final = Agent(agent_id="olga", groups=frozenset(), expires_at=0, operates=True)
KINDS: Final = ("TypeError", "RangeError")


class Step(NamedTuple):
    """After so many milliseconds that instance gets that report of that kind."""

    passes: int
    instance: int
    kind: str
    number: int
    release: str | None


steps = st.builds(
    Step,
    st.sampled_from([0, 1, 60_000, 6 * 60 * 60 * 1000, DAY_MS - 1, DAY_MS, 9 * DAY_MS]),
    st.integers(0, 2),
    st.sampled_from(KINDS),
    st.integers(1, 6),
    st.sampled_from([None, "widget@1a2b3c4d", "widget@2b3c4d5e"]),
)


class Day:
    """What a day knows of a fault."""

    def __init__(self, at: int) -> None:
        self.ids: set[int] = set()
        self.releases: set[str] = set()
        self.samples: list[int] = []
        self.first_at = at
        self.last_at = at

    def is_kept(self, now: int) -> bool:
        return now < _end_of(self.first_at)


def _end_of(at: int) -> int:
    return (at // 1000 + KEPT_SECONDS) * 1000


@settings(deadline=None, max_examples=80)
@given(st.lists(steps, max_size=EXACT - 1))
def test_a_rare_fault_is_counted_sampled_and_told_exactly(walk: list[Step]) -> None:
    store: Any = ErrorStore(MemoryDynamoDB(TABLE), TABLE)  # type: ignore[arg-type]
    instances = [Reception(store, lambda _weight: False) for _ in range(3)]
    model: dict[str, dict[str, Day]] = {kind: {} for kind in KINDS}
    now = NOW
    for step in walk:
        now += step.passes
        known, (today, yesterday) = model[step.kind], days_back(now, 2)
        is_new = not any(step.number in known[day].ids for day in (today, yesterday) if day in known)
        report = received(step.number, at=now, release=step.release, errors=[thrown(type=step.kind)])
        assert instances[step.instance].take(report) == is_new
        if is_new:
            day = known.setdefault(today, Day(now))
            is_first_of_release = step.release is not None and step.release not in day.releases
            if len(day.ids) < SAMPLES or is_first_of_release:
                day.samples.append(now)
            day.ids.add(step.number)
            day.last_at = now
            day.releases |= {step.release} if step.release else set()
    for kind in KINDS:
        _compare(Faults(store), kind, model[kind], now)


def _compare(faults: Faults, kind: str, days: dict[str, Day], now: int) -> None:
    fault_id = fault_id_of(received(errors=[thrown(type=kind)]))
    kept = {name: day for name, day in days.items() if day.is_kept(now)}
    listed = {fault.fault_id for fault in faults.search(OPERATOR, SearchFaults(days=27), now).faults}
    assert (fault_id in listed) == any(name in days_back(now, 27) for name in kept)
    if not kept:
        try:
            faults.read(OPERATOR, ReadFault(fault_id=fault_id), now)
        except RequestRefused:
            return
        raise AssertionError(fault_id)
    read = faults.read(OPERATOR, ReadFault(fault_id=fault_id), now)
    assert {day.day: day.count for day in read.days} == {name: len(day.ids) for name, day in kept.items()}
    assert read.fault.first_at == min(day.first_at for day in kept.values())
    assert read.fault.last_at == max(day.last_at for day in kept.values())
    assert set(read.fault.releases) == {release for day in kept.values() for release in day.releases}
    samples = sorted((at for day in kept.values() for at in day.samples if now < _end_of(at)), reverse=True)
    assert [sample.at for sample in read.samples] == samples
    assert all(day_of(sample.at) in kept and sample.gone_at == _end_of(sample.at) for sample in read.samples)
