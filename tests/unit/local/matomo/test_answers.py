import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.matomo.answers import LONGEST_NAME, Bulk, Outcome, bulk_of, is_poison, outcome_of
from tests.forwarding.receiver import TOKEN, Receiver

EVENT = {"idsite": 1, "rec": 1, "cip": "203.0.0.0", "e_c": "Tresen", "e_a": "widget_opened"}


def sent(*requests: dict[str, Any], trusted: bool = True) -> Outcome:
    return outcome_of(Bulk(token="t", requests=requests), trusted=trusted, poisoned=is_poison)


def test_a_bulk_is_told_from_its_body() -> None:
    bulk = bulk_of(json.dumps({"requests": [EVENT], "token_auth": "t"}).encode())
    assert bulk == Bulk(token="t", requests=[EVENT])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"1",
        b"null",
        b"{}",
        b'{"requests":[]}',
        b'{"requests":{"0":{}}}',
        b'{"requests":["?rec=1"]}',
    ],
)
def test_whatever_is_no_bulk_is_none(body: bytes) -> None:
    assert bulk_of(body) is None


def test_a_body_that_nests_too_deep_is_none() -> None:
    assert bulk_of(b"[" * 100_000) is None


def test_all_of_a_bulk_are_stored() -> None:
    outcome = sent(EVENT, EVENT)
    assert (outcome.status, outcome.stored, outcome.refused) == (200, [EVENT, EVENT], [])
    assert outcome.body == {"status": "success", "tracked": 2, "invalid": 0}


def test_one_that_only_asks_counts_as_tracked_and_is_not_stored() -> None:
    outcome = sent({"idsite": 1}, {"idsite": 1, "cip": "203.0.0.0"}, {**EVENT, "rec": "1"})
    assert outcome.body == {"status": "success", "tracked": 3, "invalid": 0}
    assert outcome.stored == [{**EVENT, "rec": "1"}]


def test_with_a_wrong_token_no_address_may_be_told() -> None:
    outcome = sent({"idsite": 1}, EVENT, trusted=False)
    assert outcome.body == {"status": "success", "tracked": 1, "invalid": 1}
    assert (outcome.stored, outcome.refused) == ([], [EVENT])


@pytest.mark.parametrize("name", ["e_c", "e_a", "e_n"])
def test_one_that_matomo_fails_on_takes_all_along(name: str) -> None:
    outcome = sent(EVENT, EVENT, {**EVENT, name: "x" * (LONGEST_NAME + 1)}, EVENT)
    assert (outcome.status, outcome.stored, outcome.refused) == (500, (), ())
    assert outcome.body == {"status": "error", "tracked": 2, "invalid": 0}


def test_one_that_only_asks_is_not_looked_at_so_closely() -> None:
    bulk = Bulk(token="t", requests=[{"idsite": 1}, {"idsite": 1, "cip": "203.0.0.0"}])
    assert outcome_of(bulk, trusted=True, poisoned=lambda _: True).status == 200


def test_the_longest_name_is_taken() -> None:
    assert sent({**EVENT, "e_n": "x" * LONGEST_NAME}).status == 200


def test_one_that_is_refused_takes_nobody_along() -> None:
    told = {**EVENT, "e_n": "x" * (LONGEST_NAME + 1)}
    outcome = sent({"idsite": 1}, told, trusted=False)
    assert (outcome.status, outcome.refused) == (200, [told])


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver(is_superuser=False)
    yield receiver
    receiver.go_away()


GOOD, POISONED = {**EVENT, "url": "good"}, {**EVENT, "url": "poisoned", "e_n": "x" * (LONGEST_NAME + 1)}


@pytest.mark.parametrize("token", [TOKEN, "0" * 32])
@pytest.mark.parametrize(
    "requests",
    [
        [GOOD],
        [GOOD, GOOD],
        [{"idsite": 1}, {"idsite": 1, "cip": "203.0.0.0"}],
        [{**GOOD, "e_n": "x" * LONGEST_NAME}],
        [GOOD, POISONED],
        [POISONED, GOOD],
    ],
)
def test_it_answers_as_the_one_does_that_forwarding_is_tried_with(
    receiver: Receiver, requests: list[dict[str, Any]], token: str
) -> None:
    """Two stand for Matomo in the tests; what both know has to be the same."""
    outcome = sent(*requests, trusted=token == TOKEN)
    body = json.dumps({"requests": requests, "token_auth": token}).encode()
    answer = receiver.answer("/matomo.php", body)
    assert answer is not None
    status, told = answer[0], json.loads(answer[1])
    assert (outcome.status, outcome.body["status"], outcome.body["invalid"]) == (
        status,
        told["status"],
        told["invalid"],
    )
    assert status == 500 or outcome.body == told
    assert len(outcome.stored) == receiver.stored.total()
