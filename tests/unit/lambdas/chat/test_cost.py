"""What one message costs, and each thing beside it: the same however many others are talking, and for however long."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lambdas.chat import items
from lambdas.chat.records import StoredConnection, StoredEntry
from lambdas.protocol.entries import Message, Party
from tests.billing.capacity import table_units
from tests.billing.use import Use
from tests.unit.lambdas.world import DAY, TABLE, Person, World, agent, visitor

CONVERSATION = visitor().conversation_id
NAMED = {"conversation_id": CONVERSATION}
LONGEST_OF_ONE_UNIT = "x" * 750
"""About the longest text whose entry is not over 1 KB: keys, times and paces take the rest."""


class Calls:
    """Each call to DynamoDB with its parameters, and the capacity that it uses by the documented rules."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.used = Use()

    def before(self, params: dict[str, Any], model: Any, **_: object) -> None:
        self.asked.append((model.name, dict(params)))

    def after(self, parsed: dict[str, Any], model: Any, **_: object) -> None:
        self.used += table_units(model.name, self.asked[-1][1], parsed)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.asked]

    @property
    def units(self) -> tuple[float, float]:
        """Read and write units."""
        return self.used.read_units, self.used.write_units


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
    ada.sends("take", **NAMED)
    world.gateway.posted.clear()
    return guest, ada


def rows_of_others(world: World, connections: int) -> None:
    """So many connections in conversations of others."""
    ends = world.now // 1000 + 60
    rows = []
    for number in range(connections):
        row = StoredConnection(connection_id=f"other{number}", identity=agent(f"agent{number}"), expires_at=ends)
        rows.append(items.connection_item(items.conversation_key(f"shop.{number // 2:043}"), row))
    put_all(world, rows)


def grow(world: World, first: int, last: int) -> None:
    """Entries from ``first`` to ``last`` that are there as if they had been said a second ago."""
    rows = []
    for seq in range(first, last + 1):
        at = world.now
        said = Message(seq=seq, at=at, author=Party.AGENT, client_message_id=f"m{seq}", text="ein Satz " * 9, seen=1)
        ends = at // 1000 + 30 * DAY // 1000
        rows.append(items.entry_item(CONVERSATION, StoredEntry(entry=said, agent_id="ada", expires_at=ends)))
    put_all(world, rows)


def put_all(world: World, rows: list[items.Item]) -> None:
    for first in range(0, len(rows), 25):
        world.dynamodb.batch_write_item(
            RequestItems={TABLE: [{"PutRequest": {"Item": row}} for row in rows[first : first + 25]]}
        )


@pytest.mark.parametrize("connections", [2, 100, 10_000])
def test_one_message_is_one_query_one_put_and_one_post(world: World, connections: int) -> None:
    guest, ada = two_in_a_conversation(world)
    rows_of_others(world, connections - 2)
    with counted(world) as calls:
        assert guest.says(LONGEST_OF_ONE_UNIT, 2)["seq"] == 3
    assert (calls.names, calls.units) == (["Query", "PutItem"], (0.5, 1))
    (_, query), (_, put) = calls.asked
    assert query["ConsistentRead"] is False
    assert put["ConditionExpression"] == "attribute_not_exists(pk)"
    assert [to for to, _ in world.gateway.posted] == [ada.connection_id]


@pytest.mark.parametrize("entries", [10, 5_000])
def test_the_length_of_the_conversation_costs_nothing(world: World, entries: int) -> None:
    guest, ada = two_in_a_conversation(world)
    grow(world, 3, entries)
    with counted(world) as calls:
        assert guest.says("hallo", entries)["seq"] == entries + 1
    assert (calls.names, calls.units) == (["Query", "PutItem"], (0.5, 1))
    assert [to for to, _ in world.gateway.posted] == [ada.connection_id]


@pytest.mark.parametrize("entries", [100, 5_000])
def test_to_open_a_conversation_reads_its_newest_page_alone(world: World, entries: int) -> None:
    guest, _ = two_in_a_conversation(world)
    grow(world, 3, entries)
    with counted(world) as calls:
        answer = guest.sends("open")
    assert (calls.names, answer["entries"][-1]["seq"]) == (["PutItem", "Query"], entries)
    assert calls.units[0] <= 8


