"""What one message costs: the same however many others are talking."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lambdas.chat.records import StoredConnection
from tests.unit.lambdas.world import Person, World, agent, visitor

CONVERSATION = visitor().conversation_id


class Calls:
    """Each call to DynamoDB with its parameters, and the capacity that it uses by the documented rules.

    moto answers with a constant, so the capacity is worked out from the bytes that went over the wire.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.read_units = 0.0
        self.write_units = 0

    def before(self, params: dict[str, Any], model: Any, **_: object) -> None:
        self.asked.append((model.name, dict(params)))
        if model.name == "PutItem":
            self.write_units += math.ceil(size(params["Item"]) / 1024)

    def after(self, parsed: dict[str, Any], model: Any, **_: object) -> None:
        if model.name == "Query":
            four_kilobytes = max(1, math.ceil(sum(map(size, parsed["Items"])) / 4096))
            self.read_units += four_kilobytes * (1 if self.asked[-1][1].get("ConsistentRead") else 0.5)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.asked]


def size(item: Mapping[str, Mapping[str, Any]]) -> int:
    """Names and values in UTF-8; a number takes a byte for two digits and one more."""
    total = 0
    for name, attribute in item.items():
        ((kind, value),) = attribute.items()
        values = value if kind == "SS" else [value]
        total += len(name.encode()) + sum(len(each) // 2 + 2 if kind == "N" else len(each.encode()) for each in values)
    return total


@contextmanager
def counted(world: World) -> Iterator[Calls]:
    calls, events = Calls(), world.dynamodb.meta.events
    events.register("provide-client-params.dynamodb", calls.before, "before")
    events.register("after-call.dynamodb", calls.after, "after")
    yield calls
    events.unregister("provide-client-params.dynamodb", unique_id="before")
    events.unregister("after-call.dynamodb", unique_id="after")


def two_in_a_conversation(world: World) -> tuple[Person, Person]:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    world.gateway.posted.clear()
    return guest, ada


def others_talk(world: World, connections: int) -> None:
    for number in range(connections // 2):
        other = f"shop.{number:043}"
        for identity in (visitor(), agent(f"agent{number}")):
            row = StoredConnection(connection_id=f"other{number}", identity=identity, expires_at=world.now // 1000 + 60)
            world.store.join(other, row)


@pytest.mark.parametrize("connections", [2, 1_000])
def test_one_message_is_one_query_one_put_and_one_post(world: World, connections: int) -> None:
    guest, ada = two_in_a_conversation(world)
    others_talk(world, connections - 2)
    with counted(world) as calls:
        assert guest.says("Guten Tag, haben Sie das auch in Blau?", 2)["seq"] == 3
    assert calls.names == ["Query", "PutItem"]
    (_, query), (_, put) = calls.asked
    assert query["ConsistentRead"] is False
    assert put["ConditionExpression"] == "attribute_not_exists(pk)"
    assert (calls.read_units, calls.write_units) == (0.5, 1)
    assert [to for to, _ in world.gateway.posted] == [ada.connection_id]


def test_each_further_connection_of_the_conversation_is_one_more_post(world: World) -> None:
    guest, ada = two_in_a_conversation(world)
    tab, window = world.connect(visitor()), world.connect(agent("ada"))
    tab.sends("open")
    window.sends("open", conversation_id=CONVERSATION)
    with counted(world) as calls:
        guest.says("hallo", 2)
    assert calls.names == ["Query", "PutItem"]
    assert sorted(to for to, _ in world.gateway.posted) == [each.connection_id for each in (ada, tab, window)]


def test_the_length_of_the_conversation_costs_nothing(world: World) -> None:
    guest, ada = two_in_a_conversation(world)
    for seq in range(3, 60):
        world.passes(1_000)
        ada.says("ein langer Satz " * 10, seq - 1, conversation_id=CONVERSATION)
    with counted(world) as calls:
        guest.says("hallo", 59)
    assert (calls.names, calls.read_units, calls.write_units) == (["Query", "PutItem"], 0.5, 1)


def test_typing_is_one_query(world: World) -> None:
    guest, _ = two_in_a_conversation(world)
    with counted(world) as calls:
        guest.sends("announce_typing")
    assert (calls.names, calls.read_units, calls.write_units) == (["Query"], 0.5, 0)


def test_a_change_is_one_query_one_transaction_and_a_query_for_each_group_told(world: World) -> None:
    guest, _ = two_in_a_conversation(world)
    with counted(world) as calls:
        guest.sends("close")
    join, *look, service, supervisors = calls.asked
    assert join[0] == "PutItem"
    assert [name for name, _ in look] == ["Query", "TransactWriteItems"]
    told = [query["ExpressionAttributeValues"][":pk"]["S"] for _, query in (service, supervisors)]
    assert told == ["group#shop.service", "group#shop.supervisor"]
    # An agent who asked for the lists a moment ago must hear of it.
    assert all(query["ConsistentRead"] for _, query in (look[0], service, supervisors))


def test_no_command_scans_or_uses_an_action_that_is_not_granted(world: World) -> None:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    eve = world.connect(agent("eve", "shop.supervisor"))
    named = {"conversation_id": CONVERSATION}
    with counted(world) as calls:
        ada.sends("list_conversations")
        guest.sends("start", locale="de")
        ada.sends("take", **named)
        eve.sends("open", observe=True, **named)
        guest.says("hallo", 3)
        guest.sends("announce_typing")
        guest.sends("open", cursor=1)
        guest.sends("read_history", before=3)
        ada.sends("close", **named)
        ada.sends("reopen", **named)
        ada.leaves()
        guest.leaves()
    assert set(calls.names) == {"Query", "PutItem", "TransactWriteItems", "DeleteItem"}


def test_there_is_no_scan_in_the_code() -> None:
    code = Path(__file__).parents[4] / "lambdas"
    assert not [path for path in code.rglob("*.py") if "scan(" in path.read_text().lower()]
