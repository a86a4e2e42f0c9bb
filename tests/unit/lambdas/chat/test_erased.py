"""A conversation that was erased: what its log says then, and to whom."""

from typing import Any

import pytest

from lambdas.chat import items
from lambdas.chat.log import fold, not_erased
from lambdas.chat.records import Tail
from lambdas.protocol.refusals import RefusalCode, Refused
from tests.unit.lambdas.chat.test_cost import counted
from tests.unit.lambdas.world import START, TABLE, Person, World, agent, visitor

CONVERSATION = visitor().conversation_id
PARTITION = items.conversation_key(CONVERSATION)
NAMED = {"conversation_id": CONVERSATION}


def erase(world: World, *places: str) -> None:
    """Bare rows in these places."""
    for place in places:
        row = items.tombstone_item(PARTITION, place, world.now // 1000 + 60)
        world.dynamodb.put_item(TableName=TABLE, Item=row)


def talking(world: World) -> tuple[Person, Person]:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    ada.sends("take", **NAMED)
    return guest, ada


def test_a_log_with_a_tombstone_in_it_says_nothing_else(world: World) -> None:
    talking(world)
    erase(world, items.entry_key(3))
    tail = world.store.read_newest(CONVERSATION)
    assert tail.erased
    log = fold(tail, world.now)
    assert (log.conversation, log.entries, log.settled) == (None, (), True)


@pytest.mark.parametrize("place", [items.entry_key(3), items.STATE, "mark#visitor"])
def test_any_one_of_the_tombstones_is_enough(world: World, place: str) -> None:
    guest, _ = talking(world)
    erase(world, place)
    assert guest.sends("start", locale="de")["code"] == "erased"
    assert guest.says("hallo", 2)["code"] == "erased"


def test_it_counts_whether_it_has_expired_or_not(world: World) -> None:
    """DynamoDB deletes days late, and until then its place is taken."""
    guest, _ = talking(world)
    erase(world, items.entry_key(3))
    world.passes(3_600_000)
    assert guest.says("hallo", 2)["code"] == "erased"


def test_only_the_visitor_learns_that_there_was_an_erasure() -> None:
    log = fold(Tail(erased=True), START)
    with pytest.raises(Refused) as of_visitor:
        not_erased(log, visitor())
    with pytest.raises(Refused) as of_agent:
        not_erased(log, agent("ada"))
    assert (of_visitor.value.code, of_agent.value.code) == (RefusalCode.ERASED, RefusalCode.NOT_ALLOWED)


COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("open", {}),
    ("open", {"cursor": 2}),
    ("close", {}),
    ("read_history", {"before": 2}),
    ("announce_typing", {}),
    ("mark_entries", {"delivered": 9, "seen": 9}),
]


@pytest.mark.parametrize(("command", "fields"), COMMANDS)
def test_no_command_gets_anything_or_leaves_a_row(world: World, command: str, fields: dict[str, Any]) -> None:
    guest, ada = talking(world)
    for row in world.rows():
        world.dynamodb.delete_item(TableName=TABLE, Key={"pk": row["pk"], "sk": row["sk"]})
    places = [items.entry_key(3), "mark#agent", "mark#visitor", items.STATE]
    erase(world, *places)
    assert guest.sends(command, **fields)["code"] == "erased"
    assert ada.sends(command, **fields, **NAMED)["code"] == "not_allowed"
    assert world.keys(PARTITION) == places


def test_a_refused_message_costs_a_query(world: World) -> None:
    guest, _ = talking(world)
    erase(world, items.entry_key(3))
    with counted(world) as calls:
        assert guest.says("hallo", 2)["code"] == "erased"
    assert (calls.names, calls.units) == (["Query"], (0.5, 0))


def test_history_is_not_stopped_by_a_bare_row(world: World) -> None:
    talking(world)
    erase(world, items.entry_key(2))
    assert [each.entry.seq for each in world.store.read_before(CONVERSATION, 9, consistent=True)] == [1]
