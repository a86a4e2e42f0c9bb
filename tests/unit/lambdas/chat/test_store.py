import msgspec
import pytest

from lambdas.chat.conversation import Change
from lambdas.chat.records import Pace, StoredConnection, StoredConversation, StoredEntry, StoredMark
from lambdas.chat.store import TAIL_ITEMS, ChatStore
from lambdas.protocol.entries import Closed, ConversationState, Message, Party, Started
from tests.contract.fake_connections import refusal
from tests.unit.lambdas.world import TABLE, World, agent, visitor

CONVERSATION = visitor().conversation_id
END = 2_000_000_000


def message(seq: int, text: str = "x") -> StoredEntry:
    entry = Message(seq=seq, at=seq, author=Party.AGENT, client_message_id=f"m{seq}", text=text, seen=0)
    return StoredEntry(entry=entry, agent_id="ada", pace=Pace(visitor=1, agent=2), expires_at=END)


def started(seq: int = 1) -> StoredEntry:
    return StoredEntry(entry=Started(seq=seq, at=1, author=Party.VISITOR), expires_at=END)


CONVERSATION_TAKEN = StoredConversation(
    conversation_id=CONVERSATION,
    state=ConversationState.TAKEN,
    group="service",
    locale="de",
    seq=1,
    started_at=1,
    changed_at=2,
    agent_id="ada",
    observers=frozenset({"eve", "joe"}),
    expires_at=END,
)


def change(replaces: int | None = None, seq: int = 1) -> Change:
    after = msgspec.structs.replace(CONVERSATION_TAKEN, seq=seq)
    return Change(entry=started(seq), conversation=after, replaces=replaces)


def mark(delivered: int, seen: int, *, party: Party = Party.VISITOR, started_at: int = 1) -> StoredMark:
    return StoredMark(party=party, started_at=started_at, delivered=delivered, seen=seen, expires_at=END)


@pytest.mark.parametrize("text", ["x", "", "\x00", "👋\n", "é" * 4_000])
def test_what_is_written_is_read(world: World, text: str) -> None:
    visitors = StoredConnection(connection_id="L0SM9cOFvHcCIhw=", identity=visitor(), expires_at=END)
    agents = StoredConnection(
        connection_id="b",
        identity=msgspec.structs.replace(agent("ada", "shop.a", "shop.b"), expires_at=END),
        expires_at=END,
    )
    assert world.store.commit(change())
    assert world.store.append(CONVERSATION, message(2, text))
    world.store.join(CONVERSATION, visitors)
    world.store.join(CONVERSATION, agents)
    assert world.store.raise_mark(CONVERSATION, mark(2, 1))
    assert world.store.raise_mark(CONVERSATION, mark(1, 1, party=Party.AGENT))
    for tail in (world.store.read_from(CONVERSATION, 1, consistent=False), world.store.read_newest(CONVERSATION)):
        assert tail.entries == (started(), message(2, text))
        assert tail.conversation == CONVERSATION_TAKEN
        assert set(tail.connections) == {visitors, agents}
        assert set(tail.marks) == {mark(2, 1), mark(1, 1, party=Party.AGENT)}
        assert tail.whole
    participants = world.store.read_participants(CONVERSATION)
    assert (participants.entries, participants.conversation) == ((), CONVERSATION_TAKEN)
    assert (len(participants.connections), len(participants.marks)) == (2, 2)


def test_a_place_is_taken_once(world: World) -> None:
    assert world.store.append(CONVERSATION, message(1, "first"))
    assert not world.store.append(CONVERSATION, message(1, "second"))
    assert world.store.read_newest(CONVERSATION).entries == (message(1, "first"),)


@pytest.mark.parametrize("replaces", [None, 7])
def test_a_change_is_written_as_a_whole_or_not_at_all(world: World, replaces: int | None) -> None:
    assert world.store.commit(change())
    assert not world.store.commit(change(replaces=replaces, seq=2))
    assert len(world.store.read_newest(CONVERSATION).entries) == 1
    assert world.store.append(CONVERSATION, message(2))
    assert not world.store.commit(change(replaces=1, seq=2))
    assert world.store.commit(change(replaces=1, seq=3))
    tail = world.store.read_newest(CONVERSATION)
    assert tail.conversation is not None
    assert (tail.conversation.seq, len(tail.entries)) == (3, 3)


