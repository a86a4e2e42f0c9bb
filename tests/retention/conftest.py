"""The functions together on moto, which deletes nothing by itself: time to live is as good as switched off."""

import pytest

from tests.promises.deployment import Deployment
from tests.retention.clock import Clock
from tests.unit.lambdas.conftest import aws, logged, world
from tests.unit.lambdas.world import World

__all__ = ["aws", "logged", "world"]


@pytest.fixture
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Nobody is told by e-mail of what comes."""
    return Clock(Deployment(world, monkeypatch, SENDER=""), monkeypatch)
