import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.chat.pace import LIMITS, admit
from lambdas.chat.records import Pace
from lambdas.protocol.entries import Party
from lambdas.protocol.refusals import RefusalCode, Refused

NOW = 1_750_000_000_000


@pytest.mark.parametrize(("party", "burst"), [(Party.VISITOR, 15), (Party.AGENT, 40)])
def test_a_burst_passes_and_the_next_waits(party: Party, burst: int) -> None:
    pace = Pace()
    for _ in range(burst):
        pace = admit(pace, party, NOW)
    with pytest.raises(Refused) as refused:
        admit(pace, party, NOW)
    assert refused.value.code is RefusalCode.TOO_FAST
    assert refused.value.retry_after_ms == LIMITS[party].interval


@pytest.mark.parametrize(("party", "in_a_minute"), [(Party.VISITOR, 30), (Party.AGENT, 120)])
def test_the_long_run_is_so_many_in_a_minute(party: Party, in_a_minute: int) -> None:
    assert LIMITS[party].interval * in_a_minute == 60_000


def test_one_party_does_not_slow_the_other() -> None:
    pace = Pace()
    for _ in range(15):
        pace = admit(pace, Party.VISITOR, NOW)
    assert admit(pace, Party.AGENT, NOW).visitor == pace.visitor


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=200), st.sampled_from(list(Party)))
def test_no_window_holds_more_than_burst_and_rate(gaps: list[int], party: Party) -> None:
    limit, pace, now, admitted = LIMITS[party], Pace(), NOW, []
    for gap in gaps:
        now += gap
        try:
            pace = admit(pace, party, now)
        except Refused:
            continue
        admitted.append(now)
    for first, start in enumerate(admitted):
        for count, end in enumerate(admitted[first:], start=1):
            assert count <= limit.burst + (end - start) // limit.interval


@given(st.integers(min_value=0, max_value=10**6), st.sampled_from(list(Party)))
def test_who_waits_as_told_is_admitted(ahead: int, party: Party) -> None:
    limit = LIMITS[party]
    pace = Pace(visitor=NOW + limit.interval * limit.burst + ahead, agent=NOW + limit.interval * limit.burst + ahead)
    with pytest.raises(Refused) as refused:
        admit(pace, party, NOW)
    wait = refused.value.retry_after_ms
    assert wait is not None
    admit(pace, party, NOW + wait)
    with pytest.raises(Refused):
        admit(pace, party, NOW + wait - 1)
