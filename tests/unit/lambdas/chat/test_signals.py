"""Typing, and how far a party has got."""

import pytest

from lambdas.chat.changes import TRIES
from lambdas.chat.records import StoredConnection, StoredMark
from lambdas.chat.store import ChatStore
from lambdas.protocol.entries import Party
from tests.unit.lambdas.world import DAY, TABLE, Person, World, agent, visitor

CONVERSATION = visitor().conversation_id
PARTITION = f"conversation#{CONVERSATION}"
UNMARKED = {"delivered": 0, "seen": 0}


@pytest.fixture
def talking(world: World) -> tuple[Person, Person]:
    """A visitor and an agent in a taken conversation; entries 1 and 2 are there."""
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    world.gateway.posted.clear()
    return guest, ada


def marks(person: Person) -> dict[str, dict[str, int]]:
    named = {} if person.identity == visitor() else {"conversation_id": CONVERSATION}
    opened: dict[str, dict[str, int]] = person.sends("open", **named)["marks"]
    return opened


def test_typing_goes_to_the_other_side_alone(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    tab = world.connect(visitor())
    tab.sends("open")
    assert guest.sends("announce_typing", seen=2) == {}
    assert (guest.received, tab.received) == ([], [])
    assert ada.received == [
        {"type": "typing_announced", "conversation_id": CONVERSATION, "author": "visitor", "seen": 2}
    ]
    assert ada.sends("announce_typing", conversation_id=CONVERSATION) == {}
    assert [(event["author"], event["seen"]) for event in tab.received] == [("agent", 0)]


def test_typing_is_refused_where_writing_is(world: World) -> None:
    guest = world.connect(visitor())
    assert guest.sends("announce_typing")["code"] == "not_open"


def test_a_mark_is_told_to_the_other_side_alone_and_stays(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    tab, window = world.connect(visitor()), world.connect(agent("ada"))
    tab.sends("open")
    window.sends("open", conversation_id=CONVERSATION)
    assert guest.sends("mark_entries", delivered=2, seen=1) == {}
    told = {
        "type": "entries_marked",
        "conversation_id": CONVERSATION,
        "author": "visitor",
        "mark": {"delivered": 2, "seen": 1},
    }
    assert [each.received for each in (guest, tab, ada, window)] == [[], [], [told], [told]]
    assert ada.sends("mark_entries", conversation_id=CONVERSATION, delivered=2, seen=2) == {}
    for person in (guest, window):
        assert marks(person) == {"visitor": {"delivered": 2, "seen": 1}, "agent": {"delivered": 2, "seen": 2}}


@pytest.mark.parametrize(("delivered", "seen"), [(2, 1), (2, 0), (1, 1), (0, 0)])
def test_what_is_nothing_new_is_neither_written_nor_told(
    world: World, talking: tuple[Person, Person], delivered: int, seen: int
) -> None:
    guest, ada = talking
    guest.sends("mark_entries", delivered=2, seen=1)
    rows, told = world.rows(), list(ada.received)
    assert guest.sends("mark_entries", delivered=delivered, seen=seen) == {}
    assert (world.rows(), ada.received) == (rows, told)


def test_what_is_seen_has_arrived(talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    guest.sends("mark_entries", delivered=0, seen=2)
    assert ada.received[0]["mark"] == {"delivered": 2, "seen": 2}


def test_each_part_of_a_mark_rises_alone(talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    guest.sends("mark_entries", delivered=5, seen=1)
    guest.sends("mark_entries", delivered=3, seen=3)
    assert [event["mark"] for event in ada.received] == [{"delivered": 5, "seen": 1}, {"delivered": 5, "seen": 3}]


def test_only_a_party_to_it_marks_a_conversation(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    eve, bob = world.connect(agent("eve", "shop.supervisor")), world.connect(agent("bob"))
    eve.sends("open", conversation_id=CONVERSATION, observe=True)
    for person in (eve, bob, world.connect(agent("sally", "shop.sales"))):
        answer = person.sends("mark_entries", conversation_id=CONVERSATION, delivered=2, seen=2)
        assert answer["code"] == "not_allowed"
    stranger = world.connect(visitor("w"))
    assert stranger.sends("mark_entries", conversation_id=CONVERSATION, delivered=1, seen=1)["code"] == "not_allowed"
    assert stranger.sends("mark_entries", delivered=1, seen=1)["code"] == "not_open"
    assert not [key for key in world.keys(PARTITION) if key.startswith("mark#")]
    ada.sends("close", conversation_id=CONVERSATION)
    # The one who held it still reads what was said last.
    assert ada.sends("mark_entries", conversation_id=CONVERSATION, delivered=3, seen=3) == {}
    assert guest.sends("mark_entries", delivered=4, seen=4) == {}


def test_a_mark_reaches_no_stranger_with_a_row(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    bob = world.connect(agent("bob"))
    ends = world.now // 1000 + 60
    row = StoredConnection(connection_id=bob.connection_id, identity=bob.identity, expires_at=ends)
    world.store.join(CONVERSATION, row)
    guest.sends("mark_entries", delivered=2, seen=2)
    assert (len(ada.received), bob.received) == (1, [])


def test_a_mark_does_not_outlive_its_log(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    world.passes(29 * DAY)
    guest.sends("mark_entries", delivered=2, seen=2)
    world.passes(2 * DAY)
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    assert marks(guest)["visitor"] == UNMARKED
    opened = guest.sends("start", locale="de")
    assert (opened["entries"][0]["seq"], opened["marks"]["visitor"]) == (3, UNMARKED)
    ada.sends("take", conversation_id=CONVERSATION)
    guest.sends("mark_entries", delivered=1, seen=1)
    assert marks(ada)["visitor"] == {"delivered": 1, "seen": 1}


class Meanwhile(ChatStore):
    """The real store, but a mark is made by another page between the read and the write of one."""

    marked: StoredMark | None = None
    times = 1

    def raise_mark(self, conversation_id: str, mark: StoredMark) -> bool:
        if self.marked and self.times:
            self.times -= 1
            super().raise_mark(conversation_id, self.marked)
        return super().raise_mark(conversation_id, mark)


def test_two_pages_that_mark_at_once_lose_neither_mark(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    store = Meanwhile(world.dynamodb, TABLE)
    store.marked = StoredMark(
        party=Party.VISITOR, started_at=world.now, delivered=9, seen=1, expires_at=world.now // 1000 + 60
    )
    world.work_with(store)
    assert guest.sends("mark_entries", delivered=4, seen=4) == {}
    assert marks(ada)["visitor"] == {"delivered": 9, "seen": 4}


def test_who_is_always_overtaken_gives_up(world: World, talking: tuple[Person, Person]) -> None:
    guest, _ = talking

    class Lost(ChatStore):
        tries = 0

        def raise_mark(self, *_: object) -> bool:
            self.tries += 1
            return False

    lost = Lost(world.dynamodb, TABLE)
    world.work_with(lost)
    assert guest.sends("mark_entries", delivered=1, seen=1)["code"] == "busy"
    assert lost.tries == TRIES


def test_who_lost_the_conversation_a_moment_ago_hears_of_nothing(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    eve = world.connect(agent("eve", "shop.supervisor"))
    eve.sends("take", conversation_id=CONVERSATION)
    row = StoredConnection(connection_id=ada.connection_id, identity=ada.identity, expires_at=world.now // 1000 + 60)
    world.store.join(CONVERSATION, row)
    world.gateway.posted.clear()
    guest.sends("announce_typing", seen=3)
    guest.sends("mark_entries", delivered=3, seen=3)
    assert (ada.received, len(eve.received)) == ([], 2)
