"""The chat table and the claims are looked through once a day, in parts, and nothing that lives is touched."""

import io
import json
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.aws.metrics import Count, Gauge
from lambdas.retention import handler
from lambdas.retention.cursors import Cursors
from lambdas.retention.records import ENOUGH_SECONDS, ROUND_SECONDS, Round, Tally
from lambdas.retention.rules import Rule
from lambdas.retention.table import Table
from lambdas.retention.table_sweep import TableSweep
from tests.contract.memory_dynamodb import TransactionConflictException, refused
from tests.privacy.table import Killed
from tests.unit.lambdas.retention.world import CLAIMS, DAY, ERRORS, HOUR, NOW, SEGMENTS, SweptWorld
from tests.unit.lambdas.world import TABLE

LOG = "conversation#shop." + "v" * 43
ENTRY = Rule(kind="entries", pk="conversation#*", seconds=90 * DAY)


def put_everything(swept: SweptWorld) -> None:
    """One row of each kind that has expired, and one that has not."""
    tombstone = {"kind": {"S": "erased"}}
    for name, ends_at in (("old", NOW - 1), ("new", NOW + 60)):
        for pk, sk in (
            (f"{LOG}{name}", "000000000001"),
            (f"{LOG}{name}", "connection#c"),
            (f"{LOG}{name}", "mark#agent"),
            (f"{LOG}{name}", "state"),
            (f"group#shop.{name}", "connection#c"),
            (f"presence#shop.{name}", "ada#c"),
            (f"proof#{name}", "jti"),
            (f"contact#shop.{name}", "request#1"),
            (f"challenge#{name}", "used"),
            (f"erased#shop.{name}", "erasure"),
            (f"audit#{name}", "0001800000000#x"),
        ):
            swept.put(TABLE, pk, sk, ends_at=ends_at)
        swept.put(TABLE, f"{LOG}{name}", "000000000002", ends_at=ends_at, **tombstone)
        swept.put(CLAIMS, f"batch-{name}-0123456789", ends_at=ends_at)


def test_what_has_expired_is_deleted_of_every_kind_and_nothing_else(either: SweptWorld) -> None:
    put_everything(either)
    either.put(TABLE, "erased#shop.open", "erasure")
    either.put(CLAIMS, "matomo")
    kept = {key: ends for table in (TABLE, CLAIMS) for key, ends in either.rows(table).items() if ends != NOW - 1}

    assert either.sweeps() == {"swept": 13, "shortened": 0, "unknown": 0}

    assert either.rows(TABLE) | either.rows(CLAIMS) == kept
    assert len(kept) == 15
    assert either.counted.written[Count.ROWS_SWEPT] == 13
    assert either.counted.written[Count.RETENTION_SWEPT] == 1


def test_a_row_that_lives_for_longer_than_the_settings_say_gets_their_end(either: SweptWorld) -> None:
    """As after a setting was lowered, or a fault of ours."""
    longest = {
        (LOG, "000000000001"): 90 * DAY,
        (LOG, "mark#visitor"): 90 * DAY,
        (LOG, "state"): 91 * DAY,
        (LOG, "connection#c"): 2 * HOUR,
        ("contact#shop.v", "request#1"): 200 * DAY,
        ("audit#shop", "0001#x"): 800 * DAY,
        ("presence#shop.service", "ada#c"): 180,
        ("proof#v", "jti"): 300,
        ("challenge#n", "used"): DAY,
        ("group#shop.service", "connection#c"): 2 * HOUR,
        ("erased#shop.v", "erasure"): 37 * DAY,
    }
    for (pk, sk), seconds in longest.items():
        either.put(TABLE, pk, sk, ends_at=NOW + seconds + 2 * HOUR)
    either.put(TABLE, LOG, "000000000002", ends_at=NOW + 40 * DAY, kind={"S": "erased"})
    either.put(CLAIMS, "batch-0123456789abc", ends_at=NOW + 20 * DAY)

    assert either.sweeps() == {"swept": 0, "shortened": 13, "unknown": 0}

    expected: dict[Any, Any] = {key: NOW + seconds for key, seconds in longest.items()}
    assert either.rows(TABLE) == expected | {(LOG, "000000000002"): NOW + 37 * DAY}
    assert either.rows(CLAIMS) == {("batch-0123456789abc", ""): NOW + 10 * DAY}
    assert either.counted.written[Count.ROWS_SHORTENED] == 13


