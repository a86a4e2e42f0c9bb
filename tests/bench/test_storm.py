"""What ``make bench PARTS=storm`` counts, and what a storm may cost."""

import math

import pytest

from lambdas.errors.counting import EXACT, SAMPLES
from lambdas.errors.pace import RATES
from lambdas.errors.reception import NEW_FAULTS
from lambdas.protocol.errors import Source
from tests.bench import storm as bench
from tests.bench.storm import REPORTS, Came, Storm, passed

A_MINUTE_OF_ONE = RATES[Source.PAGE].burst + 60_000 // RATES[Source.PAGE].interval - 1


def most_updates(reports: int) -> float:
    """Half more than chance has it on average."""
    return 1.5 * EXACT * (1 + math.log(reports / EXACT))


def test_ten_thousand_reports_of_one_fault_in_a_minute_cost_fifty_writes() -> None:
    came = passed(Storm(name="", faults=1))
    assert (came.taken, came.refused) == (A_MINUTE_OF_ONE, REPORTS - A_MINUTE_OF_ONE)
    assert came.updates <= most_updates(A_MINUTE_OF_ONE)
    assert (came.samples, came.reads, came.rows) == (SAMPLES, 2, 1 + SAMPLES)
    assert came.write_units <= 100


@pytest.mark.parametrize("instances", [1, 4])
def test_reports_that_are_all_taken_cost_writes_by_their_logarithm(instances: int) -> None:
    came = passed(Storm(name="", faults=1, reports=2_000, lasts_ms=2_000_000, instances=instances))
    assert came.refused == 0
    assert came.told == pytest.approx(2_000, rel=0.5)
    assert came.updates <= most_updates(2_000) * instances**0.5
    assert (came.samples, came.reads) == (SAMPLES, 2 * instances)


def test_reports_of_ever_different_faults_end_in_one_row() -> None:
    came = passed(Storm(name="", faults=1_000, reports=1_000, lasts_ms=1_000_000))
    assert came.refused == 0
    assert came.rows == NEW_FAULTS + 1 + came.samples
    assert came.samples == NEW_FAULTS + SAMPLES
    assert came.updates <= NEW_FAULTS + most_updates(1_000 - NEW_FAULTS)
    assert came.told == pytest.approx(1_000, rel=0.5)


def test_it_is_printed_as_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    came = Came(
        taken=1, refused=9, told=1, rows=2, reads=2, updates=1, samples=1, write_units=2, usd=0.0001, cpu_ms=0.5
    )
    monkeypatch.setattr(bench, "passed", lambda _: came)
    _, head, *rows, _ = bench.storm()
    assert head.split()[-3:] == ["USD", "ms", "each"]
    assert rows[0].split()[-10:] == ["1", "9", "1", "2", "2", "1", "1", "2", "0.0001", "0.50"]