def test_each_further_connection_of_the_conversation_is_one_more_post(world: World) -> None:
    guest, ada = two_in_a_conversation(world)
    tab, window = world.connect(visitor()), world.connect(agent("ada"))
    tab.sends("open")
    window.sends("open", **NAMED)
    with counted(world) as calls:
        guest.says("hallo", 2)
    assert (calls.names, calls.units) == (["Query", "PutItem"], (0.5, 1))
    assert sorted(to for to, _ in world.gateway.posted) == [each.connection_id for each in (ada, tab, window)]


def test_a_batch_is_one_query_a_put_for_each_message_and_one_post(world: World) -> None:
    guest, ada = two_in_a_conversation(world)
    with counted(world) as calls:
        guest.says_all({f"m{number}": LONGEST_OF_ONE_UNIT for number in range(10)}, 2)
    assert (calls.names, calls.units) == (["Query", *["PutItem"] * 10], (0.5, 10))
    assert [to for to, _ in world.gateway.posted] == [ada.connection_id]


def test_a_message_sent_again_is_two_queries(world: World) -> None:
    """The second one is consistent: no write shows that the first was not old."""
    guest, _ = two_in_a_conversation(world)
    guest.says("hallo", 2, "m1")
    with counted(world) as calls:
        guest.says("hallo", 2, "m1")
    assert (calls.names, calls.units) == (["Query", "Query"], (1.5, 0))


def test_once_a_day_a_message_is_a_transaction_in_place_of_the_put(world: World) -> None:
    """A conversation that is over within a day never needs one."""
    guest, _ = two_in_a_conversation(world)
    world.passes(DAY + 1_000)
    with counted(world) as calls:
        guest.says("noch da?", 2)
    assert (calls.names, calls.units) == (["Query", "TransactWriteItems"], (0.5, 4))
    with counted(world) as calls:
        guest.says("hallo?", 3)
    assert (calls.names, calls.units) == (["Query", "PutItem"], (0.5, 1))


def test_a_mark_is_one_query_one_put_and_one_post(world: World) -> None:
    guest, ada = two_in_a_conversation(world)
    tab = world.connect(visitor())
    tab.sends("open")
    world.gateway.posted.clear()
    with counted(world) as calls:
        guest.sends("mark_entries", delivered=2, seen=2)
    assert (calls.names, calls.units) == (["Query", "PutItem"], (1, 1))
    assert [to for to, _ in world.gateway.posted] == [ada.connection_id]
    with counted(world) as calls:
        tab.sends("mark_entries", delivered=2, seen=2)
    assert (calls.names, calls.units, len(world.gateway.posted)) == (["Query"], (1, 0), 1)


def test_marks_cost_a_message_nothing(world: World) -> None:
    guest, ada = two_in_a_conversation(world)
    guest.sends("mark_entries", delivered=2, seen=2)
    ada.sends("mark_entries", delivered=2, seen=2, **NAMED)
    with counted(world) as calls:
        guest.says(LONGEST_OF_ONE_UNIT, 2)
    assert (calls.names, calls.units) == (["Query", "PutItem"], (0.5, 1))


def test_typing_is_one_query(world: World) -> None:
    guest, _ = two_in_a_conversation(world)
    with counted(world) as calls:
        guest.sends("announce_typing", seen=2)
    assert (calls.names, calls.units) == (["Query"], (1, 0))
    assert len(world.gateway.posted) == 1


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
    with counted(world) as calls:
        ada.sends("list_conversations")
        guest.sends("start", locale="de")
        ada.sends("take", **NAMED)
        eve.sends("open", observe=True, **NAMED)
        guest.says("hallo", 3)
        guest.sends("announce_typing")
        guest.sends("mark_entries", delivered=4, seen=4)
        guest.sends("open", cursor=1)
        guest.sends("read_history", before=3)
        ada.sends("close", **NAMED)
        ada.sends("reopen", **NAMED)
        ada.leaves()
        guest.leaves()
    assert set(calls.names) == {"Query", "PutItem", "TransactWriteItems", "DeleteItem"}


def test_there_is_no_scan_in_the_code_but_the_sweep_s() -> None:
    code = Path(__file__).parents[4] / "lambdas"
    found = [path.relative_to(code).as_posix() for path in code.rglob("*.py") if "scan(" in path.read_text().lower()]
    assert found == ["retention/table.py"]
