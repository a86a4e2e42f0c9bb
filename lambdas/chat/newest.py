"""The newest of the entries that say who the visitor is, wherever in the log they stand."""

from lambdas.chat.log import Log
from lambdas.chat.records import StoredConversation, live
from lambdas.chat.store import ChatStore
from lambdas.protocol.entries import Described, Identified, Introduction


class Newest:
    """``now`` is epoch milliseconds. One that has expired is none."""

    def __init__(self, store: ChatStore) -> None:
        self._store = store

    def all(self, log: Log, now: int) -> list[Introduction]:
        """In the order of the log."""
        if log.conversation is None:
            return []
        found = (self.of(log, log.conversation, kind, now) for kind in (Identified, Described))
        return sorted((each for each in found if each), key=lambda each: each.seq)

    def of(self, log: Log, conversation: StoredConversation, kind: type[Introduction], now: int) -> Introduction | None:
        """One Query, if it is not among what has been read."""
        seq = conversation.identified if kind is Identified else conversation.described
        if seq is None:
            return None
        read = next((each for each in log.entries if each.entry.seq == seq), None)
        stored = read or self._store.read_entry(conversation.conversation_id, seq)
        shown = live([stored], now) if stored else ()
        return next((each.entry for each in shown if isinstance(each.entry, Introduction)), None)
