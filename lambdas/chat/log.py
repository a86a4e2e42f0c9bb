"""What the end of a conversation's log says: the next number, who said what before, and how things stand."""

from collections.abc import Callable

import msgspec
from msgspec import Struct

from lambdas.chat.marks import marks_of
from lambdas.chat.pace import admit
from lambdas.chat.records import SLACK_SECONDS, Pace, StoredConnection, StoredConversation, StoredEntry, Tail, live
from lambdas.identity.people import Agent, Identity, Visitor
from lambdas.protocol.entries import AnyEntry, Marks, Message
from lambdas.protocol.refusals import RefusalCode, Refused


class Log(Struct, frozen=True, kw_only=True):
    """A tail, understood. ``entries`` are those of this log that have not expired, ascending.

    ``replaces`` is the ``seq`` of the state row as it lies in the table, expired or not.
    ``settled`` is false when the read caught an entry without the state that it made, or the state without its entry.
    ``conversation`` is ``None`` when there is none, or all its entries have expired, or it was ``erased``.
    """

    conversation: StoredConversation | None
    replaces: int | None
    entries: tuple[StoredEntry, ...]
    connections: tuple[StoredConnection, ...]
    marks: Marks
    first_seq: int
    next_seq: int
    newest_at: int
    pace: Pace
    settled: bool
    whole: bool
    erased: bool

    def holds(self, cursor: int) -> bool:
        """Whether the entry that a client named was read."""
        return self.first_seq <= cursor < self.next_seq

    @property
    def gapless(self) -> bool:
        """Whether no entry is missing between those that were read."""
        return not self.entries or self.entries[-1].entry.seq - self.entries[0].entry.seq == len(self.entries) - 1

    @property
    def goes_back(self) -> bool:
        """Whether a cut read left entries of this log behind: the oldest that was read is not its beginning."""
        return not self.whole and bool(self.entries) and self.entries[0].entry.seq == self.first_seq

    def after(self, cursor: int) -> tuple[StoredEntry, ...]:
        return tuple(stored for stored in self.entries if stored.entry.seq > cursor)

    def said_before(self, by: Identity, client_message_id: str) -> StoredEntry | None:
        """The message that this author has sent under this id already."""
        return next((each for each in self.entries if _is_message(each, by, client_message_id)), None)

    def grown(self, stored: StoredEntry, conversation: StoredConversation) -> "Log":
        """The log after one more entry, and the conversation as it now stands."""
        return msgspec.structs.replace(
            self,
            conversation=conversation,
            entries=(*self.entries, stored),
            next_seq=stored.entry.seq + 1,
            newest_at=stored.entry.at,
            pace=stored.pace,
        )


def fold(tail: Tail, now: int) -> Log:
    """Expired rows are not shown, but they still count for the next number."""
    conversation = _current(tail, now)
    shown = tuple(
        stored for stored in live(tail.entries, now) if conversation and stored.entry.at >= conversation.started_at
    )
    newest = tail.entries[-1] if tail.entries else None
    known = tail.conversation.seq if tail.conversation else 0
    next_seq = max(newest.entry.seq if newest else 0, known) + 1
    return Log(
        conversation=conversation,
        replaces=known or None,
        entries=shown,
        connections=live(tail.connections, now),
        marks=marks_of(live(tail.marks, now), conversation),
        first_seq=tail.entries[0].entry.seq if tail.entries else next_seq,
        next_seq=next_seq,
        newest_at=newest.entry.at if newest else 0,
        pace=newest.pace if newest else Pace(),
        settled=_is_settled(tail, now),
        whole=tail.whole,
        erased=tail.erased,
    )


def not_erased(log: Log, by: Identity) -> Log:
    """The log as it is. Raises ``Refused`` with ``erased``, which an agent is not told: see ``rights.demand``."""
    if log.erased:
        raise Refused(RefusalCode.ERASED if isinstance(by, Visitor) else RefusalCode.NOT_ALLOWED)
    return log


def _current(tail: Tail, now: int) -> StoredConversation | None:
    """The state is kept longer than the last entry, and what is left of it then is no conversation any more."""
    if tail.erased or tail.conversation is None or not live([tail.conversation], now):
        return None
    return tail.conversation if tail.participants_only or live(tail.entries, now) else None


def _is_message(stored: StoredEntry, by: Identity, client_message_id: str) -> bool:
    if not isinstance(stored.entry, Message) or stored.entry.client_message_id != client_message_id:
        return False
    return (stored.entry.author, stored.agent_id) == (by.party, agent_id_of(by))


def _is_settled(tail: Tail, now: int) -> bool:
    if tail.erased:
        return True
    known = tail.conversation.seq if tail.conversation else 0
    changes = [stored.entry.seq for stored in live(tail.entries, now) if not isinstance(stored.entry, Message)]
    if any(seq > known for seq in changes):
        return False
    if tail.conversation is None or tail.participants_only or not live([tail.conversation], now):
        return True
    if live(tail.entries, now):
        return known <= tail.entries[-1].entry.seq
    # The entry that the state was last written with has not expired, so it is there.
    return tail.conversation.expires_at - SLACK_SECONDS <= now // 1000


def next_entry(log: Log, by: Identity, make: Callable[..., AnyEntry], *, now: int, lifetime: int) -> StoredEntry:
    """The entry that ``by`` appends next; ``make`` gets ``seq``, ``at`` and ``author``. ``lifetime`` is in seconds.

    Raises ``Refused`` with ``too_fast``.
    """
    at = max(now, log.newest_at)
    return StoredEntry(
        entry=make(seq=log.next_seq, at=at, author=by.party),
        agent_id=agent_id_of(by),
        pace=admit(log.pace, by.party, now),
        expires_at=at // 1000 + lifetime,
    )


def agent_id_of(identity: Identity) -> str | None:
    return identity.agent_id if isinstance(identity, Agent) else None
