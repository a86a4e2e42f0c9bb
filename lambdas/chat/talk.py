"""What is said: messages and typing."""

from functools import partial

from lambdas.aws.metrics import Count, counts
from lambdas.chat.changes import TRIES
from lambdas.chat.delivery import Delivery
from lambdas.chat.log import Log, fold, next_entry
from lambdas.chat.pages import newest_fitting
from lambdas.chat.records import Caller, StoredEntry
from lambdas.chat.rights import Right, conversation_meant, demand, may
from lambdas.chat.store import ChatStore
from lambdas.protocol.commands import AnnounceTyping, SendMessage
from lambdas.protocol.entries import Message
from lambdas.protocol.events import MessageAcknowledged
from lambdas.protocol.refusals import RefusalCode, Refused


class Talk:
    """``lifetime`` is the retention of conversations in seconds."""

    def __init__(self, store: ChatStore, delivery: Delivery, *, lifetime: int) -> None:
        self._store = store
        self._delivery = delivery
        self._lifetime = lifetime

    def send(self, caller: Caller, command: SendMessage) -> MessageAcknowledged:
        """One eventually consistent query, one conditional put, one post for each other connection.

        A put that conflicts shows that the read was old: look again, consistently. A message that is there already
        is acknowledged again; if nothing follows it, it is delivered again too, since the function may have ended
        between put and posts, and no later entry shows the others that they miss it.
        """
        conversation_id = conversation_meant(caller.identity, command.conversation_id)
        for attempt in range(TRIES):
            log = self._look(conversation_id, command.cursor, caller.now, consistent=attempt > 0)
            if not log.settled:
                continue
            stored = log.said_before(caller.identity, command.client_message_id)
            if stored is None:
                conversation = demand(caller.identity, Right.WRITE, log.conversation)
                stored = self._next(caller, log, command)
                if not self._store.append(conversation_id, stored):
                    continue
                counts().add(Count.MESSAGES_SENT)
                log = log.grown(stored, conversation)
            self._deliver(caller, log, stored)
            return _acknowledged(caller, log, command, stored)
        raise Refused(RefusalCode.BUSY)

    def announce_typing(self, caller: Caller, command: AnnounceTyping) -> None:
        conversation_id = conversation_meant(caller.identity, command.conversation_id)
        log = fold(self._store.read_participants(conversation_id), caller.now)
        conversation = demand(caller.identity, Right.WRITE, log.conversation)
        self._delivery.typing_announced(caller, conversation, log.connections)

    def _look(self, conversation_id: str, cursor: int, now: int, *, consistent: bool) -> Log:
        """The log from the cursor on; from the newest when the entry that the client names does not come back."""
        log = fold(self._store.read_from(conversation_id, cursor, consistent=consistent), now)
        if not log.holds(cursor):
            log = fold(self._store.read_newest(conversation_id), now)
            is_covered = log.whole or cursor >= log.first_seq
        else:
            is_covered = log.whole
        if not is_covered:
            raise Refused(RefusalCode.BEHIND)
        return log

    def _next(self, caller: Caller, log: Log, command: SendMessage) -> StoredEntry:
        make = partial(Message, client_message_id=command.client_message_id, text=command.text)
        return next_entry(log, caller.identity, make, now=caller.now, lifetime=self._lifetime)

    def _deliver(self, caller: Caller, log: Log, stored: StoredEntry) -> None:
        if log.conversation and log.ends_with(stored):
            self._delivery.entry_added(caller, log.conversation, log.connections, stored)


def _acknowledged(caller: Caller, log: Log, command: SendMessage, stored: StoredEntry) -> MessageAcknowledged:
    seq = stored.entry.seq
    missed = [each for each in log.after(command.cursor) if each.entry.seq < seq]
    may_read = log.conversation is not None and may(caller.identity, Right.READ, log.conversation)
    fitting = newest_fitting(missed) if may_read else []
    return MessageAcknowledged(
        command_id=command.command_id,
        client_message_id=command.client_message_id,
        seq=seq,
        at=stored.entry.at,
        missed=fitting,
        complete=log.holds(command.cursor) and len(fitting) == len(missed),
    )