def test_a_row_without_an_end_gets_one_unless_it_is_an_open_erasure(either: SweptWorld) -> None:
    either.put(TABLE, LOG, "000000000001")
    either.put(TABLE, LOG, "000000000002", expires_at={"S": "never"})
    either.put(TABLE, "erased#shop.open", "erasure")
    assert either.sweeps()["shortened"] == 2
    assert either.rows(TABLE) == {
        (LOG, "000000000001"): NOW + 90 * DAY,
        (LOG, "000000000002"): NOW + 90 * DAY,
        ("erased#shop.open", "erasure"): None,
    }


def test_a_kind_of_row_that_nobody_wrote_a_rule_for_is_told_and_left_alone(
    swept: SweptWorld, logged: io.StringIO
) -> None:
    swept.put(TABLE, "call#shop.v", "offer", ends_at=1)
    swept.sweeps()
    assert list(swept.rows(TABLE)) == [("call#shop.v", "offer")]
    assert swept.counted.written[Count.ROWS_UNKNOWN] >= 1
    assert [json.loads(line)["message"] for line in logged.getvalue().splitlines()] == ["rows without a rule"]
    assert "call#" not in logged.getvalue()


def test_the_log_says_kinds_and_numbers_and_nobodys_id(swept: SweptWorld, logged: io.StringIO) -> None:
    put_everything(swept)
    swept.put(TABLE, LOG, "000000000009")
    swept.sweeps()
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    told = {(line["message"], line["kind"], line["rows"]) for line in lines}
    assert ("rows swept", "conversations", 2) in told
    assert ("rows swept", "tombstones", 2) in told
    assert ("rows shortened", "conversations", 1) in told
    assert "vvvv" not in logged.getvalue()


def test_a_table_is_looked_through_once_a_day(swept: SweptWorld) -> None:
    def scans() -> int:
        swept.way.reset()
        swept.sweeps()
        return swept.way.calls.count("scan")

    assert [scans(), scans()] == [2 * SEGMENTS, 0]
    swept.passes(ROUND_SECONDS - 1)
    assert scans() == 0
    swept.passes(1)
    assert [scans(), scans()] == [2 * SEGMENTS, 0]


def test_only_where_a_row_lies_its_kind_and_its_end_are_read(swept: SweptWorld) -> None:
    """The role of the function allows no more, see ``stacks/retention.py``."""
    asked = swept.asked("scan")
    swept.sweeps()
    seen = {(each["TableName"], tuple(sorted(each["ExpressionAttributeNames"].values()))) for each in asked}
    assert seen == {(TABLE, ("expires_at", "kind", "pk", "sk")), (CLAIMS, ("expires_at", "pk"))}
    assert {each["Select"] for each in asked} == {"SPECIFIC_ATTRIBUTES"}
    assert not any("FilterExpression" in each or "IndexName" in each for each in asked)


def test_a_row_that_is_renewed_while_it_is_swept_stays(either: SweptWorld) -> None:
    """Between the look and the deletion, and between the look and the new end."""
    either.put(TABLE, "presence#shop.service", "ada#c", ends_at=NOW - 1)
    either.put(TABLE, LOG, "state", ends_at=NOW + 400 * DAY)
    either.put(TABLE, LOG, "000000000001")

    def renew(_number: int, name: str) -> None:
        if name == "scan":
            either.put(TABLE, "presence#shop.service", "ada#c", ends_at=NOW + 100)
            either.put(TABLE, LOG, "state", ends_at=NOW + 7 * DAY)
            either.dynamodb.delete_item(TableName=TABLE, Key={"pk": {"S": LOG}, "sk": {"S": "000000000001"}})

    either.way.after = renew
    assert either.sweeps() == {"swept": 0, "shortened": 0, "unknown": 0}
    assert either.rows(TABLE) == {("presence#shop.service", "ada#c"): NOW + 100, (LOG, "state"): NOW + 7 * DAY}


def test_a_row_that_is_being_written_to_is_left_for_the_next_round(swept: SweptWorld) -> None:
    """In a transaction that is under way: all the others are none of its business."""
    swept.put(TABLE, LOG, "state", ends_at=NOW + 400 * DAY)
    swept.put(TABLE, LOG, "000000000001", ends_at=NOW - 1)
    swept.put(TABLE, LOG, "000000000002", ends_at=NOW - 1)
    held = {"update_item": 1, "delete_item": 1}

    def hold(_number: int, name: str) -> None:
        if held.get(name):
            held[name] -= 1
            raise refused("TransactionConflictException", name, TransactionConflictException)

    swept.way.before = hold
    assert swept.sweeps() == {"swept": 1, "shortened": 0, "unknown": 0}
    assert swept.counted.written[Count.RETENTION_SWEPT] == 1
    swept.passes(ROUND_SECONDS)
    swept.sweeps()
    assert swept.rows(TABLE) == {(LOG, "state"): swept.now + 91 * DAY}


