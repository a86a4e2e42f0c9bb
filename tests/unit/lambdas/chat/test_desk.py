from typing import Any

import pytest

from tests.unit.lambdas.world import DAY, Person, World, agent, visitor


def ids(listed: list[dict[str, Any]]) -> list[str]:
    return [conversation["conversation_id"] for conversation in listed]


@pytest.fixture
def guests(world: World) -> list[Person]:
    """Four visitors, one after the other; the first two ask for service, the others for sales."""
    guests = [world.connect(visitor(letter)) for letter in "abcd"]
    for guest, group in zip(guests, ("service", "service", "sales", "sales"), strict=True):
        world.passes(1_000)
        guest.sends("start", locale="de", group=group)
    return guests


def name(letter: str) -> str:
    return visitor(letter).conversation_id


def test_an_agent_sees_what_waits_in_its_groups_newest_first(world: World, guests: list[Person]) -> None:
    ada = world.connect(agent("ada", "shop.service"))
    both = world.connect(agent("bob", "shop.service", "shop.sales"))
    elsewhere = world.connect(agent("olga", "other.service"))
    assert ids(ada.sends("list_conversations")["waiting"]) == [name("b"), name("a")]
    assert ids(both.sends("list_conversations")["waiting"]) == [name("d"), name("c"), name("b"), name("a")]
    assert elsewhere.sends("list_conversations")["waiting"] == []


def test_an_agent_sees_its_own_and_a_supervisor_all(world: World, guests: list[Person]) -> None:
    ada, bob = world.connect(agent("ada")), world.connect(agent("bob"))
    eve = world.connect(agent("eve", "shop.supervisor"))
    ada.sends("take", conversation_id=name("a"))
    world.passes(1)
    bob.sends("take", conversation_id=name("b"))
    assert ids(ada.sends("list_conversations")["taken"]) == [name("a")]
    assert ids(bob.sends("list_conversations")["taken"]) == [name("b")]
    everything = eve.sends("list_conversations")
    assert ids(everything["waiting"]) == [name("d"), name("c")]
    assert ids(everything["taken"]) == [name("b"), name("a")]
    assert [each["agent_id"] for each in everything["taken"]] == ["bob", "ada"]


def test_an_agents_name_that_begins_like_anothers_is_another(world: World, guests: list[Person]) -> None:
    world.connect(agent("ada")).sends("take", conversation_id=name("a"))
    assert world.connect(agent("ad")).sends("list_conversations")["taken"] == []


def test_a_closed_or_expired_one_is_in_no_list(world: World, guests: list[Person]) -> None:
    ada = world.connect(agent("ada"))
    guests[0].sends("close")
    assert ids(ada.sends("list_conversations")["waiting"]) == [name("b")]
    world.passes(31 * DAY)
    assert ada.sends("list_conversations")["waiting"] == []


def test_the_lists_are_kept_up_to_date(world: World) -> None:
    ada, eve = world.connect(agent("ada")), world.connect(agent("eve", "shop.supervisor", "shop.service"))
    guest = world.connect(visitor())
    ada.sends("list_conversations")
    eve.sends("list_conversations")
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=visitor().conversation_id)
    guest.sends("close")
    states = [event["conversation"]["state"] for event in eve.received if event["type"] == "conversation_changed"]
    assert states == ["waiting", "taken", "closed"]
    states = [event["conversation"]["state"] for event in ada.received if event["type"] == "conversation_changed"]
    assert states == ["waiting", "closed"]


def test_own_conversations_are_delivered_from_the_list_on(world: World) -> None:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=visitor().conversation_id)
    second = world.connect(agent("ada"))
    second.sends("list_conversations")
    guest.says("hallo", 2)
    assert [event["type"] for event in second.received] == ["entries_added"]


def test_a_supervisors_connection_joins_only_its_own(world: World) -> None:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    eve = world.connect(agent("eve", "shop.supervisor"))
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=visitor().conversation_id)
    eve.sends("list_conversations")
    guest.says("hallo", 2)
    assert eve.received == []
    keys = world.keys(f"conversation#{visitor().conversation_id}")
    assert f"connection#{eve.connection_id}" not in keys


def test_a_gone_console_is_forgotten_when_told(world: World) -> None:
    ada, guest = world.connect(agent("ada")), world.connect(visitor())
    ada.sends("list_conversations")
    world.gateway.open.discard(ada.connection_id)
    guest.sends("start", locale="de")
    assert world.keys("group#shop.service") == []
