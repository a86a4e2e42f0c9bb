import pytest

from lambdas.chat.conversation import MOVES, IllegalMove, Move, move, shown_to, start, state_after
from lambdas.chat.log import Log, fold
from lambdas.chat.records import SLACK_SECONDS, Pace, StoredConversation, StoredEntry, Tail
from lambdas.identity.people import Agent, Visitor
from lambdas.protocol.entries import ConversationState, Party, Reopened, Started, Taken
from lambdas.protocol.refusals import RefusalCode, Refused

NOW = 1_750_000_000_000
VISITOR = Visitor(visitor_id="v" * 43, site="shop")
ADA = Agent(agent_id="ada", groups=frozenset({"shop.service"}), expires_at=NOW)
BOB = Agent(agent_id="bob", groups=frozenset({"shop.service"}), expires_at=NOW)
EVE = Agent(agent_id="eve", groups=frozenset({"shop.supervisor"}), expires_at=NOW)
WAITING, TAKEN, CLOSED = ConversationState.WAITING, ConversationState.TAKEN, ConversationState.CLOSED


def log_in(state: ConversationState, *, observers: frozenset[str] = frozenset(), pace: Pace | None = None) -> Log:
    entry = StoredEntry(
        entry=Started(seq=4, at=NOW, author=Party.VISITOR), expires_at=NOW // 1000 + 9, pace=pace or Pace()
    )
    conversation = StoredConversation(
        conversation_id=VISITOR.conversation_id,
        state=state,
        group="service",
        locale="de",
        seq=4,
        started_at=NOW,
        changed_at=NOW,
        agent_id=None if state is WAITING else "ada",
        observers=observers,
        expires_at=NOW // 1000 + 9,
    )
    return fold(Tail(entries=(entry,), conversation=conversation), NOW)


def test_every_move_from_every_state_leads_on_or_is_illegal() -> None:
    expected = {
        (None, Move.START): WAITING,
        (WAITING, Move.TAKE): TAKEN,
        (WAITING, Move.CLOSE): CLOSED,
        (TAKEN, Move.TAKE): TAKEN,
        (TAKEN, Move.OBSERVE): TAKEN,
        (TAKEN, Move.CLOSE): CLOSED,
        (CLOSED, Move.START): WAITING,
        (CLOSED, Move.REOPEN): TAKEN,
    }
    for state in (None, *ConversationState):
        for each in Move:
            if (state, each) in expected:
                assert state_after(each, state) is expected[state, each]
            else:
                with pytest.raises(IllegalMove):
                    state_after(each, state)


def test_an_illegal_move_names_what_was_expected_and_what_came() -> None:
    with pytest.raises(IllegalMove, match=r"^take starts from waiting or taken, not from closed$"):
        state_after(Move.TAKE, CLOSED)
    with pytest.raises(IllegalMove, match=r"^start starts from None or closed, not from taken$"):
        state_after(Move.START, TAKEN)


def test_every_move_is_in_the_table() -> None:
    assert set(MOVES) == set(Move)


def test_start_begins_a_new_log_in_the_default_group() -> None:
    change = start(fold(Tail(), NOW), VISITOR, group=None, default_group="service", locale="en", now=NOW, lifetime=60)
    assert change is not None
    assert isinstance(change.entry.entry, Started)
    assert (change.conversation.state, change.conversation.group, change.conversation.seq) == (WAITING, "service", 1)
    assert (change.conversation.started_at, change.conversation.expires_at, change.replaces) == (
        NOW,
        NOW // 1000 + 60 + SLACK_SECONDS,
        None,
    )


@pytest.mark.parametrize(("asked", "group"), [(None, "service"), ("sales", "sales")])
def test_start_goes_on_with_a_closed_one_and_lets_the_agent_go(asked: str | None, group: str) -> None:
    log = log_in(CLOSED, observers=frozenset({"eve"}))
    change = start(log, VISITOR, group=asked, default_group="default", locale="en", now=NOW, lifetime=60)
    assert change is not None
    assert isinstance(change.entry.entry, Reopened)
    after = change.conversation
    assert (after.state, after.group, after.locale) == (WAITING, group, "en")
    assert (after.agent_id, after.observers) == (None, frozenset())
    assert (after.seq, change.replaces) == (5, 4)


@pytest.mark.parametrize("state", [WAITING, TAKEN])
def test_start_leaves_an_open_one_as_it_is(state: ConversationState) -> None:
    log = log_in(state)
    assert start(log, VISITOR, group="sales", default_group="x", locale="en", now=NOW, lifetime=60) is None


def test_take_makes_the_agent_its_holder() -> None:
    change = move(log_in(WAITING), Move.TAKE, BOB, now=NOW, lifetime=60)
    assert change is not None
    assert isinstance(change.entry.entry, Taken)
    assert (change.entry.agent_id, change.conversation.agent_id, change.conversation.state) == ("bob", "bob", TAKEN)


def test_a_supervisor_takes_over_and_observes_no_more() -> None:
    change = move(log_in(TAKEN, observers=frozenset({"eve", "joe"})), Move.TAKE, EVE, now=NOW, lifetime=60)
    assert change is not None
    assert (change.conversation.agent_id, change.conversation.observers) == ("eve", frozenset({"joe"}))


def test_an_observer_is_written_down() -> None:
    change = move(log_in(TAKEN), Move.OBSERVE, EVE, now=NOW, lifetime=60)
    assert change is not None
    assert (change.conversation.agent_id, change.conversation.observers) == ("ada", frozenset({"eve"}))


@pytest.mark.parametrize(
    ("state", "wanted", "by"),
    [(TAKEN, Move.TAKE, ADA), (CLOSED, Move.CLOSE, ADA), (CLOSED, Move.CLOSE, VISITOR), (TAKEN, Move.REOPEN, ADA)],
)
def test_what_is_so_already_needs_no_change(state: ConversationState, wanted: Move, by: Visitor | Agent) -> None:
    assert move(log_in(state), wanted, by, now=NOW, lifetime=60) is None


def test_the_agent_goes_on_with_what_was_its_own() -> None:
    change = move(log_in(CLOSED), Move.REOPEN, ADA, now=NOW, lifetime=60)
    assert change is not None
    assert (change.conversation.state, change.conversation.agent_id) == (TAKEN, "ada")


def test_flapping_is_bounded_by_the_pace() -> None:
    fast = Pace(visitor=NOW + 60_000)
    with pytest.raises(Refused) as refused:
        move(log_in(WAITING, pace=fast), Move.CLOSE, VISITOR, now=NOW, lifetime=60)
    assert refused.value.code is RefusalCode.TOO_FAST


def test_a_visitor_is_not_told_which_agent_it_is() -> None:
    conversation = log_in(TAKEN).conversation
    assert conversation is not None
    assert shown_to(Party.VISITOR, conversation).agent_id is None
    assert shown_to(Party.AGENT, conversation).agent_id == "ada"
