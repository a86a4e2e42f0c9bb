"""Client to server: what a visitor or an agent asks for. Imperative, tagged by ``type``."""

import unicodedata
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lambdas.protocol.entries import Presence
from lambdas.protocol.limits import (
    ATTRIBUTE_CHARACTERS,
    ATTRIBUTES,
    ATTRIBUTES_BYTES,
    FRAME_BYTES,
    IDENTITY_TOKEN_CHARACTERS,
    MESSAGES_AT_ONCE,
    TEXT_CHARACTERS,
)
from lambdas.protocol.locales import Locale
from lambdas.protocol.refusals import RefusalCode, Refused

CommandId = Annotated[str, Meta(min_length=1, max_length=36, pattern=r"^[A-Za-z0-9_-]+\Z")]
ConversationId = Annotated[str, Meta(min_length=3, max_length=100, pattern=r"^[a-z0-9-]+\.[A-Za-z0-9_-]+\Z")]
GroupName = Annotated[str, Meta(min_length=1, max_length=32, pattern=r"^[a-z0-9-]+\Z")]
Seq = Annotated[int, Meta(ge=1, lt=1_000_000_000_000)]
Cursor = Annotated[int, Meta(ge=0, lt=1_000_000_000_000)]
IdentityToken = Annotated[
    str, Meta(max_length=IDENTITY_TOKEN_CHARACTERS, pattern=r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\Z")
]
AttributeName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}\Z")]
AttributeValue = Annotated[str, Meta(max_length=ATTRIBUTE_CHARACTERS, pattern=r"^[^\x00-\x1f\x7f]*\Z")]


class Command(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """``command_id`` is the client's own choice and comes back in the answer."""

    command_id: CommandId


class ConversationCommand(Command, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An agent names the conversation; a visitor has one only and leaves it out."""

    conversation_id: ConversationId | None = None


class Open(ConversationCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="open"):
    """Show the conversation on this connection and deliver to it from now on.

    The answer is ``opened``: the entries after ``cursor``, or the newest page when that is none or too far back.
    A supervisor reads another agent's conversation only by saying ``observe``, of which both parties are told;
    without it the answer is ``taken``.
    """

    cursor: Cursor = 0
    observe: bool = False


class Start(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="start"):
    """A visitor begins a conversation, or goes on with a closed one. The answer is ``opened``."""

    locale: Locale
    group: GroupName | None = None


class Identify(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="identify"):
    """A visitor shows who it is to the site: a token that the site's own server has signed, see ``docs/identify.md``.

    The answer is ``opened``. An ``identified`` entry is added if it says something else than the last one.
    """

    token: IdentityToken


class SetAttributes(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="set_attributes"):
    """What the page tells agents of the visit, in place of all that it told before. Nobody has checked it.

    The answer is ``opened``. A ``described`` entry is added if they are other than the last ones. Names and values
    together are at most ``ATTRIBUTES_BYTES`` of UTF-8.
    """

    attributes: Annotated[dict[AttributeName, AttributeValue], Meta(max_length=ATTRIBUTES)]


class NewMessage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One message on its way to the log."""

    client_message_id: CommandId
    text: str


class SendMessages(ConversationCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="send_messages"):
    """Say something: one message, or all that was written while the frame before was under way, in that order.

    The answer is ``messages_acknowledged``. ``cursor`` is the newest ``seq`` that the sender had seen when it first
    sent the first of them; a resend repeats it together with the same ``client_message_id``. It also says that the
    sender has seen all up to there.
    """

    cursor: Seq
    messages: Annotated[list[NewMessage], Meta(min_length=1, max_length=MESSAGES_AT_ONCE)]


class AnnounceTyping(ConversationCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="announce_typing"):
    """Tell the other side that something is being typed, and what has been seen until then. There is no answer."""

    seen: Cursor = 0


class MarkEntries(ConversationCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="mark_entries"):
    """Tell the other side how far one has got. There is no answer.

    Sent once for a turn of the other side's, and only when neither typing nor an answer says it anyway.
    """

    delivered: Cursor
    seen: Cursor


class ReadHistory(ConversationCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="read_history"):
    """The page of entries before ``before``. The answer is ``history_read``."""

    before: Seq


class Take(ConversationCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="take"):
    """An agent takes a waiting conversation; a supervisor may also take over. The answer is ``opened``."""


class Close(ConversationCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="close"):
    """End the conversation. The answer is ``opened``."""


class Reopen(ConversationCommand, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="reopen"):
    """An agent goes on with a closed conversation that was the agent's own. The answer is ``opened``."""


class ListConversations(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="list_conversations"):
    """An agent's lists, kept up to date on this connection from now on. The answer is ``conversations_listed``."""


class RenewPresence(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="renew_presence"):
    """An agent says that it is there, for ``LEASE_SECONDS`` from now. The answer is ``presence_renewed``."""

    presence: Presence


class Ping(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag="ping"):
    """Keeps a visitor's connection from idling. API Gateway itself answers with ``ponged``; no function is called."""


AnyCommand = (
    Open
    | Start
    | Identify
    | SetAttributes
    | SendMessages
    | AnnounceTyping
    | MarkEntries
    | ReadHistory
    | Take
    | Close
    | Reopen
    | ListConversations
    | RenewPresence
    | Ping
)

_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)


class _Envelope(Struct):
    command_id: CommandId


_envelope_decoder = msgspec.json.Decoder(_Envelope)


def decode_command(frame: str) -> AnyCommand:
    """The command in one text frame.

    Raises ``Refused`` with ``frame_too_long``, ``not_json``, ``invalid_command``, ``text_empty`` or ``text_too_long``.
    """
    try:
        raw = frame.encode()
        if len(raw) > FRAME_BYTES:
            raise Refused(RefusalCode.FRAME_TOO_LONG)
        command = _decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise Refused(RefusalCode.INVALID_COMMAND) from error
    # A lone surrogate and a nesting bomb end in errors of Python's own.
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Refused(RefusalCode.NOT_JSON) from error
    if isinstance(command, SendMessages):
        for message in command.messages:
            if len(message.text) > TEXT_CHARACTERS:
                raise Refused(RefusalCode.TEXT_TOO_LONG)
            if not _is_visible(message.text):
                raise Refused(RefusalCode.TEXT_EMPTY)
    if isinstance(command, SetAttributes) and _bytes_of(command.attributes) > ATTRIBUTES_BYTES:
        raise Refused(RefusalCode.INVALID_COMMAND)
    return command


def _bytes_of(attributes: dict[str, str]) -> int:
    return sum(len(name.encode()) + len(value.encode()) for name, value in attributes.items())


def _is_visible(text: str) -> bool:
    """Whether any character is neither a separator nor a control or format character, such as a zero-width space."""
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)


def command_id_of(frame: str) -> str | None:
    """The ``command_id`` of a frame that ``decode_command`` refused, if one can be made out.

    A frame that is too long is not looked into.
    """
    if len(frame) > FRAME_BYTES:
        return None
    try:
        return _envelope_decoder.decode(frame.encode()).command_id
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
