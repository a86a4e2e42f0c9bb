"""Who is told of what.

All of it comes after what was asked for is done, so nothing that breaks here may fail the answer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Final

from lambdas.aws.connections import Connections, Posted
from lambdas.aws.errors import report
from lambdas.aws.logs import logger
from lambdas.aws.metrics import Count, counts
from lambdas.aws.transient import is_transient
from lambdas.chat.conversation import shown_to
from lambdas.chat.log import agent_id_of
from lambdas.chat.pages import newest_fitting
from lambdas.chat.records import Caller, StoredConnection, StoredConversation, StoredEntry, live
from lambdas.chat.rights import Right, may
from lambdas.chat.store import ChatStore
from lambdas.identity.people import site_of, supervisors_of
from lambdas.protocol.entries import Mark, Party
from lambdas.protocol.events import (
    AnyEvent,
    ConversationChanged,
    ConversationErased,
    EntriesAdded,
    EntriesMarked,
    TypingAnnounced,
    encode_event,
)

CONNECTIONS_EACH: Final = 10
"""Connections that one person may have to one conversation; the oldest beyond that are ended."""


class Delivery:
    def __init__(self, store: ChatStore, connections: Connections) -> None:
        self._store = store
        self._connections = connections

    def entries_added(
        self,
        caller: Caller,
        conversation: StoredConversation,
        connections: Iterable[StoredConnection],
        stored: Sequence[StoredEntry],
    ) -> None:
        """To each other connection that has the conversation open and whose reader may read it now: one post each.

        ``stored`` ascend without a gap. Of more than fits into a post the oldest are left out; readers see that.
        A connection whose post fails is ended: its page would not know that it misses something, and so it comes back
        and asks.
        """
        event = EntriesAdded(conversation_id=conversation.conversation_id, entries=newest_fitting(stored))
        known = list(connections)
        with _harmless():
            posts = self._to_conversation(conversation, _others(caller, conversation, known), event)
            if any(posted.gone for posted in posts):
                posts += self._to_newcomers(caller, conversation, known, event)
            for posted in posts:
                if posted.problem:
                    _log_problem(self._connections.close(posted.connection_id))

    def typing_announced(
        self, caller: Caller, conversation: StoredConversation, connections: Iterable[StoredConnection], *, seen: int
    ) -> None:
        """To the other side alone."""
        author = caller.identity.party
        event = TypingAnnounced(conversation_id=conversation.conversation_id, author=author, seen=seen)
        self._to_other_side(caller, conversation, connections, event)

    def entries_marked(
        self, caller: Caller, conversation: StoredConversation, connections: Iterable[StoredConnection], mark: Mark
    ) -> None:
        """To the other side alone."""
        author = caller.identity.party
        event = EntriesMarked(conversation_id=conversation.conversation_id, author=author, mark=mark)
        self._to_other_side(caller, conversation, connections, event)

    def conversation_changed(
        self,
        caller: Caller,
        before: StoredConversation | None,
        conversation: StoredConversation,
        connections: Iterable[StoredConnection],
    ) -> None:
        """To the agents of its group and the supervisors of its site who keep lists, and to those whom it shuts out."""
        event = ConversationChanged(conversation=shown_to(Party.AGENT, conversation))
        with _harmless():
            told = {caller.connection_id} | self._shut_out(before, conversation, connections, event)
            site = site_of(conversation.conversation_id)
            for group in (f"{site}.{conversation.group}", supervisors_of(site)):
                listening = {each.connection_id for each in live(self._store.read_group(group), caller.now)}
                self._post(listening - told, event, partial(self._store.leave_group, group))
                told |= listening

    def conversation_erased(self, conversation_id: str, connection_ids: Iterable[str]) -> None:
        """To all that had it open. One that can not be told is ended: it comes back, asks, and learns it."""
        with _harmless():
            for posted in self._post(connection_ids, ConversationErased(conversation_id=conversation_id), _nothing):
                if posted.problem:
                    _log_problem(self._connections.close(posted.connection_id))

    def erasure_listed(self, conversation_id: str, group: str, now: int) -> None:
        """To the agents of its group and the supervisors of its site who keep lists."""
        site = site_of(conversation_id)
        for name in (f"{site}.{group}", supervisors_of(site)):
            with _harmless():
                listening = live(self._store.read_group(name), now)
                self.conversation_erased(conversation_id, [each.connection_id for each in listening])

    def end_oldest(self, caller: Caller, conversation_id: str, connections: Iterable[StoredConnection]) -> None:
        """Keep the newest connections of the caller's, ``CONNECTIONS_EACH`` of them."""
        own = [each for each in connections if _same_person(each, caller)]
        own.sort(key=lambda each: (each.connection_id == caller.connection_id, each.expires_at))
        with _harmless():
            for each in own[:-CONNECTIONS_EACH]:
                self._store.leave(conversation_id, each.connection_id)
                _log_problem(self._connections.close(each.connection_id))

    def end(self, connection_id: str, event: AnyEvent) -> None:
        """A last event, then the end of the connection."""
        self._post([connection_id], event, _nothing)
        _log_problem(self._connections.close(connection_id))

    def _shut_out(
        self,
        before: StoredConversation | None,
        conversation: StoredConversation,
        connections: Iterable[StoredConnection],
        event: AnyEvent,
    ) -> set[str]:
        """Those who may read it no longer are told. One that never might is here because it is just asking."""
        out = [each for each in connections if not may(each.identity, Right.READ, conversation)]
        for each in out:
            self._store.leave(conversation.conversation_id, each.connection_id)
        told = {each.connection_id for each in out if before and may(each.identity, Right.READ, before)}
        self._post(told, event, _nothing)
        return told

    def _to_newcomers(
        self,
        caller: Caller,
        conversation: StoredConversation,
        known: Iterable[StoredConnection],
        event: AnyEvent,
    ) -> list[Posted]:
        """Whose connection is gone may have come back on another since those were read: look again, once."""
        tail = self._store.read_participants(conversation.conversation_id)
        if tail.conversation is None:
            return []
        before = {each.connection_id for each in known}
        fresh = [each for each in live(tail.connections, caller.now) if each.connection_id not in before]
        return self._to_conversation(conversation, _others(caller, tail.conversation, fresh), event)

    def _to_other_side(
        self,
        caller: Caller,
        conversation: StoredConversation,
        connections: Iterable[StoredConnection],
        event: AnyEvent,
    ) -> None:
        others = _others(caller, conversation, connections)
        across = [each for each in others if each.identity.party is not caller.identity.party]
        with _harmless():
            self._to_conversation(conversation, across, event)

    def _to_conversation(
        self, conversation: StoredConversation, connections: Iterable[StoredConnection], event: AnyEvent
    ) -> list[Posted]:
        ids = [each.connection_id for each in connections]
        return self._post(ids, event, partial(self._store.leave, conversation.conversation_id))

    def _post(self, connection_ids: Iterable[str], event: AnyEvent, forget: Callable[[str], None]) -> list[Posted]:
        outcomes = self._connections.post(connection_ids, encode_event(event))
        for posted in outcomes:
            counts().add(_outcome(posted))
            _log_problem(posted)
            if posted.gone:
                # That a row can not be deleted now is no other connection's concern.
                with _harmless():
                    forget(posted.connection_id)
        return outcomes


def _nothing(_gone: str) -> None:
    """The row goes in another way."""


def _others(
    caller: Caller, conversation: StoredConversation, connections: Iterable[StoredConnection]
) -> list[StoredConnection]:
    others = (each for each in connections if each.connection_id != caller.connection_id)
    return [each for each in others if may(each.identity, Right.READ, conversation)]


def _same_person(connection: StoredConnection, caller: Caller) -> bool:
    """Within one conversation, where all visitors' connections are its own visitor's."""
    return agent_id_of(connection.identity) == agent_id_of(caller.identity)


def _outcome(posted: Posted) -> Count:
    if posted.gone:
        return Count.POSTS_GONE
    return Count.POSTS_FAILED if posted.problem else Count.POSTS_DELIVERED


def _log_problem(posted: Posted) -> None:
    if posted.problem:
        logger().warning("not posted", extra={"connection_id": posted.connection_id, "problem": posted.problem})


@contextmanager
def _harmless() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if is_transient(error):
            logger().warning("not delivered", extra={"problem": type(error).__name__})
        else:
            report(error)
