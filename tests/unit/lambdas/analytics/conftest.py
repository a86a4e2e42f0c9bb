"""A Matomo to send to."""

from collections.abc import Iterator

import pytest

from tests.forwarding.receiver import Receiver
from tests.unit.lambdas.analytics.forward_world import ForwardWorld


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.go_away()


@pytest.fixture
def forward(aws: None, monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> ForwardWorld:
    return ForwardWorld(monkeypatch, receiver)
