"""Carries out a move: look, decide, write entry and state together, tell."""

from collections.abc import Callable
from typing import Final

from lambdas.aws.metrics import Count, counts
from lambdas.chat.conversation import Change
from lambdas.chat.delivery import Delivery
from lambdas.chat.log import Log, agent_id_of, fold, not_erased
from lambdas.chat.records import Caller
from lambdas.chat.store import ChatStore
from lambdas.protocol.entries import Closed, Introduction, Reopened, Started, Taken
from lambdas.protocol.refusals import RefusalCode, Refused

TRIES: Final = 4
"""How often a command looks again when others write at the same moment."""

_COUNTED: Final = {
    Started: Count.CONVERSATIONS_STARTED,
    Taken: Count.CONVERSATIONS_TAKEN,
    Closed: Count.CONVERSATIONS_CLOSED,
    Reopened: Count.CONVERSATIONS_REOPENED,
}

Decide = Callable[[Log], Change | None]


class Changes:
    def __init__(self, store: ChatStore, delivery: Delivery) -> None:
        self._store = store
        self._delivery = delivery

    def look(self, caller: Caller, conversation_id: str) -> Log:
        """The newest page, its entries and its state of one moment. Raises ``Refused`` with ``busy`` or ``erased``."""
        for _ in range(TRIES):
            log = fold(self._store.read_newest(conversation_id), caller.now)
            if log.settled:
                return not_erased(log, caller.identity)
        raise Refused(RefusalCode.BUSY)

    def make(self, caller: Caller, conversation_id: str, decide: Decide, *, retell: bool = False) -> Log:
        """The newest page with the change in it that ``decide`` asks for; ``None`` leaves all as it is.

        With ``retell`` the others hear once more of a change that the caller has made already, if nothing follows it.
        Raises what ``decide`` raises, and ``Refused`` with ``busy`` when others are always faster.
        """
        for _ in range(TRIES):
            log = self.look(caller, conversation_id)
            change = decide(log)
            if change is None:
                if retell:
                    self._tell_again(caller, log)
                return log
            if self._store.commit(change):
                _count(change)
                self._tell(caller, change, log)
                return log.grown(change.entry, change.conversation)
        raise Refused(RefusalCode.BUSY)

    def _tell(self, caller: Caller, change: Change, log: Log) -> None:
        self._delivery.entries_added(caller, change.conversation, log.connections, [change.entry])
        if isinstance(change.entry.entry, Introduction):
            # Nothing of it stands in a list.
            return
        self._delivery.conversation_changed(caller, log.conversation, change.conversation, log.connections)

    def _tell_again(self, caller: Caller, log: Log) -> None:
        """The function may have ended before it told anybody, and no later entry shows that one is missing."""
        made = log.entries[-1] if log.entries else None
        conversation = log.conversation
        if made is None or conversation is None or not made.entry.seq == conversation.seq == log.next_seq - 1:
            return
        if (made.entry.author, made.agent_id) == (caller.identity.party, agent_id_of(caller.identity)):
            self._tell(caller, Change(entry=made, conversation=conversation, replaces=None), log)


def _count(change: Change) -> None:
    counted = _COUNTED.get(type(change.entry.entry))
    if counted:
        counts().add(counted)
