"""What becomes of a row: by the first rule that is for it, and by nothing that anybody wrote into it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.retention.records import Row
from lambdas.retention.rules import SLACK_SECONDS, Fate, Rule, judge

NOW = 1_800_000_000
DAY = 24 * 60 * 60
RULES = (
    Rule(kind="tombstones", pk="conversation#*", row_kind="erased", seconds=9 * DAY),
    Rule(kind="states", pk="conversation#*", sk="state", seconds=31 * DAY),
    Rule(kind="entries", pk="conversation#*", seconds=30 * DAY),
    Rule(kind="open", pk="erased#*", seconds=9 * DAY, may_be_open=True),
    Rule(kind="away", pk="matomo"),
)


def row(pk: str, sk: str = "000000000001", kind: str = "", ends_at: int | None = None) -> Row:
    return Row(pk=pk, sk=sk, kind=kind, end=None if ends_at is None else {"N": str(ends_at)})


def fate(made: Row) -> Fate:
    return judge(made, RULES, NOW).fate


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (row("conversation#shop.v", ends_at=NOW - 1), Fate.EXPIRED),
        # Whoever reads filters by "later than now", so at that second it can not be read any more.
        (row("conversation#shop.v", ends_at=NOW), Fate.EXPIRED),
        (row("conversation#shop.v", ends_at=NOW + 1), Fate.KEPT),
        (row("conversation#shop.v", ends_at=NOW + 30 * DAY), Fate.KEPT),
        (row("conversation#shop.v", ends_at=NOW + 30 * DAY + SLACK_SECONDS), Fate.KEPT),
        (row("conversation#shop.v", ends_at=NOW + 30 * DAY + SLACK_SECONDS + 1), Fate.SHORTENED),
        (row("conversation#shop.v"), Fate.SHORTENED),
        (row("conversation#shop.v", "state", ends_at=NOW + 31 * DAY), Fate.KEPT),
        (row("conversation#shop.v", "states", ends_at=NOW + 31 * DAY), Fate.SHORTENED),
        (row("conversation#shop.v", kind="erased", ends_at=NOW + 30 * DAY), Fate.SHORTENED),
        (row("erased#shop.v", "erasure"), Fate.KEPT),
        (row("erased#shop.v", "erasure", ends_at=NOW), Fate.EXPIRED),
        (row("erased#shop.v", "erasure", ends_at=NOW + 30 * DAY), Fate.SHORTENED),
        (row("matomo", ""), Fate.KEPT),
        (row("matomo-and-more", ""), Fate.UNKNOWN),
        (row("conversations", ends_at=1), Fate.UNKNOWN),
        (row("new#thing", ends_at=NOW - 1), Fate.UNKNOWN),
    ],
)
def test_what_becomes_of_a_row(made: Row, expected: Fate) -> None:
    assert fate(made) is expected


def test_the_first_rule_that_is_for_it_says_of_which_kind_it_is_and_when_it_ends() -> None:
    found = judge(row("conversation#shop.v", "state"), RULES, NOW)
    assert (found.kind, found.ends_at) == ("states", NOW + 31 * DAY)
    erased = judge(row("conversation#shop.v", "state", "erased"), RULES, NOW)
    assert (erased.kind, erased.ends_at) == ("tombstones", NOW + 9 * DAY)


@pytest.mark.parametrize("end", [{"S": "1"}, {"NULL": True}, {"SS": ["1"]}])
def test_an_end_that_is_no_number_is_none(end: Any) -> None:
    """As DynamoDB's own time to live has it, which would keep such a row for ever."""
    assert fate(Row(pk="conversation#shop.v", sk="000000000001", end=end)) is Fate.SHORTENED


@pytest.mark.parametrize("number", ["1800000001.5", "1.8E9", "-7"])
def test_an_end_may_be_any_number_that_dynamodb_has(number: str) -> None:
    assert Row(pk="a", end={"N": number}).ends_at == int(float(number))


@given(ends_at=st.none() | st.integers(0, 2 * NOW), now=st.integers(1, NOW), passed=st.integers(0, 40 * DAY))
def test_whatever_a_row_says_it_is_gone_by_its_rule_and_the_slack(ends_at: int | None, now: int, passed: int) -> None:
    """If it is looked at twice: what the first look leaves alone or shortens the second finds expired in time."""
    rule = Rule(kind="entries", pk="*", seconds=30 * DAY)
    first = judge(row("a", ends_at=ends_at), [rule], now)
    left = first.ends_at if first.fate is Fate.SHORTENED else ends_at
    assert left is not None
    assert first.fate is Fate.EXPIRED or now < left <= now + 30 * DAY + SLACK_SECONDS
    second = judge(row("a", ends_at=left), [rule], now + passed)
    assert (second.fate is Fate.EXPIRED) == (left <= now + passed)
