from collections.abc import Sequence

import pytest

from local.faults.chance import Injector, Turn
from local.faults.config import Fault, Faults

TURNS = 2000


def met(faults: Faults, fault: Fault = Fault.CUT, stream: str = "connection 1") -> set[int]:
    """The turns of a stream that meet a fault."""
    return {number for number in range(1, TURNS + 1) if Turn(faults, stream, number).meets(fault)}


def test_the_same_seed_gives_the_same_faults_and_another_one_others() -> None:
    assert met(Faults(seed=7, cut=0.1)) == met(Faults(seed=7, cut=0.1))
    assert met(Faults(seed=7, cut=0.1)) != met(Faults(seed=8, cut=0.1))


def test_streams_and_faults_do_not_go_together() -> None:
    faults = Faults(cut=0.1, delay=0.1)
    assert met(faults) != met(faults, stream="connection 2")
    assert met(faults) != met(faults, Fault.DELAY)


@pytest.mark.parametrize("rate", [0, 0.01, 0.2, 1])
def test_a_fault_is_as_frequent_as_its_rate(rate: float) -> None:
    assert len(met(Faults(cut=rate))) == pytest.approx(rate * TURNS, abs=0.02 * TURNS if 0 < rate < 1 else 0)


def test_a_higher_rate_adds_faults_and_another_fault_changes_none() -> None:
    few = met(Faults(cut=0.05))
    assert few < met(Faults(cut=0.1))
    assert few == met(Faults(cut=0.05, delay=1, throttle=0.5))


def drawn(injector: Injector, streams: Sequence[str]) -> list[tuple[str, int, bool]]:
    turns = [injector.turn(stream) for stream in streams]
    return [(turn.stream, turn.ordinal, turn.meets(Fault.CUT)) for turn in turns]


def test_the_turns_of_a_stream_do_not_depend_on_other_streams() -> None:
    faults = Faults(seed=3, cut=0.5)
    alone = drawn(Injector(faults), ["a"] * 50)
    mixed = drawn(Injector(faults), ["a", "b", "c"] * 50)
    assert [turn for turn in mixed if turn[0] == "a"] == alone


def test_new_faults_begin_at_the_beginning() -> None:
    injector = Injector()
    drawn(injector, ["a"] * 10)
    injector.use(Faults(seed=3, cut=0.5))
    first = drawn(injector, ["a"] * 50)
    injector.use(Faults(seed=3, cut=0.5))
    assert drawn(injector, ["a"] * 50) == first


def test_what_was_done_is_counted_on() -> None:
    injector = Injector()
    injector.did(Fault.CUT)
    injector.use(Faults())
    injector.did(Fault.CUT)
    injector.did(Fault.GONE)
    assert injector.done == {Fault.CUT: 2, Fault.GONE: 1}