def parts_of(swept: SweptWorld, segments: int) -> TableSweep:
    dynamodb = swept.way.to(swept.dynamodb)
    table = Table(dynamodb, TABLE, keys=("pk", "sk"), has_kinds=False)
    return TableSweep("chat", table, [ENTRY], Cursors(dynamodb, ERRORS), segments=segments)


def test_what_time_does_not_allow_is_done_by_the_next_call(swept: SweptWorld) -> None:
    parts, cursors = parts_of(swept, 5), Cursors(swept.dynamodb, ERRORS)
    left = iter([1.0] * 4 + [0.0] * 9)
    assert parts.go_on(NOW, Tally(), lambda: next(left))
    assert cursors.round("chat") == Round(begun_at=NOW, segment=3, segments=5)
    swept.way.reset()
    assert parts.go_on(NOW + HOUR, Tally(), lambda: 1.0)
    assert swept.way.calls.count("scan") == 2
    assert cursors.round("chat") == Round(begun_at=NOW, segment=5, segments=5)


def test_a_part_that_no_call_gets_through_is_made_smaller(swept: SweptWorld) -> None:
    parts, cursors = parts_of(swept, 5), Cursors(swept.dynamodb, ERRORS)
    left = iter([float(ENOUGH_SECONDS), 0.0])
    assert not parts.go_on(NOW, Tally(), lambda: next(left))
    assert cursors.round("chat") == Round(begun_at=NOW, segment=0, segments=10)
    parts.go_on(NOW, Tally(), lambda: 1.0)
    parts.go_on(NOW + DAY, Tally(), lambda: 1.0)
    assert cursors.round("chat") == Round(begun_at=NOW + DAY, segment=10, segments=10)


def test_its_smaller_parts_are_begun_from_the_first_one(swept: SweptWorld) -> None:
    """A part of ten is no half of one of five."""
    cursors = Cursors(swept.dynamodb, ERRORS)
    cursors.save_round("chat", Round(begun_at=NOW, segment=3, segments=5))
    left = iter([float(ENOUGH_SECONDS), 0.0])
    assert not parts_of(swept, 5).go_on(NOW + HOUR, Tally(), lambda: next(left))
    assert cursors.round("chat") == Round(begun_at=NOW, segment=0, segments=10)


@pytest.mark.parametrize("begun", [None, Round(begun_at=NOW, segment=3, segments=5)])
def test_a_call_that_had_no_time_for_it_leaves_the_parts_as_they_are(swept: SweptWorld, begun: Round | None) -> None:
    """Another table took it: nothing is known of how large the parts are, and what was done is not done again."""
    cursors = Cursors(swept.dynamodb, ERRORS)
    if begun:
        cursors.save_round("chat", begun)
    for seconds in (0.0, ENOUGH_SECONDS - 1.0):
        assert not parts_of(swept, 5).go_on(NOW + HOUR, Tally(), partial(next, iter([seconds, 0.0])))
    assert cursors.round("chat") == begun


def test_a_big_table_keeps_no_other_from_being_swept(swept: SweptWorld) -> None:
    """It takes hours, in each of which enough time is left for the other one."""
    spent = 0.0

    def work(_number: int, name: str) -> None:
        nonlocal spent
        spent += {"scan": 15, "delete_item": 5}.get(name, 0)

    swept.context.seconds = lambda: 300 - spent
    swept.way.after = work
    swept.put(CLAIMS, "batch-0123456789abcdef", ends_at=NOW - 1)
    for number in range(60):
        swept.put(TABLE, f"{LOG}{number}", "000000000001", ends_at=NOW - 1)
    swept.sweeps()
    assert swept.rows(CLAIMS) == {}
    assert 0 < len(swept.rows(TABLE)) < 60
    assert spent < 300


def test_a_round_that_is_yet_to_begin_keeps_nothing_from_being_swept(swept: SweptWorld) -> None:
    """A clock was wrong once, by years."""
    cursors = Cursors(swept.dynamodb, ERRORS)
    cursors.save_round("chat", Round(begun_at=NOW + 900 * DAY, segment=5, segments=5))
    swept.put(TABLE, LOG, "000000000001", ends_at=NOW - 1)
    parts_of(swept, 5).go_on(NOW, Tally(), lambda: 1.0)
    assert swept.rows(TABLE) == {}
    assert cursors.round("chat") == Round(begun_at=NOW, segment=5, segments=5)


def test_a_round_that_takes_longer_than_a_day_comes_to_its_end(swept: SweptWorld) -> None:
    cursors = Cursors(swept.dynamodb, ERRORS)
    cursors.save_round("chat", Round(begun_at=NOW - 3 * DAY, segment=3, segments=5))
    swept.way.reset()
    parts_of(swept, 5).go_on(NOW, Tally(), lambda: 1.0)
    assert swept.way.calls.count("scan") == 2
    assert cursors.round("chat") == Round(begun_at=NOW - 3 * DAY, segment=5, segments=5)


