import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from lambdas.aws.edge import ASKED_AGAIN_SECONDS, KEPT_SECONDS, EdgeSecret, Values
from tests.contract.fake_connections import refusal
from tests.unit.lambdas.credentials import EDGE, NOW, write_edge_secret
from tests.unit.lambdas.world import ENVIRONMENT, World

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient


class Counted:
    """The real client, which counts how often it is asked and can be taken away."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False
        self._client: SecretsManagerClient = boto3.client("secretsmanager")

    def get_secret_value(self, **arguments: Any) -> Mapping[str, Any]:
        self.asked += 1
        if self.away:
            raise refusal("InternalServiceError", 500, "GetSecretValue")
        return self._client.get_secret_value(**arguments)


@pytest.fixture
def client(world: World) -> Counted:
    write_edge_secret(current=EDGE)
    return Counted()


@pytest.fixture
def secret(client: Counted) -> EdgeSecret:
    return EdgeSecret(client, ENVIRONMENT["EDGE_SECRET"])  # type: ignore[arg-type]


def sent(value: str) -> dict[str, str]:
    return {"X-Tresen-Edge": value}


def test_what_cloudfront_sends_is_let_in_and_nothing_else(secret: EdgeSecret) -> None:
    assert secret.was_sent(sent(EDGE), NOW)
    for headers in (None, {}, sent(""), sent("wrong"), sent(EDGE + " "), sent("\ud800"), {"x-other": EDGE}):
        assert not secret.was_sent(headers, NOW)


def test_the_secret_is_read_once_and_then_kept_for_minutes(secret: EdgeSecret, client: Counted) -> None:
    for later in range(0, KEPT_SECONDS, 20):
        assert secret.was_sent(sent(EDGE), NOW + later)
    assert client.asked == 1
    assert secret.was_sent(sent(EDGE), NOW + KEPT_SECONDS)
    assert client.asked == 2


def test_during_a_rotation_the_old_and_the_new_value_are_let_in(secret: EdgeSecret) -> None:
    assert secret.was_sent(sent(EDGE), NOW)
    write_edge_secret(current="new", previous=EDGE)
    for value in (EDGE, "new", EDGE):
        assert secret.was_sent(sent(value), NOW + ASKED_AGAIN_SECONDS)
    write_edge_secret(current="new")
    later = NOW + ASKED_AGAIN_SECONDS + KEPT_SECONDS
    assert secret.was_sent(sent("new"), later)
    assert not secret.was_sent(sent(EDGE), later)


def test_guessing_does_not_run_up_the_bill(secret: EdgeSecret, client: Counted) -> None:
    for number in range(100):
        assert not secret.was_sent(sent(f"guess-{number}"), NOW)
    assert client.asked == 1
    assert not secret.was_sent(sent("guess"), NOW + ASKED_AGAIN_SECONDS)
    assert not secret.was_sent(sent("guess"), NOW + ASKED_AGAIN_SECONDS + 1)
    assert client.asked == 2


def test_no_header_is_no_reason_to_look(secret: EdgeSecret, client: Counted) -> None:
    assert not secret.was_sent({}, NOW)
    assert client.asked == 0


def test_while_the_secret_can_not_be_read_the_known_value_stays_good(
    secret: EdgeSecret, client: Counted, logged: io.StringIO
) -> None:
    assert secret.was_sent(sent(EDGE), NOW)
    client.away = True
    assert secret.was_sent(sent(EDGE), NOW + KEPT_SECONDS)
    assert not secret.was_sent(sent("wrong"), NOW + KEPT_SECONDS)
    line = json.loads(logged.getvalue().splitlines()[-1])
    assert (line["message"], line["problem"]) == ("edge secret not read", "ClientError")
    assert EDGE not in logged.getvalue()


def test_a_secret_that_was_never_read_lets_nobody_in(secret: EdgeSecret, client: Counted) -> None:
    client.away = True
    assert not secret.was_sent(sent(EDGE), NOW)
    client.away = False
    assert secret.was_sent(sent(EDGE), NOW + ASKED_AGAIN_SECONDS)


@pytest.mark.parametrize("text", ["", "no JSON", "{}", '{"current": 7}'])
def test_a_secret_that_is_none_lets_nobody_in(secret: EdgeSecret, text: str) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=ENVIRONMENT["EDGE_SECRET"], SecretString=text or " ")
    assert not secret.was_sent(sent(EDGE), NOW)
    assert not secret.was_sent(sent(text), NOW)


def test_an_empty_value_is_never_known() -> None:
    assert not Values(current="", previous="").include("")


def test_keys_for_other_uses_differ_by_label_and_value_and_follow_a_rotation(secret: EdgeSecret) -> None:
    secret.load(NOW)
    (first,) = secret.derived("one use")
    assert len(first) == 32
    assert secret.derived("another use") != (first,)
    assert first not in {EDGE.encode(), EDGE.encode().ljust(32)}
    write_edge_secret(current="the-next-one", previous=EDGE)
    secret.load(NOW)
    current, previous = secret.derived("one use")
    assert (previous, current != first) == (first, True)


def test_without_a_secret_there_is_no_key(client: Counted) -> None:
    assert EdgeSecret(client, ENVIRONMENT["EDGE_SECRET"]).derived("one use") == ()  # type: ignore[arg-type]
