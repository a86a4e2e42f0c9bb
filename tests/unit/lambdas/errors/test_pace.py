"""How many reports an instance takes."""

import pytest

from lambdas.errors.pace import LEAST_SECONDS, RATES, Pace
from lambdas.protocol.errors import Source
from lambdas.protocol.problems import ProblemCode, RequestRefused
from tests.unit.lambdas.errors.received_samples import NOW


def admitted(pace: Pace, source: Source, times: int, now: int = NOW) -> int:
    done = 0
    for _ in range(times):
        try:
            pace.admit(source, now)
        except RequestRefused:
            continue
        done += 1
    return done


@pytest.mark.parametrize("source", Source)
def test_each_source_has_its_own(source: Source) -> None:
    pace = Pace()
    assert admitted(pace, source, 1000) == RATES[source].burst
    others = set(Source) - {source}
    assert all(admitted(pace, other, 1000) == RATES[other].burst for other in others)


def test_in_the_long_run_it_is_60_a_minute() -> None:
    pace = Pace()
    minute = sum(admitted(pace, Source.PAGE, 200, NOW + 1000 * second) for second in range(60))
    assert minute == RATES[Source.PAGE].burst + 59


def test_who_is_refused_is_told_for_how_long_to_wait() -> None:
    pace = Pace()
    admitted(pace, Source.PAGE, 1000)
    with pytest.raises(RequestRefused) as refused:
        pace.admit(Source.PAGE, NOW)
    assert refused.value.problem.code is ProblemCode.TOO_MANY_REPORTS
    assert refused.value.problem.retry_after_seconds == LEAST_SECONDS
