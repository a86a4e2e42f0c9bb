"""Writers who get in each other's way, and reads that are old: nothing is lost, doubled or out of order.

moto loses updates under threads, so all happens in one: whenever somebody reads, others may act before it goes on.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from lambdas.chat.changes import TRIES
from lambdas.chat.records import Tail
from lambdas.chat.store import ChatStore
from lambdas.protocol.entries import Closed, Message, Reopened, Started
from tests.unit.lambdas.world import TABLE, Person, World, agent, visitor

CONVERSATION = visitor().conversation_id
SCHEDULES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)


class Unruly(ChatStore):
    """The real store, but others act after each read, and an eventually consistent read may be of any time."""

    def __init__(self, world: World, data: st.DataObject) -> None:
        super().__init__(world.dynamodb, TABLE)
        self.waiting: list[Callable[[], Any]] = []
        self._data = data
        self._past: list[Tail] = [Tail()]

    def read_from(self, conversation_id: str, cursor: int, *, consistent: bool) -> Tail:
        now = super().read_from(conversation_id, 1, consistent=True)
        if now != self._past[-1]:
            self._past.append(now)
        seen = now if consistent else self._data.draw(st.sampled_from(self._past[-4:]))
        self._let_others_act()
        return structs.replace(seen, entries=tuple(each for each in seen.entries if each.entry.seq >= cursor))

    def read_newest(self, conversation_id: str) -> Tail:
        seen = super().read_newest(conversation_id)
        self._let_others_act()
        return seen

    def _let_others_act(self) -> None:
        while self.waiting and self._data.draw(st.sampled_from([True, False])):
            self.waiting.pop(self._data.draw(st.integers(0, len(self.waiting) - 1)))()


class Sender:
    """A client with an outbox: the cursor stays what it was when a message was first sent."""

    def __init__(self, person: Person, cursor: int) -> None:
        self.person = person
        self.cursor = cursor
        self.acknowledged: dict[str, int] = {}

    def sends(self, id_: str, cursor: int) -> str:
        named = {} if self.person.identity == visitor() else {"conversation_id": CONVERSATION}
        answer = self.person.says(f"text of {id_}", cursor, id_, **named)
        if answer["type"] != "message_acknowledged":
            return str(answer["code"])
        assert self.acknowledged.setdefault(id_, answer["seq"]) == answer["seq"]
        self.cursor = max(self.cursor, answer["seq"])
        return ""


def begin(world: World) -> list[Sender]:
    """One conversation with two tabs of the visitor and two windows of the agent, whoever was there before."""
    for row in world.rows():
        world.dynamodb.delete_item(TableName=TABLE, Key={"pk": row["pk"], "sk": row["sk"]})
    world.work_with(world.store)
    people = [world.connect(each) for each in (visitor(), visitor(), agent("ada"), agent("ada"))]
    people[0].sends("start", locale="de")
    people[2].sends("take", conversation_id=CONVERSATION)
    people[1].sends("open")
    people[3].sends("open", conversation_id=CONVERSATION)
    world.gateway.posted.clear()
    return [Sender(person, 2) for person in people]


@SCHEDULES
@given(data=st.data())
def test_no_message_is_lost_doubled_or_leaves_a_gap(world: World, data: st.DataObject) -> None:
    senders = begin(world)
    store = Unruly(world, data)
    world.work_with(store)
    plan = [(sender, f"m{number}") for number, sender in enumerate(senders * 2)]
    for sender, id_ in plan:
        cursor = data.draw(st.sampled_from([2, 2, sender.cursor, 900]), label="cursor, the last one made up")
        copies = data.draw(st.integers(1, 2), label="copies of the frame")
        store.waiting += [partial(sender.sends, id_, cursor)] * copies
    while store.waiting:
        store.waiting.pop(0)()
    for sender, id_ in plan:
        for _ in range(3):
            if not sender.sends(id_, 2):
                break
    entries = [each.entry for each in world.store.read_from(CONVERSATION, 1, consistent=True).entries]
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    said = {entry.client_message_id: entry.seq for entry in entries if isinstance(entry, Message)}
    assert len(said) == len(entries) - 2
    assert said == {id_: seq for sender in senders for id_, seq in sender.acknowledged.items()}
    assert set(said) == {id_ for _, id_ in plan}
    everything = set(said.values())
    for sender in senders:
        delivered = {event["entry"]["seq"] for event in sender.person.received if event["type"] == "entry_added"}
        assert delivered >= everything - set(sender.acknowledged.values())


@SCHEDULES
@given(data=st.data())
def test_nothing_is_said_while_it_is_closed(world: World, data: st.DataObject) -> None:
    senders = begin(world)
    store = Unruly(world, data)
    world.work_with(store)
    guest, ada = senders[0].person, senders[2].person
    moves: list[Callable[[], Any]] = [
        lambda: guest.sends("close"),
        lambda: guest.sends("start", locale="de"),
        lambda: ada.sends("take", conversation_id=CONVERSATION),
        lambda: ada.sends("close", conversation_id=CONVERSATION),
        lambda: ada.sends("reopen", conversation_id=CONVERSATION),
    ]
    store.waiting += data.draw(st.lists(st.sampled_from(moves), max_size=8))
    store.waiting += [partial(senders[n % 4].sends, f"m{n}", 2) for n in range(8)]
    while store.waiting:
        store.waiting.pop(data.draw(st.integers(0, len(store.waiting) - 1)))()
    tail = world.store.read_from(CONVERSATION, 1, consistent=True)
    is_open = False
    for number, stored in enumerate(tail.entries, start=1):
        entry = stored.entry
        assert entry.seq == number
        if isinstance(entry, Message):
            assert is_open
        elif isinstance(entry, Closed):
            assert is_open
            is_open = False
        elif isinstance(entry, (Started, Reopened)):
            assert not is_open
            is_open = True
    assert tail.conversation is not None
    changes = [each.entry.seq for each in tail.entries if not isinstance(each.entry, Message)]
    assert tail.conversation.seq == changes[-1]


class Torn(ChatStore):
    """A query does not see a transaction as one: entries may be there before the state that they made."""

    def __init__(self, world: World, torn_reads: int) -> None:
        super().__init__(world.dynamodb, TABLE)
        self.torn_reads = torn_reads
        self.before = super().read_newest(CONVERSATION).conversation

    def read_from(self, conversation_id: str, cursor: int, *, consistent: bool) -> Tail:
        return self._torn(super().read_from(conversation_id, cursor, consistent=consistent))

    def read_newest(self, conversation_id: str) -> Tail:
        return self._torn(super().read_newest(conversation_id))

    def _torn(self, tail: Tail) -> Tail:
        self.torn_reads -= 1
        return structs.replace(tail, conversation=self.before) if self.torn_reads >= 0 else tail


@pytest.mark.parametrize("torn_reads", [1, TRIES - 1])
def test_a_torn_read_is_not_acted_on(world: World, torn_reads: int) -> None:
    guest, tab, ada, _ = begin(world)
    torn = Torn(world, 0)
    ada.person.sends("close", conversation_id=CONVERSATION)
    world.work_with(torn)
    torn.torn_reads = torn_reads
    assert guest.sends("m1", 2) == "not_open"
    torn.torn_reads = torn_reads
    assert ada.person.sends("reopen", conversation_id=CONVERSATION)["conversation"]["state"] == "taken"
    torn.before = world.store.read_newest(CONVERSATION).conversation
    ada.person.sends("close", conversation_id=CONVERSATION)
    torn.torn_reads = torn_reads
    assert tab.person.sends("open")["conversation"]["state"] == "closed"


def test_reads_that_stay_torn_are_busy(world: World) -> None:
    guest, _, ada, _ = begin(world)
    torn = Torn(world, 10**6)
    ada.person.sends("close", conversation_id=CONVERSATION)
    world.work_with(torn)
    assert guest.sends("m1", 2) == "busy"
    assert guest.person.sends("open")["code"] == "busy"
    assert ada.person.sends("reopen", conversation_id=CONVERSATION)["code"] == "busy"


def test_who_is_always_overtaken_is_told_to_wait(world: World) -> None:
    guest, _, ada, _ = begin(world)

    class Overtaken(ChatStore):
        overtaking = 0

        def append(self, conversation_id: str, entry: Any) -> bool:
            if entry.agent_id is None:
                self.overtaking += 1
                world.passes(500)
                assert ada.sends(f"o{self.overtaking}", 2) == ""
            return super().append(conversation_id, entry)

    overtaken = Overtaken(world.dynamodb, TABLE)
    world.work_with(overtaken)
    assert guest.sends("m1", 2) == "busy"
    assert overtaken.overtaking == TRIES
