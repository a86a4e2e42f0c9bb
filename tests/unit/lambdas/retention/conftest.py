"""The sweep on tables in memory; on moto, too, where it depends on what DynamoDB makes of a request."""

import pytest

from tests.unit.lambdas.retention.world import SweptWorld, in_memory, on_moto


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch) -> SweptWorld:
    return SweptWorld(monkeypatch, in_memory())


@pytest.fixture
def moto(aws: None, monkeypatch: pytest.MonkeyPatch) -> SweptWorld:
    return SweptWorld(monkeypatch, on_moto())


@pytest.fixture(params=["swept", "moto"])
def either(request: pytest.FixtureRequest) -> SweptWorld:
    found: SweptWorld = request.getfixturevalue(request.param)
    return found
