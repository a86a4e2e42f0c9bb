"""docs/architecture.md shows one frame's way through the code: here it is walked."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from lambdas.aws.connections import Connections
from tests.unit.lambdas.world import World, agent, visitor

DOCUMENT = Path(__file__).parents[4] / "docs" / "architecture.md"
MOST_HOPS = 4


def documented() -> list[list[str]]:
    text = DOCUMENT.read_text().partition("## One frame's way")[2]
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    return [[line.split()[0] for line in block.splitlines()] for block in blocks[:2]]


def our_modules() -> Iterator[str]:
    """The modules of ours that the caller was called through, outermost first, each once in a row."""
    frame: FrameType | None = sys._getframe(1)
    modules: list[str] = []
    while frame is not None:
        name = frame.f_globals["__name__"]
        if name.startswith("lambdas.") and (not modules or modules[-1] != name):
            modules.append(name)
        frame = frame.f_back
    return reversed(modules)


def test_the_documented_way_is_the_way_of_the_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=visitor().conversation_id)
    ways: dict[str, list[str]] = {}

    def asked(model: Any, **_: object) -> None:
        ways[model.name] = list(our_modules())

    def post(self: Connections, connection_id: str, frame: bytes) -> object:
        ways["PostToConnection"] = list(our_modules())
        return original(self, connection_id, frame)

    world.dynamodb.meta.events.register("before-call.dynamodb", asked)
    original = Connections._post
    monkeypatch.setattr(Connections, "_post", post)
    guest.says("Guten Tag", 2)

    to_table, to_agent = documented()
    assert ways == {"Query": to_table, "PutItem": to_table, "PostToConnection": to_agent}
    assert max(map(len, ways.values())) <= MOST_HOPS
