"""Matomo is looked at before anything is sent, and again after something went wrong."""

from typing import Any

import pytest

from lambdas.analytics.matomo import Matomo
from lambdas.analytics.matomo_token import KEPT_SECONDS, MatomoToken
from lambdas.analytics.outcomes import Away, Standing, Taken
from lambdas.analytics.watch import TRUSTED_SECONDS, Watch
from lambdas.aws import clients
from tests.forwarding.receiver import TOKEN, Receiver
from tests.unit.lambdas.analytics.forward_world import NOW, request

PLACEHOLDER = '{"not_a_token":"Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFi"}'


@pytest.fixture
def secrets(aws: None) -> Any:
    client = clients.secrets()
    client.create_secret(Name="token", SecretString=TOKEN)
    return client


@pytest.fixture
def token(secrets: Any) -> MatomoToken:
    return MatomoToken(secrets, "token")


@pytest.fixture
def watch(receiver: Receiver, token: MatomoToken) -> Watch:
    return Watch(Matomo(receiver.url, connect_seconds=60, read_seconds=60), token)


def write(secrets: Any, value: str) -> None:
    secrets.put_secret_value(SecretId="token", SecretString=value)


def test_a_good_answer_is_trusted_for_a_while(watch: Watch, receiver: Receiver) -> None:
    assert watch.standing(1, NOW) is Standing.WELL
    assert watch.standing(1, NOW + TRUSTED_SECONDS - 1) is Standing.WELL
    assert receiver.dry_runs == 1
    assert watch.standing(1, NOW + TRUSTED_SECONDS) is Standing.WELL
    assert receiver.dry_runs == 2


def test_a_good_answer_of_one_website_says_nothing_of_another(watch: Watch) -> None:
    assert watch.standing(1, NOW) is Standing.WELL
    assert watch.standing(3, NOW) is Standing.SITE_UNKNOWN


def test_a_bad_answer_is_never_trusted(watch: Watch, receiver: Receiver) -> None:
    receiver.go_away()
    assert watch.standing(1, NOW) is Standing.UNREACHABLE
    receiver.come_back()
    assert watch.standing(1, NOW) is Standing.WELL


def test_after_a_bad_answer_nothing_is_trusted(watch: Watch, receiver: Receiver) -> None:
    watch.standing(1, NOW)
    receiver.is_recording = False
    assert watch.look(2, NOW) is Standing.NOT_RECORDING
    assert watch.standing(1, NOW) is Standing.NOT_RECORDING


def test_a_doubt_makes_it_look_again(watch: Watch, receiver: Receiver) -> None:
    watch.standing(1, NOW)
    watch.doubt()
    watch.standing(1, NOW)
    assert receiver.dry_runs == 2


def test_a_refused_token_is_read_anew_once(watch: Watch, receiver: Receiver, secrets: Any) -> None:
    assert watch.standing(1, NOW) is Standing.WELL
    receiver.token = "0" * 32
    write(secrets, "0" * 32)
    assert watch.look(1, NOW) is Standing.WELL
    assert watch.track([request("a")], NOW) == Taken(stored=1)


def test_a_refused_token_that_has_not_changed_is_not_tried_again(watch: Watch, receiver: Receiver) -> None:
    receiver.token = "0" * 32
    assert watch.look(1, NOW) is Standing.TOKEN_REFUSED
    assert receiver.dry_runs == 1


def test_without_a_token_nothing_is_sent(watch: Watch, receiver: Receiver, secrets: Any, logged: Any) -> None:
    write(secrets, PLACEHOLDER)
    assert watch.standing(1, NOW) is Standing.NO_TOKEN
    assert watch.track([request("a")], NOW) == Away(Standing.NO_TOKEN)
    assert not receiver.bodies
    assert '"reason":"no_token"' in logged.getvalue()


def test_a_token_is_seen_as_soon_as_it_is_written(watch: Watch, secrets: Any) -> None:
    write(secrets, PLACEHOLDER)
    assert watch.standing(1, NOW) is Standing.NO_TOKEN
    write(secrets, f"{TOKEN}\n")
    assert watch.standing(1, NOW) is Standing.WELL


def test_a_token_is_not_read_for_each_event(token: MatomoToken, secrets: Any) -> None:
    assert token.get(NOW) == TOKEN
    write(secrets, "0" * 32)
    assert token.get(NOW + KEPT_SECONDS - 1) == TOKEN
    assert token.get(NOW + KEPT_SECONDS) == "0" * 32


def test_a_token_stays_good_while_the_secret_can_not_be_read(token: MatomoToken, secrets: Any, logged: Any) -> None:
    token.get(NOW)
    secrets.delete_secret(SecretId="token", ForceDeleteWithoutRecovery=True)
    assert token.get(NOW + KEPT_SECONDS) == TOKEN
    assert not token.has_changed(NOW)
    assert TOKEN not in logged.getvalue()


@pytest.mark.parametrize("value", ["", PLACEHOLDER, "f" * 31, "f" * 33, "ü" * 32, "f" * 16 + "\n" + "f" * 15])
def test_what_is_not_a_token_is_none(secrets: Any, value: str) -> None:
    if value:
        write(secrets, value)
        assert MatomoToken(secrets, "token").get(NOW) is None
