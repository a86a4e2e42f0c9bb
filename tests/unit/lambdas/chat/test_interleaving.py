"""Writers who get in each other's way, and reads that are old: nothing is lost, doubled or out of order.

moto loses updates under threads, so all happens in one: whenever somebody reads, others may act before it goes on.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from lambdas.chat.changes import TRIES
from lambdas.chat.records import StoredEntry, Tail
from lambdas.chat.store import ChatStore
from lambdas.protocol.entries import Closed, Message, Reopened, Started
from tests.contract.fake_connections import refusal
from tests.unit.lambdas.world import TABLE, Person, World, agent, visitor

CONVERSATION = visitor().conversation_id
SCHEDULES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)


class Unruly(ChatStore):
    """The real store, but others act after each read, and an eventually consistent read may be of any time."""

    def __init__(self, world: World, data: st.DataObject) -> None:
        super().__init__(world.dynamodb, TABLE)
        self.waiting: list[Callable[[], Any]] = []
        self.throttled: set[int] = set()
        self._puts = 0
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

    def append(self, conversation_id: str, entry: StoredEntry) -> bool:
        self._puts += 1
        if self._puts in self.throttled:
            raise refusal("ThrottlingException", 400, "PutItem")
        return super().append(conversation_id, entry)

    def _let_others_act(self) -> None:
        while self.waiting and self._data.draw(st.sampled_from([True, False])):
            self.waiting.pop(self._data.draw(st.integers(0, len(self.waiting) - 1)))()


class Sender:
    """A client with an outbox: the cursor stays what it was when a message was first sent."""

    def __init__(self, person: Person, cursor: int) -> None:
        self.person = person
        self.cursor = cursor
        self.acknowledged: dict[str, int] = {}

    def sends(self, ids: Sequence[str], cursor: int) -> str:
        """The code of the refusal, or nothing when at least the first of them is acknowledged."""
        named = {} if self.person.identity == visitor() else {"conversation_id": CONVERSATION}
        answer = self.person.says_all({id_: f"text of {id_}" for id_ in ids}, cursor, **named)
        if answer["type"] != "messages_acknowledged":
            return str(answer["code"])
        acknowledged = answer["acknowledged"]
        # What could not be said is missing at the end alone.
        assert [each["client_message_id"] for each in acknowledged] == list(ids[: len(acknowledged)])
        for each in acknowledged:
            assert self.acknowledged.setdefault(each["client_message_id"], each["seq"]) == each["seq"]
            self.cursor = max(self.cursor, each["seq"])
        return ""

    def sends_all(self, outbox: Sequence[str]) -> None:
        """Until each is acknowledged, in its order and with a cursor from before the first."""
        for _ in range(20):
            left = [id_ for id_ in outbox if id_ not in self.acknowledged]
            if not left:
                return
            self.sends(left[:10], 2)
        raise AssertionError("never acknowledged")


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
    """Whatever is sent twice, side by side, in other batches, and cut short by a table that is throttled."""
    senders = begin(world)
    store = Unruly(world, data)
    world.work_with(store)
    outboxes = [[f"m{number}-{place}" for place in range(4)] for number in range(len(senders))]
    for sender, outbox in zip(senders, outboxes, strict=True):
        cursor = data.draw(st.sampled_from([2, 2, 900]), label="cursor, the last one made up")
        for _ in range(data.draw(st.integers(1, 3), label="frames")):
            # A client has one frame in flight, and the next holds what that one left: it begins where the first does.
            last = data.draw(st.integers(1, len(outbox)), label="messages")
            store.waiting.append(partial(sender.sends, outbox[:last], cursor))
    store.throttled = data.draw(st.sets(st.integers(0, 20), max_size=4), label="puts that are throttled")
    while store.waiting:
        store.waiting.pop(0)()
    store.throttled = set()
    for sender, outbox in zip(senders, outboxes, strict=True):
        sender.sends_all(outbox)
    entries = [each.entry for each in world.store.read_from(CONVERSATION, 1, consistent=True).entries]
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    said = {entry.client_message_id: entry.seq for entry in entries if isinstance(entry, Message)}
    assert len(said) == len(entries) - 2
    assert said == {id_: seq for sender in senders for id_, seq in sender.acknowledged.items()}
    for sender, outbox in zip(senders, outboxes, strict=True):
        assert sorted(outbox, key=said.__getitem__) == outbox
        for event in sender.person.received:
            seqs = [entry["seq"] for entry in event["entries"]]
            assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        delivered = {entry["seq"] for entry in sender.person.added}
        assert delivered >= set(said.values()) - set(sender.acknowledged.values())


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
    store.waiting += [partial(senders[n % 4].sends, [f"m{n}", f"n{n}"], 2) for n in range(8)]
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
    assert guest.sends(["m1"], 2) == "not_open"
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
    assert guest.sends(["m1"], 2) == "busy"
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
                assert ada.sends([f"o{self.overtaking}"], 2) == ""
            return super().append(conversation_id, entry)

    overtaken = Overtaken(world.dynamodb, TABLE)
    world.work_with(overtaken)
    assert guest.sends(["m1"], 2) == "busy"
    assert overtaken.overtaking == TRIES


def test_who_is_always_overtaken_keeps_what_was_said_before(world: World) -> None:
    guest, _, ada, _ = begin(world)

    class Overtaken(ChatStore):
        def append(self, conversation_id: str, entry: StoredEntry) -> bool:
            if entry.agent_id is None and entry.entry.seq > 3:
                world.passes(500)
                assert ada.sends([f"o{entry.entry.seq}"], 2) == ""
            return super().append(conversation_id, entry)

    world.work_with(Overtaken(world.dynamodb, TABLE))
    assert guest.sends(["m1", "m2", "m3"], 2) == ""
    assert guest.acknowledged == {"m1": 3}
    world.work_with(world.store)
    guest.sends_all(["m1", "m2", "m3"])
    assert list(guest.acknowledged.values()) == [3, 8, 9]


def test_two_copies_of_a_batch_side_by_side_are_one(world: World) -> None:
    guest, tab, ada, _ = begin(world)
    batch = [f"m{number}" for number in range(5)]

    class SideBySide(ChatStore):
        depth = 0

        def append(self, conversation_id: str, entry: StoredEntry) -> bool:
            if self.depth == 0 and entry.entry.seq in {3, 5}:
                self.depth = 1
                # The other copy gets as far as it is from here, and the rest finds its place taken.
                guest.sends(batch[: entry.entry.seq - 1], 2)
                self.depth = 0
            return super().append(conversation_id, entry)

    world.work_with(SideBySide(world.dynamodb, TABLE))
    assert guest.sends(batch, 2) == ""
    assert guest.acknowledged == {id_: seq for seq, id_ in enumerate(batch, start=3)}
    for listener in (tab, ada):
        assert {entry["seq"] for entry in listener.person.added} == {3, 4, 5, 6, 7}
    entries = world.store.read_from(CONVERSATION, 1, consistent=True).entries
    assert [each.entry.seq for each in entries] == list(range(1, 8))


def test_an_old_read_with_a_hole_in_it_does_not_double_a_message(world: World) -> None:
    """That a read may be of an old moment is documented; that all of it is of the same one is not."""
    guest, _, ada, _ = begin(world)
    guest.sends(["m1"], 2)
    ada.sends(["a1"], 3)

    class Holed(ChatStore):
        def read_from(self, conversation_id: str, cursor: int, *, consistent: bool) -> Tail:
            seen = super().read_from(conversation_id, cursor, consistent=consistent)
            left = seen.entries if consistent else tuple(each for each in seen.entries if each.entry.seq != 3)
            return structs.replace(seen, entries=left)

    world.work_with(Holed(world.dynamodb, TABLE))
    assert guest.sends(["m1"], 2) == ""
    assert len(world.store.read_from(CONVERSATION, 1, consistent=True).entries) == 4
