"""What is said."""

from collections.abc import Iterator
from functools import partial

from lambdas.aws.logs import logger
from lambdas.aws.metrics import Count, counts
from lambdas.aws.transient import is_transient
from lambdas.chat.changes import TRIES
from lambdas.chat.conversation import kept_alive
from lambdas.chat.delivery import Delivery
from lambdas.chat.log import Log, fold, next_entry, not_erased
from lambdas.chat.records import Caller, StoredConversation, StoredEntry
from lambdas.chat.rights import Right, conversation_meant, demand, may
from lambdas.chat.said import Said, acknowledged
from lambdas.chat.store import ChatStore
from lambdas.protocol.commands import NewMessage, SendMessages
from lambdas.protocol.entries import Message
from lambdas.protocol.events import MessagesAcknowledged
from lambdas.protocol.refusals import RefusalCode, Refused


class Talk:
    """``lifetime`` is the retention of conversations in seconds."""

    def __init__(self, store: ChatStore, delivery: Delivery, *, lifetime: int) -> None:
        self._store = store
        self._delivery = delivery
        self._lifetime = lifetime

    def send(self, caller: Caller, command: SendMessages) -> MessagesAcknowledged:
        """One eventually consistent query, one conditional put for each message, one post for each other connection.

        Once one of its messages is stored a command is not refused any more: what can not be said now is left out of
        the answer.
        """
        conversation_id = conversation_meant(caller.identity, command.conversation_id)
        said = _as_far_as_it_goes(self._say(caller, conversation_id, command))
        if said.first_new is None:
            # Nothing was written that an old read would have been in the way of: see who may know of it now.
            said = said.again(self._look(caller, conversation_id, command.cursor, consistent=True))
        conversation, untold = said.log.conversation, said.untold()
        if conversation and untold:
            self._delivery.entries_added(caller, conversation, said.log.connections, untold)
        may_read = conversation is not None and may(caller.identity, Right.READ, conversation)
        return acknowledged(said, command, may_read=may_read)

    def _say(self, caller: Caller, conversation_id: str, command: SendMessages) -> Iterator[Said]:
        """How far it has got after each message. Raises when the next one can not be said."""
        said = Said(log=self._look(caller, conversation_id, command.cursor, consistent=False))
        for message in command.messages:
            said = self._with(caller, conversation_id, command, said, message)
            yield said

    def _with(
        self, caller: Caller, conversation_id: str, command: SendMessages, said: Said, message: NewMessage
    ) -> Said:
        """With one message more, which may be there already.

        A put that conflicts shows that the read was old, or that somebody else was faster: look again, consistently.
        """
        for attempt in range(TRIES):
            if attempt:
                said = said.again(self._look(caller, conversation_id, command.cursor, consistent=True))
            found = said.log.said_before(caller.identity, message.client_message_id)
            if found:
                return said.found(found)
            conversation = demand(caller.identity, Right.WRITE, said.log.conversation)
            stored = self._next(caller, said.log, command, message)
            if self._append(conversation, stored):
                counts().add(Count.MESSAGES_SENT)
                return said.added(stored, conversation)
        raise Refused(RefusalCode.BUSY)

    def _append(self, conversation: StoredConversation, stored: StoredEntry) -> bool:
        change = kept_alive(conversation, stored)
        return self._store.commit(change) if change else self._store.append(conversation.conversation_id, stored)

    def _look(self, caller: Caller, conversation_id: str, cursor: int, *, consistent: bool) -> Log:
        """The log from the cursor on, of one moment. Raises ``Refused`` with ``busy``, ``behind`` or ``erased``."""
        for attempt in range(TRIES):
            is_sure = consistent or attempt > 0
            log = self._read(conversation_id, cursor, caller.now, consistent=is_sure)
            if log.settled and (is_sure or log.gapless):
                return not_erased(log, caller.identity)
        raise Refused(RefusalCode.BUSY)

    def _read(self, conversation_id: str, cursor: int, now: int, *, consistent: bool) -> Log:
        """From the newest when the entry that the client names does not come back."""
        log = fold(self._store.read_from(conversation_id, cursor, consistent=consistent), now)
        if not log.holds(cursor):
            log = fold(self._store.read_newest(conversation_id), now)
            is_covered = log.whole or log.erased or cursor >= log.first_seq
        else:
            is_covered = log.whole
        if not is_covered:
            raise Refused(RefusalCode.BEHIND)
        return log

    def _next(self, caller: Caller, log: Log, command: SendMessages, message: NewMessage) -> StoredEntry:
        # Nobody has seen what is not there.
        seen = min(command.cursor, log.next_seq - 1)
        make = partial(Message, client_message_id=message.client_message_id, text=message.text, seen=seen)
        return next_entry(log, caller.identity, make, now=caller.now, lifetime=self._lifetime)


def _as_far_as_it_goes(steps: Iterator[Said]) -> Said:
    """The last step. Raises what kept even the first message from being said, and what nobody foresaw."""
    said = next(steps)
    try:
        for step in steps:
            said = step
    except Exception as error:
        if not _passes(error):
            raise
    return said


def _passes(error: Exception) -> bool:
    """Whether the same may work in a moment, or is refused for a reason that a client gets to know when it asks."""
    if is_transient(error):
        logger().warning("said in part", extra={"problem": type(error).__name__})
        return True
    return isinstance(error, Refused)
