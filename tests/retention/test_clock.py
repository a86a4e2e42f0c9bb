"""The clock goes on, and what may not be there any more can be read nowhere; after the next sweep it is nowhere.

Moto never expires anything, so nothing but our own reading and our own sweep keeps it.
"""

from typing import Any

import pytest

from cli.restore import restore
from lambdas.privacy import handler as privacy
from tests.privacy.table import Killed
from tests.promises.promise import promise
from tests.retention.clock import DAY, ERRORS, FILLED_IN, HOUR, RESTORED, SAID, Clock, Shopping
from tests.unit.lambdas.world import TABLE

KEPT = 27 * DAY
CONVERSATION, CONTACT = 30 * DAY, 180 * DAY


@promise("P8", "nobody can read a report that is 27 days old, whether it is still stored or not")
@pytest.mark.parametrize(("age", "is_read"), [(26.9, True), (27.0, False), (28.0, False), (30.0, False)])
def test_a_report_can_be_read_for_27_days_in_no_way_longer(clock: Clock, age: float, is_read: bool) -> None:
    clock.report("MarkedError")
    clock.resolve("MarkedError")
    assert clock.errors_read().count("MarkedError") >= 6
    clock.passes(int(age * DAY))
    assert ("MarkedError" in clock.errors_read()) == is_read
    assert clock.rows(ERRORS)


@promise("P8", "a sweep each hour deletes what is 27 days old, whatever time to live does")
@pytest.mark.parametrize(("age", "is_there"), [(26.9, True), (27.0, False), (28.0, False), (30.0, False)])
def test_after_the_sweep_nothing_that_is_27_days_old_is_there(clock: Clock, age: float, is_there: bool) -> None:
    clock.report("MarkedError")
    clock.resolve("MarkedError")
    clock.passes(int(age * DAY))
    clock.sweep()
    assert bool(clock.rows(ERRORS)) == is_there
    assert ("MarkedError" in clock.errors_read()) == is_there


def test_swept_each_hour_no_row_gets_older_than_27_days_and_an_hour(clock: Clock) -> None:
    """Around the hours at which the first ones end; a day is shorter than what lies in its partition."""
    clock.report("FirstError")
    for hour in range(3):
        clock.passes(11 * HOUR + 60_000)
        clock.report(f"Error{hour}")
    clock.passes(KEPT - 34 * HOUR)
    for _ in range(40):
        clock.passes(HOUR)
        clock.sweep()
        born = [int(row["expires_at"]["N"]) * 1000 - KEPT for row in clock.rows(ERRORS)]
        assert all(clock.world.now - at < KEPT + HOUR for at in born)
    assert clock.rows(ERRORS) == []


def test_killed_in_the_middle_of_a_page_nothing_can_be_read_and_the_next_one_ends_it(clock: Clock) -> None:
    """After each of the deletions, and before it."""
    kinds = [f"Marked{letter}Error" for letter in "ABC"]
    for kind in kinds:
        clock.report(kind)
    before = clock.rows(ERRORS)
    clock.passes(KEPT)
    clock.sweep()
    put_back(clock, ERRORS, before)
    clock.way.reset()
    clock.sweep()
    deleting = [number for number, name in enumerate(clock.way.calls, 1) if name == "delete_item"]
    assert len(deleting) == len(before) == 6
    for number in deleting:
        for after in (False, True):
            put_back(clock, ERRORS, before)
            clock.way.kill_at(number, after=after)
            with pytest.raises(Killed):
                clock.sweep()
            clock.way.reset()
            assert len(clock.rows(ERRORS)) == 6 - deleting.index(number) - after
            assert "Marked" not in clock.errors_read()
            clock.sweep()
            assert clock.rows(ERRORS) == []


def put_back(clock: Clock, table: str, rows: list[Any]) -> None:
    for row in rows:
        clock.dynamodb.put_item(TableName=table, Item=row)


@promise("P8", "what is put back from a copy is not read, and gone with the next sweep")
def test_rows_of_day_20_that_are_put_back_on_day_31_can_not_be_read_and_go(clock: Clock) -> None:
    clock.report("FirstError")
    clock.passes(20 * DAY)
    clock.report("LaterError")
    copy = clock.rows(ERRORS)
    for _ in range(11):
        clock.passes(DAY)
        clock.sweep()
    assert "FirstError" not in str(clock.rows(ERRORS))
    put_back(clock, ERRORS, copy)
    assert "FirstError" in str(clock.rows(ERRORS))
    assert "FirstError" not in clock.errors_read()
    assert "LaterError" in clock.errors_read()
    clock.sweep()
    assert "FirstError" not in str(clock.rows(ERRORS))
    assert "LaterError" in clock.errors_read()


