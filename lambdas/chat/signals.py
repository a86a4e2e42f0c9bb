"""What a party lets the other know without a word: that it is typing, and how far it has got."""

from lambdas.chat.changes import TRIES
from lambdas.chat.delivery import Delivery
from lambdas.chat.log import Log, fold, not_erased
from lambdas.chat.marks import raised
from lambdas.chat.records import Caller, StoredConversation, StoredMark
from lambdas.chat.rights import Right, conversation_meant, demand
from lambdas.chat.store import ChatStore
from lambdas.protocol.commands import AnnounceTyping, MarkEntries
from lambdas.protocol.entries import Mark
from lambdas.protocol.refusals import RefusalCode, Refused


class Signals:
    """``lifetime`` is the retention of conversations in seconds."""

    def __init__(self, store: ChatStore, delivery: Delivery, *, lifetime: int) -> None:
        self._store = store
        self._delivery = delivery
        self._lifetime = lifetime

    def announce_typing(self, caller: Caller, command: AnnounceTyping) -> None:
        """One query, one post for each connection of the other side."""
        conversation_id = conversation_meant(caller.identity, command.conversation_id)
        log = self._look(caller, conversation_id)
        conversation = demand(caller.identity, Right.WRITE, log.conversation)
        self._delivery.typing_announced(caller, conversation, log.connections, seen=command.seen)

    def mark(self, caller: Caller, command: MarkEntries) -> None:
        """One query, one conditional put, one post for each connection of the other side.

        What is nothing new is neither written nor told. A put that conflicts shows that another page of this party's
        was faster: look again.
        """
        conversation_id = conversation_meant(caller.identity, command.conversation_id)
        for _ in range(TRIES):
            log = self._look(caller, conversation_id)
            conversation = demand(caller.identity, Right.MARK, log.conversation)
            mark = raised(getattr(log.marks, caller.identity.party), command.delivered, command.seen)
            if mark is None:
                return
            if self._store.raise_mark(conversation_id, self._stored(caller, conversation, mark)):
                self._delivery.entries_marked(caller, conversation, log.connections, mark)
                return
        raise Refused(RefusalCode.BUSY)

    def _look(self, caller: Caller, conversation_id: str) -> Log:
        return not_erased(fold(self._store.read_participants(conversation_id), caller.now), caller.identity)

    def _stored(self, caller: Caller, conversation: StoredConversation, mark: Mark) -> StoredMark:
        """Kept for as long as the entries that it can be about."""
        return StoredMark(
            party=caller.identity.party,
            started_at=conversation.started_at,
            delivered=mark.delivered,
            seen=mark.seen,
            expires_at=caller.now // 1000 + self._lifetime,
        )
