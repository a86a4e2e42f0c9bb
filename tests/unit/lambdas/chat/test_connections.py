from typing import Any

import pytest

from lambdas.chat import connections
from lambdas.chat.store import ChatStore
from tests.contract.fake_connections import refusal
from tests.unit.lambdas.world import World, agent, visitor


def test_connect_writes_nothing(world: World) -> None:
    answer = connections.handler(world.connect(visitor()).event("CONNECT"), None)
    assert answer == {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "tresen.v1"}}
    assert (world.rows(), world.gateway.posted) == ([], [])


def test_a_visitors_row_goes_with_its_connection(world: World) -> None:
    first, second = world.connect(visitor()), world.connect(visitor())
    first.sends("open")
    second.sends("open")
    first.leaves()
    assert world.keys(f"conversation#{visitor().conversation_id}") == [f"connection#{second.connection_id}"]


def test_an_agents_rows_go_from_all_groups(world: World) -> None:
    ada = world.connect(agent("ada", "shop.service", "shop.sales"))
    ada.sends("list_conversations")
    assert len(world.rows()) == 2
    ada.leaves()
    assert world.rows() == []


@pytest.mark.parametrize("event", [None, {}, {"requestContext": {}}, {"requestContext": {"connectionId": []}}])
def test_an_odd_event_is_fine(world: World, event: object) -> None:
    assert connections.handler(event, None)["statusCode"] == 200


@pytest.mark.parametrize("context", [None, {}, "x", {"party": "agent"}])
def test_a_disconnect_without_an_identity_is_fine(world: World, context: Any) -> None:
    event = world.connect(visitor()).event("DISCONNECT")
    event["requestContext"]["authorizer"] = context
    assert connections.handler(event, None)["statusCode"] == 200


@pytest.mark.parametrize(
    "error", [refusal("ThrottlingException", 400, "DeleteItem"), refusal("AccessDenied", 400, "DeleteItem"), OSError()]
)
def test_a_store_that_fails_is_fine(world: World, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(ChatStore, "leave", broken)
    assert connections.handler(world.connect(visitor()).event("DISCONNECT"), None)["statusCode"] == 200
