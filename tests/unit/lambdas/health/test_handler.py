import json
from typing import Any

import pytest

from lambdas.aws.environment import InvalidEnvironment
from lambdas.aws.http import Answer
from lambdas.health import wiring
from lambdas.health.handler import handler
from tests.unit.lambdas.credentials import EDGE, write_edge_secret
from tests.unit.lambdas.world import World


@pytest.fixture(autouse=True)
def deployed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELEASE", "1.2.3")
    for part in (wiring.environment, wiring.edge_secret):
        part.cache_clear()
    write_edge_secret(current=EDGE)


def ask(headers: object) -> Answer:
    return handler({"version": "2.0", "headers": headers}, None)


def test_health_names_the_release_and_is_not_kept() -> None:
    answer = ask({"x-tresen-edge": EDGE})
    assert answer["statusCode"] == 200
    assert json.loads(str(answer["body"])) == {"status": "ok", "release": "1.2.3"}
    assert answer["headers"] == {"content-type": "application/json", "cache-control": "no-store"}


@pytest.mark.parametrize("headers", [None, {}, [], {"x-tresen-edge": 7}, {"x-tresen-edge": "wrong"}])
def test_whoever_does_not_come_through_the_edge_is_refused(headers: Any) -> None:
    answer = ask(headers)
    assert answer["statusCode"] == 403
    assert json.loads(str(answer["body"])) == {"code": "not_from_the_edge"}


def test_a_deployment_without_a_release_is_not_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RELEASE")
    with pytest.raises(InvalidEnvironment):
        ask({"x-tresen-edge": EDGE})
