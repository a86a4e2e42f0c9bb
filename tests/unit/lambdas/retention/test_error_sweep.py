"""Error reports go 27 days after they came, and about an hour, however often the sweep is interrupted."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.aws.metrics import Count, Gauge
from lambdas.errors.items import KEPT_SECONDS
from lambdas.retention.cursors import Cursors
from lambdas.retention.days import begins_at, day_of, days_before, days_from
from lambdas.retention.error_days import ErrorDays
from lambdas.retention.error_sweep import FIRST_LOOK_DAYS, KEPT_DAYS, LOOKED_BACK_DAYS, ErrorSweep
from lambdas.retention.records import Tally
from tests.privacy.table import Killed
from tests.unit.lambdas.retention.world import DAY, ERRORS, HOUR, NOW, SweptWorld

TODAY = "2027-01-15"
LATE = -(27 * DAY) - HOUR
"""From now on: when something came that ended an hour ago."""


def put(swept: SweptWorld, came: int, name: str = "a", **more: Any) -> tuple[str, str]:
    """A row that came so many seconds before or after now, as ``lambdas.errors`` writes it."""
    at = NOW + came
    key = (f"day#{day_of(at)}", f"fault#{name}")
    swept.put(ERRORS, *key, **{"ends_at": at + KEPT_SECONDS, **more})
    return key


def sweep(swept: SweptWorld) -> ErrorSweep:
    dynamodb = swept.way.to(swept.dynamodb)
    return ErrorSweep(ErrorDays(dynamodb, ERRORS), Cursors(dynamodb, ERRORS))


def test_it_keeps_for_as_long_as_they_are_written_to_be_kept() -> None:
    assert KEPT_DAYS * DAY == KEPT_SECONDS


def test_days_are_those_of_utc() -> None:
    assert day_of(NOW) == TODAY
    assert datetime.fromtimestamp(NOW, UTC).hour == 12
    assert [day_of(begins_at(TODAY) + seconds) for seconds in (-1, 0, DAY - 1)] == ["2027-01-14", TODAY, TODAY]
    assert days_before("2027-03-01", 1) == "2027-02-28"
    assert days_from("2026-12-31", "2027-01-02") == ["2026-12-31", "2027-01-01", "2027-01-02"]
    assert days_from("2027-01-02", "2027-01-01") == []


def test_what_is_27_days_old_goes_and_what_is_younger_stays(either: SweptWorld) -> None:
    put(either, -27 * DAY - 1)
    put(either, -27 * DAY, "b")
    kept = [put(either, -27 * DAY + 1, "c"), put(either, -26 * DAY), put(either, 0)]
    assert either.sweeps()["swept"] == 2
    assert sorted(either.rows(ERRORS)) == sorted(kept)


def test_a_row_whose_end_is_missing_or_too_late_goes_with_its_day(either: SweptWorld) -> None:
    """Nothing of a day is there 28 days after the day began, whatever it says of itself."""
    either.put(ERRORS, "day#2026-12-18", "fault#endless")
    either.put(ERRORS, "day#2026-12-18", "sample#late", ends_at=NOW + 900 * DAY)
    either.put(ERRORS, "day#2026-12-18", "sample#text", expires_at={"S": "never"})
    either.now = begins_at("2026-12-18") + 28 * DAY - 1
    assert either.sweeps()["swept"] == 0
    either.passes(1)
    assert either.sweeps()["swept"] == 3
    assert either.rows(ERRORS) == {}


def test_no_report_is_read(swept: SweptWorld) -> None:
    put(swept, LATE)
    asked = swept.asked("query")
    swept.sweeps()
    assert {(each["Select"], each["ProjectionExpression"]) for each in asked} == {
        ("SPECIFIC_ATTRIBUTES", "pk, sk, expires_at")
    }


@pytest.mark.parametrize(
    ("came", "age"),
    [
        ((), 0),
        ((-5 * HOUR,), 12 * HOUR),
        ((-3 * DAY, -5 * HOUR), 3 * DAY + 12 * HOUR),
        # The oldest day of all is looked at row by row, so there it is exact.
        ((-27 * DAY + 60, -27 * DAY + 600, -DAY), 27 * DAY - 60),
        ((LATE,), 0),
    ],
)
def test_the_age_of_the_oldest_report_is_measured(swept: SweptWorld, came: tuple[int, ...], age: int) -> None:
    for number, each in enumerate(came):
        put(swept, each, str(number))
    swept.sweeps()
    assert swept.counted.written[Gauge.OLDEST_ERROR_SECONDS] == age


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(minutes=st.integers(0, 28 * 24 * 60), at=st.integers(0, 24 * 60 - 1))
def test_as_long_as_it_works_the_alarm_is_silent_at_any_time_of_the_day(
    swept: SweptWorld, minutes: int, at: int
) -> None:
    """It is raised at 28 days."""
    swept.now = begins_at(TODAY) + 60 * at
    key = put(swept, swept.now - NOW - 60 * minutes)
    swept.sweeps()
    assert swept.counted.written[Gauge.OLDEST_ERROR_SECONDS] < 28 * DAY
    assert (key in swept.rows(ERRORS)) == (minutes < 27 * 24 * 60)
    swept.dynamodb.delete_item(TableName=ERRORS, Key={"pk": {"S": key[0]}, "sk": {"S": key[1]}})


def test_killed_anywhere_the_next_call_deletes_the_rest(swept: SweptWorld) -> None:
    rows = [(LATE - number * HOUR, str(number)) for number in range(4)]
    kept = put(swept, -26 * DAY)

    def once() -> None:
        assert sweep(swept).sweep(NOW, Tally(), lambda: 1.0)

    once()
    for came, name in rows:
        put(swept, came, name)
    swept.way.reset()
    once()
    calls = len(swept.way.calls)
    assert swept.way.calls.count("delete_item") == 4
    deleting = [number for number, name in enumerate(swept.way.calls, 1) if name == "delete_item"]
    for number in (1, 2, *deleting, *(each + 1 for each in deleting), calls - 1, calls):
        for after in (False, True):
            for came, name in rows:
                put(swept, came, name)
            swept.way.kill_at(number, after=after)
            with pytest.raises(Killed):
                sweep(swept).sweep(NOW, Tally(), lambda: 1.0)
            swept.way.reset()
            once()
            assert list(swept.rows(ERRORS)) == [kept], (number, after)


def test_all_pages_of_a_day_are_looked_at(moto: SweptWorld) -> None:
    """The first ones live, as they came later on that day."""
    kept = [put(moto, -27 * DAY + HOUR, f"a{number}") for number in range(5)]
    for number in range(3):
        put(moto, LATE, f"b{number}")
    query, left = moto.dynamodb.query, iter([1.0] * 50 + [0.0] * 9)
    moto.dynamodb.query = lambda **asked: query(**{"Limit": 2, **asked})
    tally = Tally()
    assert sweep(moto).sweep(NOW, tally, lambda: next(left))
    assert tally.oldest_error_at == NOW - 27 * DAY + HOUR
    moto.dynamodb.query = query
    assert sorted(moto.rows(ERRORS)) == sorted(kept)


def test_a_sweep_that_has_no_time_is_not_done(swept: SweptWorld) -> None:
    """So the alarm on a missing sweep is raised, and the next one begins at the same day."""
    swept.sweeps()
    swept.passes(HOUR)
    for number in range(4):
        put(swept, LATE, str(number))
    left = iter([300.0] * 2 + [0.0] * 999)
    swept.context.seconds = lambda: next(left)
    swept.sweeps()
    assert swept.counted.written[Count.RETENTION_SWEPT] == 0
    assert len(swept.rows(ERRORS)) == 2
    swept.context.seconds = lambda: 300.0
    swept.sweeps()
    assert swept.rows(ERRORS) == {}
    assert swept.counted.written[Count.RETENTION_SWEPT] == 1


@pytest.mark.parametrize("why", ["no time", "no right"])
@pytest.mark.parametrize(("hours", "is_alarmed"), [(0, False), (22, False), (26, True)])
def test_what_can_not_be_deleted_raises_the_alarm_when_it_is_28_days_old(
    swept: SweptWorld, why: str, hours: int, is_alarmed: bool
) -> None:
    """Of a sweep that comes to its end nothing is as old, so it has to be measured by one that does not."""
    put(swept, LATE)
    put(swept, LATE + 2 * HOUR, "younger")
    swept.passes(hours * HOUR)
    if why == "no time":
        swept.context.seconds = lambda: 0.0
    else:
        swept.way.before = refuse_to_delete
    swept.sweeps()
    assert swept.counted.written[Gauge.OLDEST_ERROR_SECONDS] == 27 * DAY + (1 + hours) * HOUR
    assert (swept.counted.written[Gauge.OLDEST_ERROR_SECONDS] >= 28 * DAY) == is_alarmed


def test_what_is_deleted_is_not_measured_if_the_sweep_ends_later(swept: SweptWorld) -> None:
    put(swept, -28 * DAY - HOUR)

    def refuse(number: int, name: str) -> None:
        if name == "query" and "delete_item" in swept.way.calls[: number - 1]:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "Query")

    swept.way.before = refuse
    swept.sweeps()
    assert swept.rows(ERRORS) == {}
    assert Gauge.OLDEST_ERROR_SECONDS not in swept.counted.written


def refuse_to_delete(_number: int, name: str) -> None:
    if name == "delete_item":
        raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "DeleteItem")


@pytest.mark.parametrize("ends_at", [None, begins_at("2026-12-19") - 1, NOW + 900 * DAY])
def test_of_what_has_no_end_that_can_be_right_the_day_is_measured(swept: SweptWorld, ends_at: int | None) -> None:
    """27 days ago, at noon now; the middle one would have ended."""
    swept.put(ERRORS, f"day#{days_before(TODAY, 27)}", "fault#a", ends_at=ends_at)
    swept.way.before = refuse_to_delete
    swept.sweeps()
    assert swept.counted.written[Gauge.OLDEST_ERROR_SECONDS] == 27 * DAY + 12 * HOUR


def test_it_ends_while_there_is_time_to_write_what_it_did(swept: SweptWorld) -> None:
    """Lambda kills what has none left, and then nothing would be told."""
    put(swept, LATE)
    swept.context.seconds = lambda: 69.0
    swept.sweeps()
    assert len(swept.rows(ERRORS)) == 1
    assert Count.RETENTION_SWEPT in swept.counted.written
    swept.context.seconds = lambda: 90.0
    swept.sweeps()
    assert swept.rows(ERRORS) == {}


def test_a_row_that_ends_later_by_the_time_it_is_deleted_stays(either: SweptWorld) -> None:
    """A day that is not over; of one that is over nothing stays."""
    young, old = put(either, -27 * DAY), put(either, -28 * DAY)
    query, by_day = either.dynamodb.query, {key[0]: key for key in (young, old)}

    def renew_once_read(**asked: Any) -> Any:
        answer = query(**asked)
        key = by_day.pop(asked["ExpressionAttributeValues"][":pk"]["S"], None)
        if key:
            either.put(ERRORS, *key, ends_at=NOW + DAY)
        return answer

    either.dynamodb.query = renew_once_read
    either.sweeps()
    assert either.rows(ERRORS) == {young: NOW + DAY}


def test_rows_that_somebody_puts_back_go_with_the_next_call(swept: SweptWorld) -> None:
    """Out of a copy of any day of the last weeks: their days were swept long ago."""
    swept.sweeps()
    for day in (28, 31, 45, 62, LOOKED_BACK_DAYS):
        put(swept, -day * DAY, str(day))
    swept.sweeps()
    assert swept.rows(ERRORS) == {}


def test_after_a_long_pause_it_goes_on_where_it_ended(swept: SweptWorld) -> None:
    swept.sweeps()
    put(swept, 0)
    swept.passes(3 * 365 * DAY)
    swept.sweeps()
    assert swept.rows(ERRORS) == {}


def test_the_first_look_of_all_reaches_back_for_more_than_a_year(swept: SweptWorld) -> None:
    swept.dynamodb.delete_item(TableName=ERRORS, Key={"pk": {"S": "sweep#errors"}, "sk": {"S": "cursor"}})
    oldest = put(swept, -FIRST_LOOK_DAYS * DAY)
    older = put(swept, -(FIRST_LOOK_DAYS + 1) * DAY)
    assert oldest in swept.rows(ERRORS)
    swept.sweeps()
    assert list(swept.rows(ERRORS)) == [older]


def test_an_hour_costs_less_than_fifty_units(swept: SweptWorld) -> None:
    """Half a one for each query of a day without anything, and no call that writes but that of the cursor."""
    swept.sweeps()
    swept.way.reset()
    swept.passes(HOUR)
    swept.sweeps()
    calls = [name for name in swept.way.calls if name != "scan"]
    assert Counter(calls) == {"query": LOOKED_BACK_DAYS + 1, "get_item": 3, "put_item": 1}
