"""What Matomo does not take is kept, each event for itself."""

from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.analytics.dead_letters import DeadLetters, letter_of
from lambdas.analytics.records import QueuedBatch
from lambdas.aws import clients
from lambdas.protocol.contact import RequestId
from tests.unit.lambdas.analytics.forward_world import DEADLINE, batch, request

TWO = batch("two", request("a"), request("b"))


def test_a_letter_is_a_batch_of_one_event_with_the_same_deadline() -> None:
    letter = letter_of(TWO, 1)
    assert letter.requests == [request("b")]
    assert letter.deadline == DEADLINE


def test_a_letter_has_an_id_of_its_own_which_is_the_same_each_time() -> None:
    ids = [letter_of(made, place).batch_id for made in (TWO, batch("other", *TWO.requests)) for place in (0, 1)]
    assert len({*ids, "two"}) == 5
    assert letter_of(TWO, 0).batch_id == ids[0]


def test_the_id_is_one_that_a_batch_may_have() -> None:
    assert msgspec.convert(letter_of(TWO, 0).batch_id, RequestId)


def test_a_letter_of_a_letter_is_another_one() -> None:
    letter = letter_of(TWO, 0)
    assert letter_of(letter, 0).batch_id != letter.batch_id


def test_a_letter_lies_in_the_queue(aws: None) -> None:
    sqs: Any = clients.queues()
    url = sqs.create_queue(QueueName="dead")["QueueUrl"]
    assert DeadLetters(sqs, url).put(letter_of(TWO, 1))
    (received,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert msgspec.json.decode(received["Body"], type=QueuedBatch) == letter_of(TWO, 1)


def test_a_letter_that_can_not_be_kept_is_told(aws: None, logged: Any) -> None:
    sqs: Any = clients.queues()
    url = sqs.create_queue(QueueName="dead")["QueueUrl"]
    sqs.delete_queue(QueueUrl=url)
    assert DeadLetters(sqs, url).put(letter_of(TWO, 1)) is False
    assert "two" not in logged.getvalue()


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"HTTPStatusCode": 403, "RetryAttempts": 0}, False),
        # What became of the tries before is not known: one of them may have been too slow, and yet been taken.
        ({"HTTPStatusCode": 403, "RetryAttempts": 1}, None),
        ({"HTTPStatusCode": 500, "RetryAttempts": 0}, None),
        ({}, None),
    ],
)
def test_only_what_was_refused_at_the_first_try_is_surely_not_there(told: dict[str, int], kept: bool | None) -> None:
    class Refusing:
        def send_message(self, **_: Any) -> None:
            raise ClientError({"Error": {"Code": "AccessDenied"}, "ResponseMetadata": told}, "SendMessage")  # type: ignore[typeddict-item]

    refusing: Any = Refusing()
    assert DeadLetters(refusing, "x").put(TWO) is kept


def test_any_other_error_is_one(aws: None) -> None:
    class Broken:
        def send_message(self, **_: Any) -> None:
            raise KeyError

    broken: Any = Broken()
    with pytest.raises(KeyError):
        DeadLetters(broken, "x").put(TWO)
    assert not isinstance(KeyError(), ClientError)
