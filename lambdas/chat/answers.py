"""What the handlers of frames have in common: who sent one, and what it is answered with."""

from lambdas.aws.errors import report
from lambdas.aws.gateway import SocketEvent
from lambdas.aws.logs import logger
from lambdas.aws.transient import is_transient
from lambdas.chat.records import Caller
from lambdas.identity.people import identity_of
from lambdas.protocol.commands import command_id_of
from lambdas.protocol.events import AnyEvent, CommandRefused, encode_event
from lambdas.protocol.refusals import RefusalCode, Refused


def frame_of(event: SocketEvent) -> str:
    """The text; a binary frame, which API Gateway does not hand on as it came, counts as empty."""
    return "" if event.is_base64_encoded else event.body or ""


def caller_of(event: SocketEvent, now: int) -> Caller:
    """``now`` in epoch milliseconds. Raises ``Refused``."""
    context = event.request_context
    return Caller(
        identity=identity_of(context.authorizer),
        connection_id=context.connection_id,
        connected_at=context.connected_at or now,
        now=now,
    )


def refusal(frame: str, error: Exception) -> CommandRefused:
    """The answer to a frame that ended in ``error``, which is logged if it is one of ours."""
    if isinstance(error, Refused):
        return refused(frame, error.code, error.retry_after_ms)
    if is_transient(error):
        logger().warning("asked to wait", extra={"problem": type(error).__name__})
        return refused(frame, RefusalCode.BUSY)
    report(error)
    return refused(frame, RefusalCode.FAILED)


def refused(frame: str, code: RefusalCode, retry_after_ms: int | None = None) -> CommandRefused:
    return CommandRefused(command_id=command_id_of(frame), code=code, retry_after_ms=retry_after_ms)


def response(answer: AnyEvent | None) -> dict[str, object]:
    """What a function answers API Gateway, which sends the body to the client."""
    return {"statusCode": 200, "body": encode_event(answer).decode()} if answer else {"statusCode": 200}
