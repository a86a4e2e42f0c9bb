import os
import subprocess
import sys

import pytest

from lambdas.aws.environment import InvalidEnvironment
from lambdas.chat import wiring
from lambdas.chat.store import ChatStore
from tests.unit.lambdas.world import ENVIRONMENT, World

HEAVY = {"jwt", "cryptography", "sentry_sdk"}


def modules_after(code: str, **environment: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded in the end."""
    script = f"import sys\n{code}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    given = {"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "eu-central-1", **environment}
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script], env=given, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_message_function_starts_without_signatures_and_reports() -> None:
    on_lambda = {**ENVIRONMENT, "AWS_LAMBDA_FUNCTION_NAME": "messages"}
    assert not modules_after("import lambdas.chat.messages", **on_lambda) & HEAVY
    assert not modules_after("import lambdas.chat.connections", **on_lambda) & HEAVY


@pytest.mark.parametrize("name", ["authorizer", "connections", "messages"])
def test_importing_a_handler_elsewhere_needs_no_environment(name: str) -> None:
    assert "lambdas" in modules_after(f"import lambdas.chat.{name}")


@pytest.mark.parametrize("name", ["authorizer", "connections", "messages"])
def test_on_lambda_a_missing_variable_is_an_error_of_the_start(name: str) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        modules_after(f"import lambdas.chat.{name}", AWS_LAMBDA_FUNCTION_NAME=name)
    assert "TABLE_NAME" in failed.value.stderr


def test_each_function_is_put_together_once(world: World) -> None:
    assert wiring.chat() is wiring.chat()
    assert wiring.admission() is wiring.admission()
    assert isinstance(wiring.store(), ChatStore)


def test_a_wrong_variable_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERSATION_RETENTION_DAYS", "for ever")
    with pytest.raises(InvalidEnvironment, match=r"CONVERSATION_RETENTION_DAYS") as invalid:
        wiring.chat()
    assert "for ever" not in str(invalid.value)
