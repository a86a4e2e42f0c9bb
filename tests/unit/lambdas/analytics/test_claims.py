"""Who may send which event, and what is known of it afterwards."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from lambdas.analytics.claims import KEPT_SECONDS, Claim, Claims, Row, claimed_as
from lambdas.analytics.records import QueuedBatch
from tests.unit.lambdas.analytics.forward_world import DEADLINE, NOW, TABLE, batch, request, table

UNTIL = NOW + 90
THREE = batch("three", *(request(name) for name in "abc"))
THROTTLED = ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "UpdateItem")
DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "UpdateItem")


@pytest.fixture
def dynamodb(aws: None) -> Any:
    return table()


@pytest.fixture
def claims(dynamodb: Any) -> Claims:
    ids = count()
    return Claims(dynamodb, TABLE, lambda: f"claim-{next(ids)}")


def claimed(claims: Claims, of: QueuedBatch = THREE, now: int = NOW) -> Claim:
    claim = claims.claim(of, now, now + 90)
    assert claim is not None
    return claim


def row(dynamodb: Any) -> dict[str, Any]:
    item = dynamodb.get_item(TableName=TABLE, Key={"pk": {"S": "three"}})["Item"]
    return {name: next(iter(value.values())) for name, value in item.items()}


def test_the_first_gets_all_of_it(claims: Claims) -> None:
    claim = claimed(claims)
    assert claim.free == {0, 1, 2}
    assert claim.unknown == set()


def test_nobody_else_gets_any_of_it_meanwhile(claims: Claims) -> None:
    claimed(claims)
    assert claims.claim(THREE, NOW + 89, UNTIL + 89) is None


def test_what_was_claimed_and_never_settled_may_have_been_sent(claims: Claims) -> None:
    claimed(claims)
    later = claimed(claims, now=UNTIL)
    assert later.free == set()
    assert later.unknown == {0, 1, 2}


def test_what_is_settled_is_nobodys_any_more(claims: Claims) -> None:
    claims.note(claimed(claims), settled=[0, 1, 2], is_over=True)
    again = claimed(claims)
    assert again.free == set()
    assert again.unknown == set()


def test_what_is_released_is_free_at_once(claims: Claims) -> None:
    claims.note(claimed(claims), released=[0, 1, 2], is_over=True)
    again = claimed(claims)
    assert again.free == {0, 1, 2}
    assert again.unknown == set()


def test_each_event_has_its_own_fate(claims: Claims) -> None:
    claim = claimed(claims)
    claims.note(claim, settled=[0], is_over=False)
    claims.note(claim, released=[1], is_over=False)
    assert claims.claim(THREE, NOW + 1, UNTIL + 1) is None
    later = claimed(claims, now=UNTIL)
    assert later.free == {1}
    assert later.unknown == {2}


def test_both_may_be_noted_together(claims: Claims) -> None:
    claims.note(claimed(claims), settled=[0, 2], released=[1], is_over=True)
    assert claimed(claims).free == {1}


def test_whoever_was_late_settles_and_releases_nothing(claims: Claims, dynamodb: Any) -> None:
    late = claimed(claims)
    claimed(claims, now=UNTIL)
    before = row(dynamodb)
    claims.note(late, settled=[0], released=[1, 2], is_over=True)
    assert row(dynamodb) == before


def test_of_two_that_take_over_at_once_one_gets_it(claims: Claims, dynamodb: Any, monkeypatch: Any) -> None:
    claimed(claims)
    other = Claims(dynamodb, TABLE, lambda: "other")
    write = dynamodb.update_item
    met: list[Any] = []

    def meanwhile(**asked: Any) -> Any:
        if not met and asked["ConditionExpression"].startswith("claim_id"):
            met.append(asked)
            assert other.claim(THREE, UNTIL, UNTIL + 90) is not None
        return write(**asked)

    monkeypatch.setattr(dynamodb, "update_item", meanwhile)
    assert claims.claim(THREE, UNTIL, UNTIL + 90) is None
    assert met
    assert row(dynamodb)["claim_id"] == "other"


def test_what_was_written_by_a_try_without_an_answer_is_ones_own(dynamodb: Any, monkeypatch: Any) -> None:
    claims, write = Claims(dynamodb, TABLE, lambda: "mine"), dynamodb.update_item

    def twice(**asked: Any) -> Any:
        """As botocore does when the answer to the first try was lost."""
        write(**asked)
        return write(**asked)

    monkeypatch.setattr(dynamodb, "update_item", twice)
    assert claimed(claims).free == {0, 1, 2}


@pytest.mark.parametrize("error", [THROTTLED, ReadTimeoutError(endpoint_url="dynamodb")])
def test_while_the_table_can_not_be_asked_nobody_gets_it(claims: Claims, dynamodb: Any, error: Exception) -> None:
    dynamodb.update_item = raiser(error)
    assert claims.claim(THREE, NOW, UNTIL) is None


def test_what_can_not_be_noted_is_only_logged(claims: Claims, dynamodb: Any) -> None:
    claim = claimed(claims)
    dynamodb.update_item = raiser(THROTTLED)
    claims.note(claim, settled=[0, 1, 2], is_over=True)


def test_a_missing_right_is_an_error(claims: Claims, dynamodb: Any) -> None:
    claim = claimed(claims)
    dynamodb.update_item = raiser(DENIED)
    with pytest.raises(ClientError):
        claims.claim(THREE, NOW, UNTIL)
    with pytest.raises(ClientError):
        claims.note(claim, settled=[0], is_over=True)


def raiser(error: Exception) -> Callable[..., Any]:
    def update_item(**_: Any) -> Any:
        raise error

    return update_item


def test_a_claim_outlives_every_copy_of_its_batch(claims: Claims, dynamodb: Any) -> None:
    claimed(claims)
    assert row(dynamodb)["expires_at"] == str(DEADLINE + KEPT_SECONDS)


def test_a_row_holds_ids_numbers_and_times_alone(claims: Claims, dynamodb: Any) -> None:
    claims.note(claimed(claims), settled=[0], is_over=False)
    assert set(row(dynamodb)) == {"pk", "claim_id", "claimed", "settled", "claimed_until", "expires_at"}


def test_an_event_costs_two_writes_a_batch_and_no_read(claims: Claims, dynamodb: Any, monkeypatch: Any) -> None:
    names: list[str] = []
    make = dynamodb._make_api_call

    def call(name: str, told: Any) -> Any:
        names.append(name)
        return make(name, told)

    monkeypatch.setattr(dynamodb, "_make_api_call", call)
    fifty = batch("fifty", *(request(str(number)) for number in range(50)))
    claims.note(claimed(claims, fifty), settled=range(50), is_over=True)
    assert names == ["UpdateItem", "UpdateItem"]


places = st.frozensets(st.integers(0, 5))


@given(claimed_places=places, settled=places, size=st.integers(1, 6), now=st.integers(0, 20), until=st.integers(0, 20))
def test_no_place_is_both_sent_again_and_given_up(
    claimed_places: frozenset[int], settled: frozenset[int], size: int, now: int, until: int
) -> None:
    of = batch("any", *(request(str(number)) for number in range(size)))
    found = Row(claim_id="old", claimed_until=until, claimed=claimed_places, settled=settled)
    claim = claimed_as(of, found, "new", now)
    if now < until:
        assert claim is None
        return
    assert claim is not None
    assert claim.free | claim.unknown | (settled & frozenset(range(size))) == frozenset(range(size))
    assert not claim.free & (claimed_places | settled)
    assert not claim.unknown & settled