def test_the_command_that_restores_brings_back_no_report(clock: Clock) -> None:
    """Were it given a copy of the errors' table: the keys have the same names."""
    clock.report("MarkedError")
    restored = restore(clock.dynamodb, ERRORS, TABLE, now=clock.world.now // 1000, say=lambda _line: None)
    assert restored == 0
    assert clock.rows(TABLE) == [] or "MarkedError" not in str(clock.rows(TABLE))


@pytest.mark.parametrize(("words", "kept"), [(SAID, CONVERSATION), (FILLED_IN, CONTACT)])
def test_what_somebody_wrote_can_be_read_until_it_ends_and_in_no_way_longer(
    clock: Clock, words: str, kept: int
) -> None:
    """By visitor and agent: the talk, its history, the lists, the inbox, what is stored, and the copy."""
    shopping = Shopping(clock)
    begun = clock.world.now
    assert shopping.read().count(words) >= 3
    clock.passes(kept - HOUR - (clock.world.now - begun))
    assert words in shopping.read()
    clock.passes(2 * HOUR)
    assert words not in shopping.read()
    assert words in str(clock.rows(TABLE))
    clock.sweep()
    assert words not in str(clock.rows(TABLE))
    assert words not in shopping.read()


def test_what_has_expired_is_erased_too_by_who_asks_for_it(clock: Clock) -> None:
    """It is there until the sweep comes, so an erasure has to find it, though nobody is told of it."""
    shopping = Shopping(clock)
    clock.passes(CONVERSATION + HOUR)
    status, stored = shopping.guest.asks(privacy.handler, "/api/privacy/stored", {})
    assert status == 200
    assert "conversation" not in [each["kind"] for each in stored["stored"]]
    asked = {"erasure_id": "erasure-0123456789abcdef"}
    assert shopping.guest.asks(privacy.handler, "/api/privacy/erasures", asked)[0] == 200
    assert SAID not in str(clock.rows(TABLE))


def test_tombstones_outlive_every_copy_of_what_was_erased_and_go_then(clock: Clock) -> None:
    shopping = Shopping(clock)
    asked = {"erasure_id": "erasure-0123456789abcdef"}
    assert shopping.guest.asks(privacy.handler, "/api/privacy/erasures", asked)[0] == 200
    clock.passes(9 * DAY - HOUR)
    clock.sweep()
    assert f"erased#{shopping.guest.conversation_id}" in str(clock.rows(TABLE))
    clock.passes(2 * DAY)
    clock.sweep()
    assert shopping.guest.visitor_id not in str(clock.rows(TABLE))


def test_a_restored_table_brings_back_nothing_that_has_expired(clock: Clock) -> None:
    """A copy of day 20, on day 31, into a table that has lost everything; and rows that somebody just puts there."""
    shopping = Shopping(clock)
    clock.passes(20 * DAY)
    copy = clock.rows(TABLE)
    put_back(clock, RESTORED, copy)
    clock.passes(11 * DAY)
    clock.sweep()
    assert SAID not in str(clock.rows(TABLE))
    restore(clock.dynamodb, RESTORED, TABLE, now=clock.world.now // 1000, say=lambda _line: None)
    assert SAID not in str(clock.rows(TABLE))
    put_back(clock, TABLE, copy)
    assert SAID not in shopping.read()
    assert FILLED_IN in shopping.read()
    clock.passes(DAY)
    clock.sweep()
    assert SAID not in str(clock.rows(TABLE))
    assert FILLED_IN in shopping.read()


def test_whatever_the_functions_write_has_a_rule_and_lives_no_longer_than_it_says(clock: Clock) -> None:
    """All of a visitor's and an agent's doings, an erasure, and reports: right after it nothing is to do."""
    shopping, erased = Shopping(clock), Shopping(clock)
    shopping.read()
    shopping.ada.page.sends("mark_entries", conversation_id=shopping.guest.conversation_id, delivered=2, seen=2)
    asked = {"erasure_id": "erasure-0123456789abcdef"}
    assert erased.guest.asks(privacy.handler, "/api/privacy/erasures", asked)[0] == 200
    clock.report("MarkedError")
    begins = {row["pk"]["S"].partition("#")[0] for row in clock.rows(TABLE)}
    assert begins >= {"conversation", "contact", "challenge", "erased", "proof", "group"}
    before = clock.rows(TABLE), clock.rows(ERRORS)
    clock.passes(-clock.world.now % 1000)
    done = clock.sweep()
    assert (done["shortened"], done["unknown"]) == (0, 0)
    kept = clock.rows(TABLE), clock.rows(ERRORS)
    live = [row for row in before[0] if "expires_at" not in row or int(row["expires_at"]["N"]) > clock.time()]
    assert sorted(map(str, kept[0])) == sorted(map(str, live))
    assert kept[1] == before[1]


def test_each_kind_is_gone_the_day_after_its_end_and_never_before(clock: Clock) -> None:
    """Day by day, for as long as the longest of them: whatever can be read is there, and nothing lingers."""
    shopping = Shopping(clock)
    clock.report("MarkedError")
    rows = {(row["pk"]["S"], row["sk"]["S"]): int(row["expires_at"]["N"]) for row in clock.rows(TABLE)}
    for _ in range(190):
        clock.passes(DAY)
        clock.sweep()
        now = clock.time()
        left = {(row["pk"]["S"], row["sk"]["S"]) for row in clock.rows(TABLE)} & rows.keys()
        assert left == {key for key, ends_at in rows.items() if ends_at > now}
    assert left == set()
    assert shopping.guest.visitor_id not in str(clock.rows(TABLE))
