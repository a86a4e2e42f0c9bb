import os
import subprocess
import sys

import pytest

from tests.unit.lambdas.world import ENVIRONMENT

HANDLERS = [
    "lambdas.chat.authorizer",
    "lambdas.chat.connections",
    "lambdas.chat.messages",
    "lambdas.chat.presence",
    "lambdas.health.handler",
]


def collecting(code: str, **environment: str) -> list[str]:
    """Whether garbage is collected in a fresh interpreter after ``code``, and whether anything is never looked at."""
    script = f"import gc\n{code}\nprint(gc.isenabled(), gc.get_freeze_count() > 0)"
    # Nothing answers there, at once.
    nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    given = {"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "eu-central-1", **nowhere, **environment}
    done = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script], env=given, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1].split()


@pytest.mark.parametrize("handler", HANDLERS)
def test_every_function_collects_garbage_once_it_is_put_together(handler: str) -> None:
    on_lambda = {**ENVIRONMENT, "RELEASE": "test", "AWS_LAMBDA_FUNCTION_NAME": "function"}
    assert collecting(f"import {handler}", **on_lambda) == ["True", "True"]


def test_during_init_nothing_is_collected() -> None:
    assert collecting("import lambdas.protocol.commands", AWS_LAMBDA_FUNCTION_NAME="function") == ["False", "False"]


def test_elsewhere_nothing_is_changed() -> None:
    assert collecting("import lambdas.chat.messages") == ["True", "False"]