def test_no_time_left_ends_it_between_two_rows_too(swept: SweptWorld) -> None:
    for number in range(5):
        swept.put(TABLE, LOG, f"{number:012}", ends_at=NOW - 1)
    left = iter([1.0, 1.0, 1.0, 1.0, 0.0])
    parts_of(swept, 1).go_on(NOW, Tally(), lambda: next(left))
    assert len(swept.rows(TABLE)) == 3


def test_all_pages_of_a_part_are_looked_at(moto: SweptWorld) -> None:
    """The first ones live, so that what lies behind them is found by going on and not by beginning anew."""
    lives = {(LOG, f"{number:012}"): NOW + DAY for number in range(5)}
    for (pk, sk), ends_at in lives.items():
        moto.put(TABLE, pk, sk, ends_at=ends_at)
    for number in range(5, 8):
        moto.put(TABLE, LOG, f"{number:012}", ends_at=NOW - 1)
    scan, left = moto.dynamodb.scan, iter([1.0] * 50 + [0.0] * 9)
    moto.dynamodb.scan = lambda **asked: scan(**asked, Limit=2)
    assert parts_of(moto, 1).go_on(NOW, Tally(), lambda: next(left))
    moto.dynamodb.scan = scan
    assert moto.rows(TABLE) == lives


def test_killed_anywhere_the_next_call_ends_it(swept: SweptWorld) -> None:
    """Before each call of DynamoDB's and after it; what was counted twice was not deleted twice."""
    lives = {(LOG, f"{number:012}"): NOW + DAY for number in range(3)}

    def fill() -> None:
        for (pk, sk), ends_at in lives.items():
            swept.put(TABLE, pk, sk, ends_at=ends_at)
        for number in range(3, 7):
            swept.put(TABLE, LOG, f"{number:012}", ends_at=NOW - 1)
        swept.put(TABLE, LOG, "state", ends_at=NOW + 999 * DAY)
        for name in ("sweep#chat",):
            swept.dynamodb.delete_item(TableName=ERRORS, Key={"pk": {"S": name}, "sk": {"S": "cursor"}})

    fill()
    swept.way.reset()
    parts_of(swept, 2).go_on(NOW, Tally(), lambda: 1.0)
    calls = len(swept.way.calls)
    assert calls == 10
    for number in range(1, calls + 1):
        for after in (False, True):
            fill()
            swept.way.kill_at(number, after=after)
            with pytest.raises(Killed):
                parts_of(swept, 2).go_on(NOW, Tally(), lambda: 1.0)
            swept.way.reset()
            parts_of(swept, 2).go_on(NOW, Tally(), lambda: 1.0)
            assert swept.rows(TABLE) == lives | {(LOG, "state"): NOW + 90 * DAY}, (number, after)


@pytest.mark.parametrize(
    ("code", "told"), [("ThrottlingException", "asked to wait"), ("AccessDeniedException", "unexpected error")]
)
def test_a_table_that_can_not_be_swept_keeps_no_other_from_it(
    swept: SweptWorld, logged: io.StringIO, code: str, told: str
) -> None:
    put_everything(swept)
    swept.put(ERRORS, "day#2026-12-01", "fault#1", ends_at=1)

    def refuse(_number: int, name: str) -> None:
        if name == "scan":
            raise ClientError({"Error": {"Code": code, "Message": ""}}, "Scan")

    swept.way.before = refuse
    swept.sweeps()
    assert swept.counted.written[Count.RETENTION_SWEPT] == 0
    assert logged.getvalue().count(told) == 2
    assert swept.rows(ERRORS) == {}
    assert len(swept.rows(TABLE)) == 24


def test_the_other_way_round_too(swept: SweptWorld) -> None:
    put_everything(swept)

    def refuse(_number: int, name: str) -> None:
        if name == "query":
            raise ClientError({"Error": {"Code": "InternalServerError", "Message": ""}}, "Query")

    swept.way.before = refuse
    assert swept.sweeps()["swept"] == 13
    assert Gauge.OLDEST_ERROR_SECONDS not in swept.counted.written
    assert swept.counted.written[Count.RETENTION_SWEPT] == 0


def test_what_else_calls_the_function_gets_nothing_done(swept: SweptWorld) -> None:
    put_everything(swept)
    for event in ({"sweep": "daily"}, {}, {"version": "2.0", "rawPath": "/"}, None):
        assert handler.handler(event, swept.context) == {}
    assert len(swept.rows(TABLE)) == 24
