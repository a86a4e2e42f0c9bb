"""Whatever lies in the table, whatever time each call has, and whoever renews a row meanwhile."""

from functools import partial
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.aws.metrics import Gauge
from lambdas.retention.days import begins_at, day_of
from lambdas.retention.error_sweep import KEPT_DAYS
from lambdas.retention.records import Row
from lambdas.retention.rules import SLACK_SECONDS, Rule
from stacks.retention_rules import chat_rules
from tests.unit.lambdas.retention.world import DAY, ERRORS, HOUR, NOW, SweptWorld, in_memory
from tests.unit.lambdas.world import TABLE

PLACES: Final = (
    ("conversation#shop.v", "000000000001", ""),
    ("conversation#shop.v", "000000000002", "erased"),
    ("conversation#shop.v", "connection#c", ""),
    ("conversation#shop.w", "state", ""),
    ("conversation#shop.w", "mark#agent", ""),
    ("presence#shop.service", "ada#c", ""),
    ("contact#shop.v", "request#1", ""),
    ("erased#shop.x", "erasure", ""),
    ("audit#shop", "0001800000000#x", ""),
)

ends = st.none() | st.integers(-2 * DAY, 1200 * DAY) | st.sampled_from([-1, 0, 1, HOUR, 30 * HOUR])
"""Of a row, in seconds from when it is written; none is an open end."""

rows = st.dictionaries(st.sampled_from(PLACES), ends, max_size=len(PLACES))
renewals = st.dictionaries(st.integers(0, 5), st.tuples(st.sampled_from(PLACES), ends), max_size=6)
"""By the number of the call after which a row is written anew."""


class Model:
    """What has to be there. A row may go once its end has passed, and may get its rule's end if it has a later one."""

    def __init__(self, swept: SweptWorld) -> None:
        self.swept = swept
        self.ends: dict[tuple[str, str], int | None] = {}
        self.rules = {
            (pk, sk): next(rule for rule in _rules(swept) if rule.is_for(Row(pk=pk, sk=sk, kind=kind)))
            for pk, sk, kind in PLACES
        }

    def write(self, place: tuple[str, str, str], after: int | None) -> None:
        pk, sk, kind = place
        self.ends[pk, sk] = ends_at = None if after is None else self.swept.now + after
        self.swept.put(TABLE, pk, sk, ends_at=ends_at, **({"kind": {"S": kind}} if kind else {}))

    def look(self) -> None:
        """After a sweep: nothing that lives has gone, and no end has become a later one."""
        there, now = self.swept.rows(TABLE), self.swept.now
        for key, was in list(self.ends.items()):
            seconds = self.rules[key].seconds or 0
            if key not in there:
                assert was is not None
                assert was <= now, key
                del self.ends[key]
            elif there[key] != was:
                assert there[key] == now + seconds
                assert was is None or was > now + seconds + SLACK_SECONDS
                self.ends[key] = there[key]

    def look_at_the_end(self, days: int) -> None:
        """After so many days in which nothing was written and all was looked through."""
        for key, ends_at in self.swept.rows(TABLE).items():
            rule = self.rules[key]
            if ends_at is None:
                assert rule.may_be_open
            else:
                assert self.swept.now - DAY < ends_at <= self.swept.now + (rule.seconds or 0) + SLACK_SECONDS, days


def _rules(swept: SweptWorld) -> list[Rule]:
    return [Rule(**each) for each in chat_rules(swept.settings.retention)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(rows=rows, renewals=renewals, looks=st.lists(st.integers(0, 40), min_size=6, max_size=6))
def test_nothing_that_lives_goes_and_nothing_that_has_ended_stays(
    rows: dict[tuple[str, str, str], int | None],
    renewals: dict[int, tuple[tuple[str, str, str], int | None]],
    looks: list[int],
) -> None:
    """``looks`` is how often each of the first calls may look at the clock before its time is over."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        swept = SweptWorld(monkeypatch, in_memory())
        model = Model(swept)
        for place, after in rows.items():
            model.write(place, after)
        for number, allowed in enumerate(looks):
            swept.context.seconds = partial(next, iter([300.0] * allowed), 0.0)
            swept.sweeps()
            model.look()
            if number in renewals:
                model.write(*renewals[number])
            swept.passes(HOUR)
        swept.context.seconds = lambda: 300.0
        for _ in range(49):
            swept.passes(HOUR)
            swept.sweeps()
            model.look()
        assert swept.now > NOW
        model.look_at_the_end(2)


came = st.integers(-40 * DAY, 0) | st.sampled_from([-27 * DAY, -27 * DAY - 1, -27 * DAY + HOUR, -28 * DAY])
"""When a report came, in seconds from now."""

late = st.sampled_from([0, 0, 0, -3 * DAY, 900 * DAY]) | st.none()
"""By how much the end of its row is wrong; none if it has none at all."""


@settings(deadline=None, max_examples=60)
@given(
    reports=st.lists(st.tuples(came, late), max_size=12),
    looks=st.lists(st.integers(0, 12), max_size=5),
    begins=st.integers(0, DAY - 1),
)
def test_of_errors_nothing_is_there_28_days_after_its_day_began(
    reports: list[tuple[int, int | None]], looks: list[int], begins: int
) -> None:
    """By the hour, at any time of the day, however often a call is cut off; what lives stays, and its age is told."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        swept = SweptWorld(monkeypatch, in_memory())
        swept.passes(begins)
        ends: dict[tuple[str, str], int | None] = {}
        for number, (seconds, wrong) in enumerate(reports):
            at = swept.now + seconds
            key = (f"day#{day_of(at)}", f"sample#{number}")
            ends[key] = None if wrong is None else at + KEPT_DAYS * DAY + wrong
            swept.put(ERRORS, *key, ends_at=ends[key])
        for allowed in (*looks, None):
            swept.context.seconds = partial(next, iter([300.0] * (99 if allowed is None else allowed)), 0.0)
            swept.sweeps()
            there = swept.rows(ERRORS)
            wanted = {key: at for key, at in ends.items() if not _may_go(key, at, swept.now)}
            assert wanted.items() <= there.items()
            if allowed is None:
                assert there == wanted
            swept.passes(HOUR)
        assert swept.counted.written[Gauge.OLDEST_ERROR_SECONDS] < 28 * DAY


def _may_go(key: tuple[str, str], ends_at: int | None, now: int) -> bool:
    is_over = now >= begins_at(key[0].removeprefix("day#")) + 28 * DAY
    # Days that are younger are not looked through: no row of theirs can have ended, if its end is right.
    is_old = now >= begins_at(key[0].removeprefix("day#")) + 27 * DAY
    return is_over or (is_old and ends_at is not None and ends_at <= now)