def test_a_transaction_in_the_way_is_a_conflict_and_not_an_error(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def conflict(**_: object) -> None:
        raise refusal("TransactionConflictException", 400, "PutItem")

    monkeypatch.setattr(world.dynamodb, "put_item", conflict)
    assert not world.store.append(CONVERSATION, message(1))


@pytest.mark.parametrize(
    ("codes", "is_conflict"),
    [
        (["None", "ConditionalCheckFailed"], True),
        (["TransactionConflict", "None"], True),
        (["ThrottlingError", "None"], False),
        (["ConditionalCheckFailed", "ValidationError"], False),
    ],
)
def test_a_cancelled_transaction_is_lost_or_an_error(
    world: World, monkeypatch: pytest.MonkeyPatch, codes: list[str], is_conflict: bool
) -> None:
    cancelled = world.dynamodb.exceptions.TransactionCanceledException(
        {
            "Error": {"Code": "TransactionCanceledException", "Message": ""},
            "CancellationReasons": [{"Code": code} for code in codes],
        },
        "TransactWriteItems",
    )

    def cancel(**_: object) -> None:
        raise cancelled

    monkeypatch.setattr(world.dynamodb, "transact_write_items", cancel)
    if is_conflict:
        assert not world.store.commit(change())
        return
    with pytest.raises(type(cancelled)):
        world.store.commit(change())


def test_a_mark_never_falls_within_its_log(world: World) -> None:
    assert world.store.raise_mark(CONVERSATION, mark(5, 3))
    for lower in (mark(4, 3), mark(5, 2), mark(9, 2), mark(4, 9)):
        assert not world.store.raise_mark(CONVERSATION, lower)
    assert world.store.raise_mark(CONVERSATION, mark(5, 4))
    assert world.store.read_participants(CONVERSATION).marks == (mark(5, 4),)


def test_a_mark_of_the_next_log_takes_the_place_of_an_old_one(world: World) -> None:
    assert world.store.raise_mark(CONVERSATION, mark(5, 5, started_at=1))
    assert world.store.raise_mark(CONVERSATION, mark(2, 1, started_at=7))
    assert not world.store.raise_mark(CONVERSATION, mark(9, 9, started_at=1))
    assert world.store.read_participants(CONVERSATION).marks == (mark(2, 1, started_at=7),)


def test_a_read_that_is_cut_says_so(world: World) -> None:
    for seq in range(1, TAIL_ITEMS + 10):
        world.store.append(CONVERSATION, message(seq))
    forward = world.store.read_from(CONVERSATION, 1, consistent=True)
    assert (forward.whole, forward.entries[-1].entry.seq) == (False, TAIL_ITEMS)
    assert world.store.read_from(CONVERSATION, 20, consistent=True).whole
    backward = world.store.read_newest(CONVERSATION)
    assert (backward.whole, backward.entries[-1].entry.seq) == (False, TAIL_ITEMS + 9)


def test_many_connections_hide_neither_state_nor_entries(world: World) -> None:
    world.store.commit(change())
    world.store.append(CONVERSATION, message(2))
    for number in range(TAIL_ITEMS + 10):
        row = StoredConnection(connection_id=f"c{number}", identity=visitor(), expires_at=END)
        world.store.join(CONVERSATION, row)
    for tail in (world.store.read_from(CONVERSATION, 2, consistent=True), world.store.read_newest(CONVERSATION)):
        assert tail.conversation == CONVERSATION_TAKEN
        assert len(tail.connections) == TAIL_ITEMS + 10
        assert tail.entries[-1] == message(2)
        assert tail.whole


def test_conversations_do_not_see_each_other(world: World) -> None:
    world.store.commit(change())
    assert world.store.read_newest(visitor("w").conversation_id).entries == ()
    assert world.store.read_newest("shop").entries == ()


def test_a_closed_conversation_leaves_the_index(world: World) -> None:
    world.store.commit(change())
    assert world.store.list_taken("shop.service", "ada") == [CONVERSATION_TAKEN]
    closed = msgspec.structs.replace(CONVERSATION_TAKEN, state=ConversationState.CLOSED, seq=2)
    entry = StoredEntry(entry=Closed(seq=2, at=2, author=Party.AGENT), expires_at=END)
    assert world.store.commit(Change(entry=entry, conversation=closed, replaces=1))
    assert world.store.list_taken("shop.service", None) == []
    assert world.store.read_newest(CONVERSATION).conversation == closed


def test_the_keys_are_those_of_the_data_model(world: World) -> None:
    world.store.commit(change())
    world.store.join(CONVERSATION, StoredConnection(connection_id="c", identity=visitor(), expires_at=END))
    world.store.join_group("shop.service", StoredConnection(connection_id="c", identity=agent(), expires_at=END))
    world.store.raise_mark(CONVERSATION, mark(1, 1))
    assert {(row["pk"]["S"], row["sk"]["S"]) for row in world.rows()} == {
        (f"conversation#{CONVERSATION}", "000000000001"),
        (f"conversation#{CONVERSATION}", "connection#c"),
        (f"conversation#{CONVERSATION}", "mark#visitor"),
        (f"conversation#{CONVERSATION}", "state"),
        ("group#shop.service", "connection#c"),
    }
    (state,) = [row for row in world.rows() if row["sk"]["S"] == "state"]
    assert (state["list"]["S"], state["listed"]["S"]) == ("taken#shop.service", "ada#0000000000002")
    assert all("expires_at" in row for row in world.rows())


def test_the_store_needs_nothing_but_a_client_and_a_name(world: World) -> None:
    assert ChatStore(world.dynamodb, TABLE).read_group("shop.service") == []
