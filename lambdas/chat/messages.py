"""Handler of ``$default``: one frame in, its one answer out, whatever came."""

import time

from lambdas.aws.environment import is_on_lambda
from lambdas.aws.errors import report
from lambdas.aws.gateway import SocketEvent, socket_event
from lambdas.aws.logs import logger
from lambdas.aws.metrics import counts
from lambdas.aws.transient import is_transient
from lambdas.chat import wiring
from lambdas.chat.identity import Agent, identity_of
from lambdas.chat.records import Caller
from lambdas.chat.wiring import Chat
from lambdas.protocol.commands import (
    AnnounceTyping,
    AnyCommand,
    Close,
    ListConversations,
    Open,
    ReadHistory,
    Reopen,
    SendMessage,
    Start,
    Take,
    command_id_of,
    decode_command,
)
from lambdas.protocol.events import AnyEvent, CommandRefused, encode_event
from lambdas.protocol.refusals import RefusalCode, Refused

if is_on_lambda():
    wiring.chat()


def handler(event: object, _context: object) -> dict[str, object]:
    """Never raises: API Gateway would send a frame of its own instead of an answer."""
    answer = _answer(event)
    counts().write()
    return {"statusCode": 200, "body": encode_event(answer).decode()} if answer else {"statusCode": 200}


def _answer(event: object) -> AnyEvent | None:
    frame = ""
    try:
        received = socket_event(event)
        frame = "" if received.is_base64_encoded else received.body or ""
        return _carry_out(wiring.chat(), _caller(received), frame)
    except Refused as refused:
        return _refused(frame, refused.code, refused.retry_after_ms)
    except Exception as error:
        if is_transient(error):
            logger().warning("asked to wait", extra={"problem": type(error).__name__})
            return _refused(frame, RefusalCode.BUSY)
        report(error)
        return _refused(frame, RefusalCode.FAILED)


def _refused(frame: str, code: RefusalCode, retry_after_ms: int | None = None) -> CommandRefused:
    return CommandRefused(command_id=command_id_of(frame), code=code, retry_after_ms=retry_after_ms)


def _caller(event: SocketEvent) -> Caller:
    context, now = event.request_context, time.time_ns() // 1_000_000
    return Caller(
        identity=identity_of(context.authorizer),
        connection_id=context.connection_id,
        connected_at=context.connected_at or now,
        now=now,
    )


def _carry_out(chat: Chat, caller: Caller, frame: str) -> AnyEvent | None:
    if isinstance(caller.identity, Agent) and caller.identity.expires_at <= caller.now // 1000:
        # The answer would come after the end of its connection.
        chat.delivery.end(caller.connection_id, _refused(frame, RefusalCode.EXPIRED))
        return None
    return _dispatch(chat, caller, decode_command(frame))


def _dispatch(chat: Chat, caller: Caller, command: AnyCommand) -> AnyEvent | None:
    match command:
        case SendMessage():
            return chat.talk.send(caller, command)
        case AnnounceTyping():
            chat.talk.announce_typing(caller, command)
            return None
        case Open():
            return chat.conversations.open(caller, command)
        case Start():
            return chat.conversations.start(caller, command)
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
