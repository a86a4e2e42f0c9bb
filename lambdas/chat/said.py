"""How far a command has got that says something."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from lambdas.chat.log import Log
from lambdas.chat.pages import newest_fitting
from lambdas.chat.records import StoredConversation, StoredEntry
from lambdas.protocol.commands import SendMessages
from lambdas.protocol.entries import Message
from lambdas.protocol.events import Acknowledged, MessagesAcknowledged


class Said(Struct, frozen=True, kw_only=True):
    """``stored`` are those of its messages that are in ``log``, in the order of the command.

    ``first_new`` is the ``seq`` of the first that was not there before the command came.
    """

    log: Log
    stored: tuple[StoredEntry, ...] = ()
    first_new: int | None = None

    def again(self, log: Log) -> "Said":
        """Seen in a newer copy of the log."""
        return msgspec.structs.replace(self, log=log)

    def found(self, stored: StoredEntry) -> "Said":
        """With a message that was there already."""
        return msgspec.structs.replace(self, stored=(*self.stored, stored))

    def added(self, stored: StoredEntry, conversation: StoredConversation) -> "Said":
        """With a message that was appended just now, and the conversation as it then stands."""
        first_new = stored.entry.seq if self.first_new is None else self.first_new
        log = self.log.grown(stored, conversation)
        return Said(log=log, stored=(*self.stored, stored), first_new=first_new)

    def untold(self) -> tuple[StoredEntry, ...]:
        """What the others may not have been told of, ascending and without a gap.

        All from the first new message on, with what others wrote in between. Messages at the end of the log that were
        there before belong to it, too: the function may have ended before its posts, and no later entry shows the
        others that they miss something.
        """
        own = {stored.entry.seq for stored in self.stored}
        first = self.log.next_seq
        while first - 1 in own:
            first -= 1
        return self.log.after(min(first, self.first_new or first) - 1)


def acknowledged(said: Said, command: SendMessages, *, may_read: bool) -> MessagesAcknowledged:
    """``may_read`` is whether the sender may learn what others wrote."""
    own = {stored.entry.seq for stored in said.stored}
    last = max(own)
    missed = [each for each in said.log.after(command.cursor) if each.entry.seq < last and each.entry.seq not in own]
    fitting = newest_fitting(missed) if may_read else []
    return MessagesAcknowledged(
        command_id=command.command_id,
        acknowledged=_acknowledged(said.stored),
        missed=fitting,
        complete=said.log.holds(command.cursor) and len(fitting) == len(missed),
    )


def _acknowledged(stored: Sequence[StoredEntry]) -> list[Acknowledged]:
    messages = (each.entry for each in stored if isinstance(each.entry, Message))
    return [Acknowledged(client_message_id=each.client_message_id, seq=each.seq, at=each.at) for each in messages]
