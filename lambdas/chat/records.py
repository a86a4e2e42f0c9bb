"""What the chat table holds, as values. ``docs/data-model.md`` says where each lies.

``expires_at`` is in epoch seconds, every other time in epoch milliseconds of the server's clock.
"""

from collections.abc import Iterable
from typing import Final, TypeVar

from msgspec import Struct

from lambdas.identity.people import Agent, Identity
from lambdas.protocol.entries import AnyEntry, ConversationState, Party

CONNECTION_SECONDS: Final = 2 * 60 * 60
"""API Gateway ends a connection after this.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
"""


SLACK_SECONDS: Final = 24 * 60 * 60
"""How much longer than its entry the state of a conversation is kept, so that not each message has to renew it."""


class Expiring(Struct, frozen=True, kw_only=True):
    expires_at: int


class Pace(Struct, frozen=True, kw_only=True):
    """Each party's theoretical arrival time, see ``lambdas.chat.pace``."""

    visitor: int = 0
    agent: int = 0


class StoredEntry(Expiring, frozen=True, kw_only=True):
    entry: AnyEntry
    agent_id: str | None = None
    pace: Pace = Pace()


class StoredConversation(Expiring, frozen=True, kw_only=True):
    """Where a conversation stands. ``seq`` is that of the entry that made it so.

    It expires ``SLACK_SECONDS`` after the entry that it was last written with, or later. ``identified`` and
    ``described`` are the ``seq`` of the newest such entries; what they say lies in those alone, and ends with them.
    """

    conversation_id: str
    state: ConversationState
    group: str
    locale: str
    seq: int
    started_at: int
    changed_at: int
    agent_id: str | None = None
    observers: frozenset[str] = frozenset()
    identified: int | None = None
    described: int | None = None


class StoredConnection(Expiring, frozen=True, kw_only=True):
    connection_id: str
    identity: Identity


class StoredMark(Expiring, frozen=True, kw_only=True):
    """How far a party has got in the log that began at ``started_at``."""

    party: Party
    started_at: int
    delivered: int
    seen: int


class Tail(Struct, frozen=True, kw_only=True):
    """The end of a conversation's partition as it was read, expired rows among it.

    ``entries`` ascend. ``whole`` is false when the read was cut: a forward one before the newest entry, a backward one
    before the oldest. ``participants_only`` says that no entries were asked for. ``erased`` says that a tombstone was
    among what was read: what was kept of the conversation is being deleted, or has been.
    """

    entries: tuple[StoredEntry, ...] = ()
    conversation: StoredConversation | None = None
    connections: tuple[StoredConnection, ...] = ()
    marks: tuple[StoredMark, ...] = ()
    whole: bool = True
    participants_only: bool = False
    erased: bool = False


class Caller(Struct, frozen=True, kw_only=True):
    """Who sends a command, on which connection, and when it came in."""

    identity: Identity
    connection_id: str
    connected_at: int
    now: int

    @property
    def connection(self) -> StoredConnection:
        """The row of this connection. It ends with the connection, or with the agent's token."""
        ends = self.connected_at // 1000 + CONNECTION_SECONDS
        if isinstance(self.identity, Agent):
            ends = min(ends, self.identity.expires_at)
        return StoredConnection(connection_id=self.connection_id, identity=self.identity, expires_at=ends)

    @property
    def is_expired(self) -> bool:
        """Whether the sign-in behind this connection has ended."""
        return isinstance(self.identity, Agent) and self.identity.expires_at <= self.now // 1000


_Expiring = TypeVar("_Expiring", bound=Expiring)


def live(rows: Iterable[_Expiring], now: int) -> tuple[_Expiring, ...]:
    """Those that have not expired: DynamoDB deletes days late."""
    return tuple(row for row in rows if row.expires_at > now // 1000)
