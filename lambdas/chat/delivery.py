"""Who is told of what.

All of it comes after what was asked for is done, so nothing that breaks here may fail the answer.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from lambdas.aws.connections import Connections, Posted
from lambdas.aws.errors import report
from lambdas.aws.logs import logger
from lambdas.aws.metrics import Count, counts
from lambdas.aws.transient import is_transient
from lambdas.chat.conversation import shown_to
from lambdas.chat.identity import site_of, supervisors_of
from lambdas.chat.log import agent_id_of
from lambdas.chat.records import Caller, StoredConnection, StoredConversation, StoredEntry, live
from lambdas.chat.rights import Right, may
from lambdas.chat.store import ChatStore
from lambdas.protocol.entries import Party
from lambdas.protocol.events import AnyEvent, ConversationChanged, EntryAdded, TypingAnnounced, encode_event

CONNECTIONS_EACH: Final = 10
"""Connections that one person may have to one conversation; the oldest beyond that are ended."""


class Delivery:
    def __init__(self, store: ChatStore, connections: Connections) -> None:
        self._store = store
        self._connections = connections

    def entry_added(
        self,
        caller: Caller,
        conversation: StoredConversation,
        connections: Iterable[StoredConnection],
        stored: StoredEntry,
    ) -> None:
        """To each other connection that has the conversation open and whose reader may read it now."""
        event = EntryAdded(conversation_id=conversation.conversation_id, entry=stored.entry)
        with _harmless():
            self._to_conversation(conversation, _others(caller, conversation, connections), event)

    def typing_announced(
        self, caller: Caller, conversation: StoredConversation, connections: Iterable[StoredConnection]
    ) -> None:
        """To the other side alone."""
        author = caller.identity.party
        event = TypingAnnounced(conversation_id=conversation.conversation_id, author=author)
        others = _others(caller, conversation, connections)
        with _harmless():
            self._to_conversation(conversation, [each for each in others if each.identity.party is not author], event)

    def conversation_changed(
        self, caller: Caller, conversation: StoredConversation, connections: Iterable[StoredConnection]
    ) -> None:
        """To the agents of its group and the supervisors of its site who keep lists, and to those whom it shuts out."""
        event = ConversationChanged(conversation=shown_to(Party.AGENT, conversation))
        with _harmless():
            told = {caller.connection_id} | self._shut_out(conversation, connections, event)
            site = site_of(conversation.conversation_id)
            for group in (f"{site}.{conversation.group}", supervisors_of(site)):
                listening = {each.connection_id for each in live(self._store.read_group(group), caller.now)}
                self._post(listening - told, event, partial(self._store.leave_group, group))
                told |= listening

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
        self._post([connection_id], event, lambda _gone: None)
        _log_problem(self._connections.close(connection_id))

    def _shut_out(
        self, conversation: StoredConversation, connections: Iterable[StoredConnection], event: AnyEvent
    ) -> set[str]:
        ids = {each.connection_id for each in connections if not may(each.identity, Right.READ, conversation)}
        for connection_id in ids:
            self._store.leave(conversation.conversation_id, connection_id)
        self._post(ids, event, lambda _gone: None)
        return ids

    def _to_conversation(
        self, conversation: StoredConversation, connections: Iterable[StoredConnection], event: AnyEvent
    ) -> None:
        ids = [each.connection_id for each in connections]
        self._post(ids, event, partial(self._store.leave, conversation.conversation_id))

    def _post(self, connection_ids: Iterable[str], event: AnyEvent, forget: Callable[[str], None]) -> None:
        for posted in self._connections.post(connection_ids, encode_event(event)):
            counts().add(_outcome(posted))
            _log_problem(posted)
            if posted.gone:
                forget(posted.connection_id)


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
