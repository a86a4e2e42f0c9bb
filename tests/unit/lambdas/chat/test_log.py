from functools import partial

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from lambdas.chat.log import fold, next_entry
from lambdas.chat.records import SLACK_SECONDS, Pace, StoredConversation, StoredEntry, Tail
from lambdas.identity.people import Agent, Visitor
from lambdas.protocol.entries import Closed, ConversationState, Message, Party, Started, Taken

NOW = 1_750_000_000_000
LIFETIME = 1_000
VISITOR = Visitor(visitor_id="v" * 43, site="shop")
ADA = Agent(agent_id="ada", groups=frozenset({"shop.service"}), expires_at=NOW)
BOB = Agent(agent_id="bob", groups=frozenset({"shop.service"}), expires_at=NOW)


def message(seq: int, *, by: Visitor | Agent = VISITOR, at: int = NOW, id_: str = "", text: str = "x") -> StoredEntry:
    entry = Message(seq=seq, at=at, author=by.party, client_message_id=id_ or f"m{seq}", text=text, seen=0)
    agent_id = by.agent_id if isinstance(by, Agent) else None
    return StoredEntry(
        entry=entry, agent_id=agent_id, expires_at=at // 1000 + LIFETIME, pace=Pace(visitor=at, agent=seq)
    )


