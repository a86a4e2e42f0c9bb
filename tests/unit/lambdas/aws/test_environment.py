from collections.abc import Mapping

import msgspec
import pytest

from lambdas.aws.environment import Environment, InvalidEnvironment, read_environment
from lambdas.chat.environment import ConnectionsEnvironment, MessagesEnvironment, PresenceEnvironment
from lambdas.identity.environment import IdentityEnvironment
from lambdas.identity.sites import Site
from tests.unit.lambdas.world import ENVIRONMENT


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


def test_a_model_is_read() -> None:
    read = read_environment(MessagesEnvironment)
    assert (read.table_name, read.conversation_retention_days) == ("chat", 30)
    assert read.sites["shop"] == Site(origins=["https://www.example.com"], groups=["service", "sales"])


@pytest.mark.parametrize(
    ("model", "keys"),
    [
        (
            IdentityEnvironment,
            {"TABLE_NAME", "PUBLIC_URL", "EDGE_SECRET", "SITES", "AGENT_ISSUER", "AGENT_KEYS_URL", "AGENT_CLIENT_ID"},
        ),
        (ConnectionsEnvironment, {"TABLE_NAME"}),
        (MessagesEnvironment, {"TABLE_NAME", "CONNECTIONS_URL", "PUBLIC_URL", "SITES", "CONVERSATION_RETENTION_DAYS"}),
        (PresenceEnvironment, {"TABLE_NAME", "AVAILABILITY_BUCKET", "SITES", "CONVERSATION_RETENTION_DAYS"}),
    ],
)
def test_each_field_is_one_variable(model: type[Environment], keys: set[str]) -> None:
    assert {field.encode_name for field in msgspec.structs.fields(model)} == keys


@pytest.mark.parametrize(
    "changed",
    [
        {"CONVERSATION_RETENTION_DAYS": ""},
        {"CONVERSATION_RETENTION_DAYS": "0"},
        {"CONVERSATION_RETENTION_DAYS": "3651"},
        {"CONNECTIONS_URL": "wss://secret.example"},
        {"PUBLIC_URL": "secret.example"},
        {"SITES": "secret"},
        {"SITES": "[]"},
        {"SITES": '{"shop": {"origins": [], "groups": []}}'},
        {"SITES": '{"shop": {"origins": [], "groups": ["a"], "secret": 1}}'},
    ],
)
def test_a_wrong_value_names_its_variable_and_not_itself(
    monkeypatch: pytest.MonkeyPatch, changed: Mapping[str, str]
) -> None:
    ((name, value),) = changed.items()
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidEnvironment, match=name) as invalid:
        read_environment(MessagesEnvironment)
    assert "secret.example" not in str(invalid.value)


@pytest.mark.parametrize(
    "name", ["TABLE_NAME", "CONNECTIONS_URL", "PUBLIC_URL", "SITES", "CONVERSATION_RETENTION_DAYS"]
)
def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(InvalidEnvironment, match=name):
        read_environment(MessagesEnvironment)
