"""docs/architecture.md shows one event's way through the code: here it is walked."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.lambdas.analytics.collect_world import CollectWorld
from tests.unit.lambdas.analytics.forward_world import ForwardWorld, batch
from tests.unit.lambdas.chat.test_way_of_a_frame import MOST_HOPS, our_modules

PAGE = Path(__file__).parents[4] / "docs" / "architecture.md"
SHARED = "lambdas.api.serving"


def documented() -> list[list[str]]:
    section = PAGE.read_text(encoding="utf-8").partition("## One event's way")[2]
    blocks = re.findall(r"```\n(.*?)```", section, re.DOTALL)
    return [re.findall(r"^(lambdas\.\S+)", block, re.MULTILINE) for block in blocks[:2]]


class Queue:
    """Notes by which modules it is reached."""

    def __init__(self) -> None:
        self.way: list[str] = []

    def send_message(self, **_: str) -> None:
        self.way = list(our_modules())


def test_a_batch_goes_into_the_queue_by_the_documented_way(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Queue()
    assert CollectWorld(monkeypatch, queue).tells().status == 202
    handler, last = documented()[0]
    assert queue.way == [handler, SHARED, handler, last]


def test_a_batch_is_claimed_and_settled_by_the_documented_way(forward: ForwardWorld) -> None:
    ways: list[list[str]] = []

    def asked(model: Any, **_: object) -> None:
        ways.append([model.name, *our_modules()])

    forward.dynamodb.meta.events.register("before-call.dynamodb", asked)
    assert forward.forward(batch("0123456789abcdef")) == []
    way = ["UpdateItem", *documented()[1]]
    assert ways == [way, way]
    assert len(way[1:]) <= MOST_HOPS
