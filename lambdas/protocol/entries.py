"""What stands in the log of a conversation, as both parties see it."""

from enum import StrEnum

from msgspec import Struct


class Party(StrEnum):
    """The two sides of a conversation. A supervisor is an agent."""

    VISITOR = "visitor"
    AGENT = "agent"


class ConversationState(StrEnum):
    """Where a conversation stands; ``lambdas.chat.conversation`` has the moves between them."""

    WAITING = "waiting"
    TAKEN = "taken"
    CLOSED = "closed"


class Entry(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """One thing in the log.

    ``seq`` counts from 1 without a gap; ``at`` is the server's receive time in epoch milliseconds.
    """

    seq: int
    at: int
    author: Party


class Message(Entry, frozen=True, kw_only=True, tag="message"):
    """Something said. ``client_message_id`` is the sender's idempotency key.

    ``seen`` is the newest ``seq`` that its author had seen when it was first sent: an answer is a mark, too.
    """

    client_message_id: str
    text: str
    seen: int


class Started(Entry, frozen=True, kw_only=True, tag="started"):
    """The visitor began the conversation; it waits for an agent."""


class Taken(Entry, frozen=True, kw_only=True, tag="taken"):
    """An agent took the conversation, or a supervisor took it over."""


class Observed(Entry, frozen=True, kw_only=True, tag="observed"):
    """A supervisor reads along from here on. Both parties are told."""


class Closed(Entry, frozen=True, kw_only=True, tag="closed"):
    """One party ended the conversation."""


class Reopened(Entry, frozen=True, kw_only=True, tag="reopened"):
    """It goes on: by the visitor it waits again, by the agent it is taken again."""


class Identified(Entry, frozen=True, kw_only=True, tag="identified"):
    """The site's own server has signed who the visitor is to it. ``customer_id`` is the site's own number for it."""

    customer_id: str
    name: str | None = None
    email: str | None = None


class Described(Entry, frozen=True, kw_only=True, tag="described"):
    """What the page says of the visit: all of it, none when it is empty. Nobody has checked it."""

    attributes: dict[str, str]


Introduction = Identified | Described
"""Who the visitor is said to be: of each kind the newest counts, and none of them moves the conversation."""

AnyEntry = Message | Started | Taken | Observed | Closed | Reopened | Identified | Described


class Mark(Struct, frozen=True, kw_only=True):
    """How far one party has got: the newest ``seq`` that reached one of its pages, and that it had before its eyes."""

    delivered: int
    seen: int


class Marks(Struct, frozen=True, kw_only=True):
    """Both parties' marks, as far as they said so themselves; what they wrote says more, see ``Message.seen``."""

    visitor: Mark
    agent: Mark


class Presence(StrEnum):
    """What an agent says of itself. Who says nothing for ``LEASE_SECONDS`` is offline."""

    AVAILABLE = "available"
    AWAY = "away"
    OFFLINE = "offline"


class Conversation(Struct, frozen=True, kw_only=True):
    """What is known of a conversation besides its entries.

    ``conversation_id`` names it towards agents; a visitor has one and need not name it.
    ``started_at`` is when this log began: another value means another log, and what a client
    holds of the old one is to be dropped. ``agent_id`` is never told to visitors.
    """

    conversation_id: str
    state: ConversationState
    group: str
    locale: str
    started_at: int
    changed_at: int
    agent_id: str | None = None