def change(seq: int, kind: type[Started | Taken | Closed] = Started, *, at: int = NOW) -> StoredEntry:
    return StoredEntry(entry=kind(seq=seq, at=at, author=Party.VISITOR), expires_at=at // 1000 + LIFETIME)


def state(seq: int, *, at: int = NOW, started_at: int = 0) -> StoredConversation:
    return StoredConversation(
        conversation_id=VISITOR.conversation_id,
        state=ConversationState.WAITING,
        group="service",
        locale="de",
        seq=seq,
        started_at=started_at,
        changed_at=at,
        expires_at=at // 1000 + LIFETIME,
    )


def test_nothing_there_begins_at_one() -> None:
    log = fold(Tail(), NOW)
    assert (log.conversation, log.replaces, log.next_seq, log.settled) == (None, None, 1, True)


def test_what_has_expired_is_not_shown_but_still_counts() -> None:
    old = NOW - LIFETIME * 1000
    log = fold(Tail(entries=(change(1, at=old), message(2, at=old)), conversation=state(1, at=old)), NOW)
    assert (log.conversation, log.entries, log.next_seq, log.replaces) == (None, (), 3, 1)
    assert log.settled


def test_a_state_row_without_its_entries_still_counts() -> None:
    old = NOW - LIFETIME * 1000
    assert fold(Tail(conversation=state(9, at=old)), NOW).next_seq == 10


def test_the_log_before_this_one_is_not_shown() -> None:
    tail = Tail(entries=(message(1, at=NOW - 5), change(2, at=NOW), message(3)), conversation=state(2, started_at=NOW))
    assert [stored.entry.seq for stored in fold(tail, NOW).entries] == [2, 3]


def test_an_entry_without_its_state_is_not_settled() -> None:
    assert not fold(Tail(entries=(change(1), change(2, Taken)), conversation=state(1)), NOW).settled
    assert not fold(Tail(entries=(change(1),)), NOW).settled


def test_a_state_without_its_entry_is_not_settled() -> None:
    assert not fold(Tail(entries=(change(1), message(2)), conversation=state(3)), NOW).settled
    assert fold(Tail(entries=(change(1), message(2)), conversation=state(1)), NOW).settled


def test_a_state_that_outlives_its_entries_is_no_conversation() -> None:
    old = NOW - LIFETIME * 1000
    kept = structs.replace(state(1, at=old), expires_at=NOW // 1000 + SLACK_SECONDS)
    for entries in ((change(1, at=old), message(2, at=old)), (change(1, at=old),), ()):
        log = fold(Tail(entries=entries, conversation=kept), NOW)
        assert (log.conversation, log.entries, log.settled) == (None, (), True)
    assert fold(Tail(entries=(message(2),), conversation=kept), NOW).conversation == kept


def test_participants_alone_do_not_say_that_a_conversation_is_over() -> None:
    log = fold(Tail(conversation=state(1), participants_only=True), NOW)
    assert (log.conversation, log.settled) == (state(1), True)


def test_a_state_whose_entry_must_still_be_there_is_not_settled_without_it() -> None:
    kept = structs.replace(state(1), expires_at=NOW // 1000 + LIFETIME + SLACK_SECONDS)
    assert not fold(Tail(conversation=kept), NOW).settled


def test_a_read_that_left_an_entry_out_has_a_gap() -> None:
    assert fold(Tail(entries=(change(1), message(2)), conversation=state(1)), NOW).gapless
    assert not fold(Tail(entries=(change(1), message(3)), conversation=state(1)), NOW).gapless
    assert fold(Tail(), NOW).gapless


def test_a_log_that_grows_is_as_it_would_be_read() -> None:
    entries = (change(1), message(2, at=NOW + 7))
    grown = fold(Tail(entries=entries[:1], conversation=state(1)), NOW).grown(entries[1], state(1))
    assert grown == fold(Tail(entries=entries, conversation=state(1)), NOW)


def test_the_same_id_of_another_author_is_another_message() -> None:
    log = fold(Tail(entries=(change(1), message(2, by=ADA, id_="m")), conversation=state(1)), NOW)
    assert log.said_before(ADA, "m") is not None
    assert log.said_before(BOB, "m") is None
    assert log.said_before(VISITOR, "m") is None
    assert log.said_before(ADA, "n") is None


def test_the_next_entry_follows_in_number_and_time() -> None:
    log = fold(Tail(entries=(change(1), message(2, at=NOW + 50)), conversation=state(1)), NOW)
    make = partial(Message, client_message_id="m", text="x", seen=0)
    stored = next_entry(log, ADA, make, now=NOW, lifetime=LIFETIME)
    assert (stored.entry.seq, stored.entry.at, stored.agent_id) == (3, NOW + 50, "ada")
    assert stored.expires_at == (NOW + 50) // 1000 + LIFETIME
    assert stored.pace.visitor == log.pace.visitor


def test_a_cut_read_goes_back_unless_the_beginning_was_seen() -> None:
    entries = (message(8, at=NOW - 9), change(9), message(10))
    cut = Tail(entries=entries, conversation=state(9, started_at=NOW - 100), whole=False)
    assert fold(cut, NOW).goes_back
    assert not fold(Tail(entries=entries, conversation=state(9, started_at=NOW), whole=False), NOW).goes_back


@given(
    st.integers(min_value=1, max_value=50),
    st.integers(min_value=0, max_value=50),
    st.integers(min_value=0, max_value=60),
)
def test_any_part_of_a_log_gives_the_same_next_number(length: int, cut: int, cursor: int) -> None:
    entries = (change(1), *(message(seq) for seq in range(2, length + 1)))
    part = entries[min(cut, length - 1) :]
    log = fold(Tail(entries=part, conversation=state(1)), NOW)
    assert log.next_seq == length + 1
    assert log.holds(cursor) == (part[0].entry.seq <= cursor <= length)
    assert [stored.entry.seq for stored in log.after(cursor)] == [
        stored.entry.seq for stored in part if stored.entry.seq > cursor
    ]


@given(st.integers(min_value=1, max_value=30), st.integers(min_value=0, max_value=30))
def test_what_expires_goes_from_the_front_and_never_changes_the_number(length: int, expired: int) -> None:
    old = NOW - LIFETIME * 1000
    entries = tuple(message(seq, at=old if seq <= expired else NOW) for seq in range(1, length + 1))
    log = fold(Tail(entries=entries, conversation=state(0, started_at=0)), NOW)
    assert log.next_seq == length + 1
    assert [stored.entry.seq for stored in log.entries] == list(range(min(expired, length) + 1, length + 1))
