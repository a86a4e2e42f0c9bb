"""Handler of ``$default``: one frame in, its one answer out, whatever came."""

import time

from lambdas.aws.environment import is_on_lambda
from lambdas.aws.gateway import socket_event
from lambdas.aws.init import end_of_init
from lambdas.aws.metrics import counts
from lambdas.chat import wiring
from lambdas.chat.answers import caller_of, frame_of, refusal, refused, response
from lambdas.chat.records import Caller
from lambdas.chat.wiring import Chat
from lambdas.protocol.commands import (
    AnnounceTyping,
    AnyCommand,
    Close,
    Identify,
    ListConversations,
    MarkEntries,
    Open,
    Ping,
    ReadHistory,
    RenewPresence,
    Reopen,
    SendMessages,
    SetAttributes,
    Start,
    Take,
    decode_command,
)
from lambdas.protocol.events import AnyEvent, Ponged
from lambdas.protocol.refusals import RefusalCode, Refused

if is_on_lambda():
    wiring.chat()
    end_of_init()


def handler(event: object, _context: object) -> dict[str, object]:
    """Never raises: API Gateway would send a frame of its own instead of an answer."""
    answer = _answer(event)
    counts().write()
    return response(answer)


def _answer(event: object) -> AnyEvent | None:
    frame = ""
    try:
        received = socket_event(event)
        frame = frame_of(received)
        return _carry_out(wiring.chat(), caller_of(received, time.time_ns() // 1_000_000), frame)
    except Exception as error:
        return refusal(frame, error)


def _carry_out(chat: Chat, caller: Caller, frame: str) -> AnyEvent | None:
    if caller.is_expired:
        # The answer would come after the end of its connection.
        chat.delivery.end(caller.connection_id, refused(frame, RefusalCode.EXPIRED))
        return None
    return _dispatch(chat, caller, decode_command(frame))


def _dispatch(chat: Chat, caller: Caller, command: AnyCommand) -> AnyEvent | None:
    match command:
        case SendMessages():
            return chat.talk.send(caller, command)
        case AnnounceTyping():
            chat.signals.announce_typing(caller, command)
            return None
        case MarkEntries():
            chat.signals.mark(caller, command)
            return None
        case Open():
            return chat.conversations.open(caller, command)
        case Start():
            return chat.conversations.start(caller, command)
        case Identify():
            return chat.introductions.identify(caller, command)
        case SetAttributes():
            return chat.introductions.set_attributes(caller, command)
        case Take():
            return chat.conversations.take(caller, command)
        case Close():
            return chat.conversations.close(caller, command)
        case Reopen():
            return chat.conversations.reopen(caller, command)
        case ReadHistory():
            return chat.conversations.read_history(caller, command)
        case ListConversations():
            return chat.desk.list_conversations(caller, command)
        case Ping():
            return Ponged()
        case RenewPresence():
            # A route of its own leads to the function that may do it.
            raise Refused(RefusalCode.INVALID_COMMAND)
