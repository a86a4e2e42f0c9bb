"""A conversation's states and the moves between them."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

import msgspec
from msgspec import Struct

from lambdas.chat.log import Log, agent_id_of, next_entry
from lambdas.chat.records import SLACK_SECONDS, StoredConversation, StoredEntry
from lambdas.chat.rights import Right, demand
from lambdas.identity.people import Identity, Visitor
from lambdas.protocol.entries import (
    AnyEntry,
    Closed,
    Conversation,
    ConversationState,
    Identified,
    Introduction,
    Observed,
    Party,
    Reopened,
    Started,
    Taken,
)


class Move(StrEnum):
    START = "start"
    TAKE = "take"
    OBSERVE = "observe"
    CLOSE = "close"
    REOPEN = "reopen"


MOVES: Final[Mapping[Move, Mapping[ConversationState | None, ConversationState]]] = {
    Move.START: {None: ConversationState.WAITING, ConversationState.CLOSED: ConversationState.WAITING},
    Move.TAKE: {
        ConversationState.WAITING: ConversationState.TAKEN,
        ConversationState.TAKEN: ConversationState.TAKEN,
    },
    Move.OBSERVE: {ConversationState.TAKEN: ConversationState.TAKEN},
    Move.CLOSE: {
        ConversationState.WAITING: ConversationState.CLOSED,
        ConversationState.TAKEN: ConversationState.CLOSED,
    },
    Move.REOPEN: {ConversationState.CLOSED: ConversationState.TAKEN},
}
"""For each move the states that it starts from, and where it ends. ``None`` is a conversation not begun yet."""

_ENTRIES: Final[dict[Move, Callable[..., AnyEntry]]] = {
    Move.START: Reopened,
    Move.TAKE: Taken,
    Move.OBSERVE: Observed,
    Move.CLOSE: Closed,
    Move.REOPEN: Reopened,
}


class IllegalMove(Exception):
    """A move from a state that it does not start from. Names what was expected and what came."""

    def __init__(self, move: Move, state: ConversationState | None) -> None:
        expected = " or ".join(str(each) for each in MOVES[move])
        super().__init__(f"{move} starts from {expected}, not from {state}")


class Change(Struct, frozen=True, kw_only=True):
    """One move, to be written as one transaction: an entry, and the conversation as it makes it.

    ``replaces`` is the ``seq`` of the state row that must still lie in the table, ``None`` when there must be none.
    """

    entry: StoredEntry
    conversation: StoredConversation
    replaces: int | None


def state_after(move: Move, state: ConversationState | None) -> ConversationState:
    """Raises ``IllegalMove``."""
    try:
        return MOVES[move][state]
    except KeyError:
        raise IllegalMove(move, state) from None


def start(
    log: Log, visitor: Visitor, *, group: str | None, default_group: str, locale: str, now: int, lifetime: int
) -> Change | None:
    """The visitor begins, or goes on with a closed conversation in the group asked for, else in the last one's.

    ``None`` when it waits or is taken already.
    """
    before = log.conversation
    if before is None:
        entry = next_entry(log, visitor, Started, now=now, lifetime=lifetime)
        begun = StoredConversation(
            conversation_id=visitor.conversation_id,
            state=state_after(Move.START, None),
            group=group or default_group,
            locale=locale,
            seq=entry.entry.seq,
            started_at=entry.entry.at,
            changed_at=entry.entry.at,
            expires_at=entry.expires_at + SLACK_SECONDS,
        )
        return Change(entry=entry, conversation=begun, replaces=log.replaces)
    change = move(log, Move.START, visitor, now=now, lifetime=lifetime)
    if change is None:
        return None
    waiting = msgspec.structs.replace(
        change.conversation, group=group or before.group, locale=locale, agent_id=None, observers=frozenset()
    )
    return msgspec.structs.replace(change, conversation=waiting)


def move(log: Log, wanted: Move, by: Identity, *, now: int, lifetime: int) -> Change | None:
    """The change that ``by`` asks for, or ``None`` when things stand like that already.

    Raises ``Refused`` when ``by`` may not or is too fast, ``IllegalMove`` when the rights allow what has no move.
    """
    before = demand(by, Right(wanted.value), log.conversation)
    if _is_done(before, wanted, by):
        return None
    entry = next_entry(log, by, _ENTRIES[wanted], now=now, lifetime=lifetime)
    after = msgspec.structs.replace(
        before,
        state=state_after(wanted, before.state),
        agent_id=agent_id_of(by) if wanted is Move.TAKE else before.agent_id,
        observers=_observers(before, wanted, by),
        seq=entry.entry.seq,
        changed_at=entry.entry.at,
        expires_at=entry.expires_at + SLACK_SECONDS,
    )
    return Change(entry=entry, conversation=after, replaces=log.replaces)


def introduce(log: Log, visitor: Visitor, make: Callable[..., Introduction], *, now: int, lifetime: int) -> Change:
    """The change that adds what ``make`` says of the visitor, and points to it from the state.

    It moves nothing: the conversation keeps its place in each list. Raises ``Refused``.
    """
    before = demand(visitor, Right.INTRODUCE, log.conversation)
    entry = next_entry(log, visitor, make, now=now, lifetime=lifetime)
    seq = entry.entry.seq
    pointer = {"identified" if isinstance(entry.entry, Identified) else "described": seq}
    after = msgspec.structs.replace(before, seq=seq, expires_at=entry.expires_at + SLACK_SECONDS, **pointer)
    return Change(entry=entry, conversation=after, replaces=log.replaces)


def kept_alive(conversation: StoredConversation, entry: StoredEntry) -> Change | None:
    """The change that keeps the state for as long as a message, or ``None`` when it is kept so anyway.

    Without it a conversation would be gone although messages in it are not. Due once in ``SLACK_SECONDS`` at most.
    """
    if conversation.expires_at >= entry.expires_at:
        return None
    kept = msgspec.structs.replace(conversation, expires_at=entry.expires_at + SLACK_SECONDS)
    return Change(entry=entry, conversation=kept, replaces=conversation.seq)


def _is_done(conversation: StoredConversation, move: Move, by: Identity) -> bool:
    if move is Move.TAKE:
        return conversation.agent_id == agent_id_of(by)
    return conversation.state not in MOVES[move]


def _observers(conversation: StoredConversation, move: Move, by: Identity) -> frozenset[str]:
    agent = {agent_id for agent_id in (agent_id_of(by),) if agent_id}
    if move is Move.OBSERVE:
        return conversation.observers | agent
    if move is Move.TAKE:
        return conversation.observers - agent
    return conversation.observers


def shown_to(party: Party, conversation: StoredConversation) -> Conversation:
    """What a party is told of the conversation: a visitor never learns which agent it is."""
    return Conversation(
        conversation_id=conversation.conversation_id,
        state=conversation.state,
        group=conversation.group,
        locale=conversation.locale,
        started_at=conversation.started_at,
        changed_at=conversation.changed_at,
        agent_id=conversation.agent_id if party is Party.AGENT else None,
    )
