import json

import pytest

from lambdas.chat.conversation import Change
from lambdas.chat.records import StoredConnection, StoredEntry
from lambdas.chat.store import TAIL_ITEMS, ChatStore
from lambdas.protocol.entries import Message
from lambdas.protocol.limits import ANSWER_BYTES
from tests.contract.fake_connections import refusal
from tests.unit.lambdas.world import DAY, TABLE, Person, World, agent, visitor

CONVERSATION = visitor().conversation_id


@pytest.fixture
def talking(world: World) -> tuple[Person, Person]:
    """A visitor and an agent in a taken conversation; entries 1 and 2 are there."""
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    world.gateway.posted.clear()
    return guest, ada


def row_of(person: Person) -> StoredConnection:
    ends = person.world.now // 1000 + 60
    return StoredConnection(connection_id=person.connection_id, identity=person.identity, expires_at=ends)


def stored_texts(world: World) -> list[str]:
    entries = world.store.read_from(CONVERSATION, 1, consistent=True).entries
    return [each.entry.text for each in entries if hasattr(each.entry, "text")]


def test_a_message_is_acknowledged_and_delivered(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    answer = guest.says_all({"m-1": "Guten Tag"}, 2)
    assert answer == {
        "type": "messages_acknowledged",
        "command_id": "c2",
        "acknowledged": [{"client_message_id": "m-1", "seq": 3, "at": world.now}],
        "missed": [],
        "complete": True,
    }
    assert ada.received == [
        {
            "type": "entries_added",
            "conversation_id": CONVERSATION,
            "entries": [
                {
                    "kind": "message",
                    "seq": 3,
                    "at": world.now,
                    "author": "visitor",
                    "client_message_id": "m-1",
                    "text": "Guten Tag",
                    "seen": 2,
                }
            ],
        }
    ]
    assert guest.received == []


def test_every_other_connection_of_both_parties_gets_it(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    tab, window = world.connect(visitor()), world.connect(agent("ada"))
    tab.sends("open")
    window.sends("open", conversation_id=CONVERSATION)
    guest.says("hier", 2)
    assert [len(each.received) for each in (guest, tab, ada, window)] == [0, 1, 1, 1]


def test_what_the_sender_missed_comes_with_the_acknowledgement(talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    ada.says("eins", 2, conversation_id=CONVERSATION)
    ada.says("zwei", 3, conversation_id=CONVERSATION)
    answer = guest.says("drei", 2)
    assert answer["seq"] == 5
    assert [entry["text"] for entry in answer["missed"]] == ["eins", "zwei"]
    assert answer["complete"] is True


def test_a_resent_message_is_stored_once(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    first = guest.says("nur einmal", 2, "m-1")
    ada.says("ja", 3, conversation_id=CONVERSATION)
    again = guest.says("nur einmal", 2, "m-1")
    assert {**again, "command_id": first["command_id"]} == first
    assert stored_texts(world) == ["nur einmal", "ja"]


def test_a_resent_message_is_delivered_again_while_nothing_follows_it(talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    guest.says("hallo", 2, "m-1")
    guest.says("hallo", 2, "m-1")
    assert [entry["seq"] for entry in ada.added] == [3, 3]
    ada.says("ja", 3, conversation_id=CONVERSATION)
    guest.says("hallo", 2, "m-1")
    assert len(ada.received) == 2


def test_two_authors_may_choose_the_same_id(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    guest.says("a", 2, "same")
    ada.says("b", 2, "same", conversation_id=CONVERSATION)
    assert stored_texts(world) == ["a", "b"]


@pytest.mark.parametrize("cursor", [3, 500, 999_999_999_998])
def test_a_cursor_that_was_made_up_gains_nothing(world: World, talking: tuple[Person, Person], cursor: int) -> None:
    guest, _ = talking
    answer = guest.says("hallo", cursor, "m-1")
    assert (answer["seq"], answer["missed"]) == (3, [])
    again = guest.says("hallo", cursor + 1, "m-1")
    assert again["seq"] == 3
    assert stored_texts(world) == ["hallo"]


def test_an_entry_too_far_ahead_is_told_to_open_again(talking: tuple[Person, Person]) -> None:
    guest, _ = talking
    assert guest.says("hallo", 400)["complete"] is False


def test_a_cursor_too_far_back_is_behind(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    for seq in range(3, TAIL_ITEMS + 3):
        world.passes(1_000)
        ada.says("x", seq - 1, conversation_id=CONVERSATION)
    assert guest.says("zu spät", 2)["code"] == "behind"
    assert guest.says("jetzt", 4)["seq"] == TAIL_ITEMS + 3


def test_a_cursor_whose_entry_is_gone_is_behind_when_more_lies_between(
    world: World, talking: tuple[Person, Person]
) -> None:
    guest, ada = talking
    for seq in range(3, 103):
        world.passes(1_000)
        ada.says("x", seq - 1, conversation_id=CONVERSATION)
    key = {"pk": {"S": f"conversation#{CONVERSATION}"}, "sk": {"S": "000000000005"}}
    world.dynamodb.delete_item(TableName="chat", Key=key)
    assert guest.says("hallo", 5)["code"] == "behind"


def test_what_was_missed_fits_into_an_answer(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    for seq in range(3, 33):
        world.passes(1_000)
        ada.says("x" + "\u0001" * 1_999, seq - 1, conversation_id=CONVERSATION)
    world.gateway.posted.clear()
    answer = guest.says("hallo", 2)
    assert len(json.dumps(answer, ensure_ascii=False).encode()) < ANSWER_BYTES
    assert answer["complete"] is False
    assert [entry["seq"] for entry in answer["missed"]] == list(range(33 - len(answer["missed"]), 33))


def test_who_writes_too_fast_is_told_when_to_go_on(world: World, talking: tuple[Person, Person]) -> None:
    guest, _ = talking
    for seq in range(3, 17):
        assert guest.says("x", seq - 1)["seq"] == seq
    answer = guest.says("zu schnell", 16, "late")
    assert (answer["code"], answer["retry_after_ms"]) == ("too_fast", 2_000)
    world.passes(2_000)
    assert guest.says("zu schnell", 16, "late")["seq"] == 17


def test_nobody_writes_before_the_beginning_or_after_the_end(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    stranger = world.connect(visitor("w"))
    assert stranger.says("hallo?", 1)["code"] == "not_open"
    ada.sends("close", conversation_id=CONVERSATION)
    assert guest.says("noch da?", 3)["code"] == "not_open"
    assert ada.says("nein", 3, conversation_id=CONVERSATION)["code"] == "not_open"


def test_an_agent_takes_before_writing(world: World) -> None:
    guest, ada = world.connect(visitor()), world.connect(agent("ada"))
    guest.sends("start", locale="de")
    assert ada.says("hallo", 1, conversation_id=CONVERSATION)["code"] == "not_allowed"


def test_one_connection_that_is_gone_keeps_no_other_from_its_message(
    world: World, talking: tuple[Person, Person]
) -> None:
    guest, ada = talking
    tabs = [world.connect(visitor()) for _ in range(3)]
    for tab in tabs:
        tab.sends("open")
    world.gateway.open.discard(tabs[0].connection_id)
    world.gateway.broken[tabs[1].connection_id] = refusal("LimitExceededException", 429, "PostToConnection")
    assert guest.says("hallo", 2)["seq"] == 3
    assert (len(tabs[2].received), len(ada.received)) == (1, 1)
    keys = world.keys(f"conversation#{CONVERSATION}")
    assert f"connection#{tabs[0].connection_id}" not in keys
    assert f"connection#{tabs[1].connection_id}" in keys


def test_who_came_back_on_another_connection_meanwhile_is_told(
    world: World, talking: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the sender's read and its write, so that the page had asked before there was anything to tell."""
    guest, ada = talking
    world.gateway.open.discard(ada.connection_id)
    again, stranger = world.connect(agent("ada")), world.connect(agent("bob"))
    append = world.store.append

    def slowly(conversation_id: str, entry: StoredEntry) -> bool:
        for each in (again, stranger):
            world.store.join(CONVERSATION, row_of(each))
        return append(conversation_id, entry)

    monkeypatch.setattr(world.store, "append", slowly)
    world.work_with(world.store)
    assert guest.says("hallo", 2)["seq"] == 3
    assert [entry["text"] for entry in again.added] == ["hallo"]
    assert stranger.added == []


def test_a_connection_whose_post_fails_is_ended_so_that_its_page_asks(
    world: World, talking: tuple[Person, Person]
) -> None:
    guest, ada = talking
    world.gateway.unposted[ada.connection_id] = refusal("InternalServerError", 500, "PostToConnection")
    assert guest.says("hallo", 2)["seq"] == 3
    assert world.gateway.closed == [ada.connection_id]
    # What is only shown for a moment is not worth it.
    window = world.connect(agent("ada"))
    window.sends("open", conversation_id=CONVERSATION)
    world.gateway.unposted[window.connection_id] = refusal("LimitExceededException", 429, "PostToConnection")
    guest.sends("announce_typing", seen=3)
    assert world.gateway.closed == [ada.connection_id]


def test_a_row_that_can_not_be_deleted_is_no_other_connections_concern(
    world: World, talking: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, ada = talking
    tab = world.connect(visitor())
    tab.sends("open")
    world.gateway.open.discard(tab.connection_id)
    world.gateway.unposted[ada.connection_id] = refusal("LimitExceededException", 429, "PostToConnection")

    def throttled(*_: str) -> None:
        raise refusal("ThrottlingException", 400, "DeleteItem")

    monkeypatch.setattr(world.store, "leave", throttled)
    world.work_with(world.store)
    assert guest.says("hallo", 2)["seq"] == 3
    assert world.gateway.closed == [ada.connection_id]


def test_a_row_past_its_time_gets_nothing(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    world.passes(2 * 60 * 60 * 1000)
    guest.says("hallo", 2)
    assert ada.received == []


def test_a_sender_without_a_row_is_answered(world: World, talking: tuple[Person, Person]) -> None:
    _, ada = talking
    tab = world.connect(visitor())
    assert tab.says("von hier", 2)["seq"] == 3
    assert len(ada.received) == 1


def test_whoever_may_no_longer_read_gets_nothing_even_with_a_row(world: World, talking: tuple[Person, Person]) -> None:
    guest, _ = talking
    bob, outsider = world.connect(agent("bob")), world.connect(agent("sally", "shop.sales"))
    for each in (bob, outsider):
        world.store.join(CONVERSATION, row_of(each))
    guest.says("geheim", 2)
    assert (bob.received, outsider.received) == ([], [])


def test_the_acknowledgement_of_an_agent_who_lost_it_tells_nothing_more(world: World) -> None:
    guest, ada, eve = (
        world.connect(visitor()),
        world.connect(agent("ada")),
        world.connect(agent("eve", "shop.supervisor")),
    )
    guest.sends("start", locale="de")
    ada.sends("take", conversation_id=CONVERSATION)
    guest.says("geheim", 2)
    ada.says("ja", 2, "m-1", conversation_id=CONVERSATION)
    eve.sends("take", conversation_id=CONVERSATION)
    again = ada.says("ja", 2, "m-1", conversation_id=CONVERSATION)
    assert (again["seq"], again["missed"], again["complete"]) == (4, [], False)


def test_a_batch_is_stored_in_its_order_and_delivered_in_one_post(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    answer = guest.says_all({"m-1": "eins", "m-2": "zwei", "m-3": "drei"}, 2)
    assert answer["acknowledged"] == [
        {"client_message_id": f"m-{number}", "seq": number + 2, "at": world.now} for number in (1, 2, 3)
    ]
    assert (answer["missed"], answer["complete"]) == ([], True)
    assert stored_texts(world) == ["eins", "zwei", "drei"]
    assert [[entry["seq"] for entry in event["entries"]] for event in ada.received] == [[3, 4, 5]]


def test_a_batch_that_is_composed_differently_finds_what_is_there(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    guest.says_all({"m-1": "eins", "m-2": "zwei"}, 2)
    answer = guest.says_all({"m-2": "zwei", "m-3": "drei", "m-4": "vier"}, 2)
    assert [each["seq"] for each in answer["acknowledged"]] == [4, 5, 6]
    # What the sender has named is from before its first message, so that one was missed.
    assert [entry["text"] for entry in answer["missed"]] == ["eins"]
    assert stored_texts(world) == ["eins", "zwei", "drei", "vier"]
    assert [entry["seq"] for entry in ada.added] == [3, 4, 4, 5, 6]


def test_one_id_twice_in_a_batch_is_one_message(world: World, talking: tuple[Person, Person]) -> None:
    guest, _ = talking
    twice = [{"client_message_id": "m-1", "text": text} for text in ("eins", "noch einmal")]
    answer = guest.sends("send_messages", cursor=2, messages=twice)
    assert [each["seq"] for each in answer["acknowledged"]] == [3, 3]
    assert stored_texts(world) == ["eins"]


def test_a_batch_beyond_the_pace_is_acknowledged_as_far_as_it_is_stored(
    world: World, talking: tuple[Person, Person]
) -> None:
    guest, ada = talking
    batch = {f"m-{number}": "x" for number in range(10)}
    guest.says_all(batch, 2)
    second = {f"n-{number}": "x" for number in range(10)}
    answer = guest.says_all(second, 12)
    assert [each["client_message_id"] for each in answer["acknowledged"]] == [f"n-{number}" for number in range(4)]
    assert [len(event["entries"]) for event in ada.received] == [10, 4]
    rest = {id_: text for id_, text in second.items() if id_ > "n-3"}
    assert guest.says_all(rest, 12)["code"] == "too_fast"
    world.passes(12_000)
    assert [each["seq"] for each in guest.says_all(rest, 12)["acknowledged"]] == list(range(17, 23))
    assert len(stored_texts(world)) == 20


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (refusal("ThrottlingException", 400, "PutItem"), "busy"),
        (refusal("AccessDeniedException", 400, "PutItem"), "failed"),
    ],
)
def test_a_batch_that_breaks_is_finished_when_it_is_sent_again(
    world: World, talking: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    guest, ada = talking
    append, puts = ChatStore.append, iter([True, True, False])

    def breaking(self: ChatStore, conversation_id: str, entry: StoredEntry) -> bool:
        if not next(puts):
            raise error
        return append(self, conversation_id, entry)

    batch = {f"m-{number}": f"text {number}" for number in range(4)}
    with monkeypatch.context() as patched:
        patched.setattr(ChatStore, "append", breaking)
        answer = guest.says_all(batch, 2)
    if code == "busy":
        assert [each["seq"] for each in answer["acknowledged"]] == [3, 4]
        assert [entry["seq"] for entry in ada.added] == [3, 4]
    else:
        assert answer["code"] == code
    again = guest.says_all(batch, 2)
    assert [each["seq"] for each in again["acknowledged"]] == [3, 4, 5, 6]
    # With those of the first time, since the function may have ended before it told of them.
    assert [entry["seq"] for entry in ada.added][-4:] == [3, 4, 5, 6]
    assert stored_texts(world) == list(batch.values())


def test_nothing_stored_of_a_batch_is_refused_as_a_whole(talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    ada.sends("close", conversation_id=CONVERSATION)
    assert guest.says_all({"m-1": "eins", "m-2": "zwei"}, 3)["code"] == "not_open"


def test_a_batch_of_longest_texts_is_delivered(talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    answer = guest.says_all({f"m-{number}": "x" + "\u0001" * 500 for number in range(10)}, 2)
    assert [each["seq"] for each in answer["acknowledged"]] == list(range(3, 13))
    assert [entry["seq"] for entry in ada.added] == list(range(3, 13))


def test_what_others_said_in_between_is_delivered_with_the_batch(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    window = world.connect(agent("ada"))
    window.sends("open", conversation_id=CONVERSATION)

    class Interrupted(ChatStore):
        def append(self, conversation_id: str, entry: StoredEntry) -> bool:
            if entry.entry.seq == 4 and entry.agent_id is None:
                ada.says("dazwischen", 2, "a-1", conversation_id=CONVERSATION)
            return super().append(conversation_id, entry)

    world.work_with(Interrupted(world.dynamodb, TABLE))
    answer = guest.says_all({"m-1": "eins", "m-2": "zwei"}, 2)
    assert [each["seq"] for each in answer["acknowledged"]] == [3, 5]
    assert [entry["text"] for entry in answer["missed"]] == ["dazwischen"]
    assert [[entry["seq"] for entry in event["entries"]] for event in window.received] == [[4], [3, 4, 5]]


def test_an_answer_says_what_its_author_had_seen(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    guest.says("eins", 2)
    guest.says("zwei", 3)
    ada.says("ja", 3, conversation_id=CONVERSATION)
    ada.says("nein", 900, conversation_id=CONVERSATION)
    entries = world.store.read_from(CONVERSATION, 3, consistent=True).entries
    # Nobody has seen what is not there.
    assert [each.entry.seen for each in entries if isinstance(each.entry, Message)] == [2, 3, 3, 5]


def test_a_message_keeps_its_conversation_alive(world: World, talking: tuple[Person, Person]) -> None:
    guest, ada = talking
    world.passes(20 * DAY)
    assert guest.says("noch da?", 2, "m-1")["seq"] == 3
    world.passes(20 * DAY)
    tab = world.connect(visitor())
    opened = tab.sends("open")
    assert opened["conversation"]["state"] == "taken"
    assert [entry["seq"] for entry in opened["entries"]] == [3]
    assert ada.says("ja", 3, conversation_id=CONVERSATION)["seq"] == 4
    assert ada.sends("list_conversations")["taken"][0]["conversation_id"] == CONVERSATION
    world.passes(30 * DAY)
    assert tab.sends("open")["conversation"] is None
    assert guest.says("und jetzt?", 4)["code"] == "not_open"


def test_a_conversation_is_kept_alive_once_a_day(
    world: World, talking: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, _ = talking
    commit, commits = ChatStore.commit, []

    def counted(self: ChatStore, change: Change) -> bool:
        commits.append(change.entry.entry.seq)
        return commit(self, change)

    monkeypatch.setattr(ChatStore, "commit", counted)
    for seq in range(3, 3 + 4 * 6):
        world.passes(DAY // 4)
        assert guest.says("x", seq - 1)["seq"] == seq
    assert commits == [7, 12, 17, 22]


def test_keeping_it_alive_does_not_undo_what_an_agent_did_at_that_moment(
    world: World, talking: tuple[Person, Person]
) -> None:
    guest, ada = talking
    world.passes(20 * DAY)

    class Overtaken(ChatStore):
        closed = False

        def commit(self, change: Change) -> bool:
            if not self.closed:
                self.closed = True
                ada.sends("close", conversation_id=CONVERSATION)
            return super().commit(change)

    world.work_with(Overtaken(world.dynamodb, TABLE))
    assert guest.says("noch da?", 2)["code"] == "not_open"
    assert guest.sends("open")["conversation"]["state"] == "closed"
