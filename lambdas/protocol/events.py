"""Server to client: what happened. Past tense, tagged by ``type``."""

import msgspec
from msgspec import Struct

from lambdas.protocol.entries import AnyEntry, Conversation, Introduction, Mark, Marks, Party, Presence
from lambdas.protocol.refusals import RefusalCode


class Event(Struct, frozen=True, kw_only=True, tag_field="type"):
    """One frame to a client."""


class Opened(Event, frozen=True, kw_only=True, tag="opened"):
    """Answer to ``open``, ``start``, ``take``, ``close``, ``reopen``, ``identify`` and ``set_attributes``.

    ``entries`` ascend without a gap and end with the newest; ``earlier`` says that there are entries before
    the first of them. ``conversation`` is ``None`` when the visitor has none yet. ``introductions`` tell an agent the
    newest ``identified`` and ``described``, however far back they stand.
    """

    command_id: str
    conversation: Conversation | None
    entries: list[AnyEntry]
    earlier: bool
    marks: Marks
    introductions: list[Introduction] = []


class Acknowledged(Struct, frozen=True, kw_only=True):
    """One message that is stored, at ``seq`` and the server's time ``at``."""

    client_message_id: str
    seq: int
    at: int


class MessagesAcknowledged(Event, frozen=True, kw_only=True, tag="messages_acknowledged"):
    """Answer to ``send_messages``: these are stored, in that order.

    A message of the command that is not among them was not stored and is to be sent again; that happens at the end
    alone. ``missed`` are the entries after the cursor that the sender had named, up to the last ``seq`` and without
    the messages themselves. When ``complete`` is false there were too many: open the conversation again.
    """

    command_id: str
    acknowledged: list[Acknowledged]
    missed: list[AnyEntry]
    complete: bool


class HistoryRead(Event, frozen=True, kw_only=True, tag="history_read"):
    """Answer to ``read_history``: the page before, ascending."""

    command_id: str
    conversation_id: str
    entries: list[AnyEntry]
    earlier: bool


class ConversationsListed(Event, frozen=True, kw_only=True, tag="conversations_listed"):
    """Answer to ``list_conversations``, newest first.

    ``taken`` are the agent's own; a supervisor gets those of all agents of the site.
    """

    command_id: str
    waiting: list[Conversation]
    taken: list[Conversation]


class EntriesAdded(Event, frozen=True, kw_only=True, tag="entries_added"):
    """Something new in a conversation that this connection has open.

    One entry, or several that ascend without a gap.
    """

    conversation_id: str
    entries: list[AnyEntry]


class ConversationChanged(Event, frozen=True, kw_only=True, tag="conversation_changed"):
    """A conversation of an agent's groups changed its state; it now belongs in the list that its state says."""

    conversation: Conversation


class ConversationErased(Event, frozen=True, kw_only=True, tag="conversation_erased"):
    """All of this conversation has been deleted for good: forget what you hold of it."""

    conversation_id: str


class TypingAnnounced(Event, frozen=True, kw_only=True, tag="typing_announced"):
    """The other side is typing, and has seen all up to ``seen``.

    It is over after twelve seconds, or when its message comes.
    """

    conversation_id: str
    author: Party
    seen: int


class EntriesMarked(Event, frozen=True, kw_only=True, tag="entries_marked"):
    """How far the other side has got."""

    conversation_id: str
    author: Party
    mark: Mark


class PresenceRenewed(Event, frozen=True, kw_only=True, tag="presence_renewed"):
    """Answer to ``renew_presence``."""

    command_id: str
    presence: Presence


class Ponged(Event, frozen=True, kw_only=True, tag="ponged"):
    """Answer to ``ping``, by API Gateway itself."""


class CommandRefused(Event, frozen=True, kw_only=True, tag="command_refused"):
    """The one error frame. ``command_id`` is ``None`` when the frame did not hold a readable one."""

    command_id: str | None
    code: RefusalCode
    retry_after_ms: int | None = None


AnyEvent = (
    Opened
    | MessagesAcknowledged
    | HistoryRead
    | ConversationsListed
    | EntriesAdded
    | EntriesMarked
    | ConversationChanged
    | ConversationErased
    | TypingAnnounced
    | PresenceRenewed
    | Ponged
    | CommandRefused
)

_encoder = msgspec.json.Encoder()


def encode_event(event: AnyEvent) -> bytes:
    """The frame of an event: UTF-8 JSON."""
    return _encoder.encode(event)
