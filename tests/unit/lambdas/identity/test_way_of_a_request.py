"""The way of one request, as docs/architecture.md draws it and as the code goes it."""

import re
from pathlib import Path
from typing import Any

import pytest

from lambdas.contact.notes import Notes
from tests.promises.deployment import Deployment, Guest
from tests.unit.lambdas.chat.test_way_of_a_frame import our_modules
from tests.unit.lambdas.world import World

PAGE = Path(__file__).parents[4] / "docs" / "architecture.md"


def documented() -> list[str]:
    """The first word of each line of the block."""
    _, _, section = PAGE.read_text(encoding="utf-8").partition("## One request's way")
    block = section.split("```")[1]
    return re.findall(r"^(lambdas\.\S+)", block, re.MULTILINE)


def test_the_documented_way_is_the_way_of_the_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = Guest(Deployment(world, monkeypatch))
    ways: dict[str, list[str]] = {}

    def asked(model: Any, **_: object) -> None:
        ways[model.name] = list(our_modules())

    def send(self: Notes, *mail: Any) -> object:
        ways["SendEmail"] = list(our_modules())
        return original(self, *mail)

    world.dynamodb.meta.events.register("before-call.dynamodb", asked)
    original = Notes._send
    monkeypatch.setattr(Notes, "_send", send)
    assert guest.sends_form({"email": "rose@example.org", "message": "Guten Tag"})[0] == 201

    handler, serving, reception, store, notes = documented()
    assert ways["TransactWriteItems"] == [handler, serving, handler, reception, store]
    assert ways["SendEmail"] == [handler, serving, handler, reception, notes]
