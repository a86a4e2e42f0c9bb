"""Handler of ``renew_presence``, which agents' consoles send every minute: one frame in, its one answer out."""

import time

from lambdas.aws.environment import is_on_lambda
from lambdas.aws.gateway import socket_event
from lambdas.aws.init import end_of_init
from lambdas.chat import wiring
from lambdas.chat.answers import caller_of, frame_of, refusal, response
from lambdas.chat.attendance import Attendance
from lambdas.chat.records import Caller
from lambdas.protocol.commands import RenewPresence, decode_command
from lambdas.protocol.events import AnyEvent
from lambdas.protocol.refusals import RefusalCode, Refused

if is_on_lambda():
    wiring.attendance()
    end_of_init()


def handler(event: object, _context: object) -> dict[str, object]:
    """Never raises: API Gateway would send a frame of its own instead of an answer."""
    return response(_answer(event))


def _answer(event: object) -> AnyEvent:
    frame = ""
    try:
        received = socket_event(event)
        frame = frame_of(received)
        return _carry_out(wiring.attendance(), caller_of(received, time.time_ns() // 1_000_000), frame)
    except Exception as error:
        return refusal(frame, error)


def _carry_out(attendance: Attendance, caller: Caller, frame: str) -> AnyEvent:
    """The connection of an agent whose token ended is left to the message function, which may end it."""
    if caller.is_expired:
        raise Refused(RefusalCode.EXPIRED)
    command = decode_command(frame)
    if not isinstance(command, RenewPresence):
        # API Gateway and we may read a frame differently that names its type twice.
        raise Refused(RefusalCode.INVALID_COMMAND)
    return attendance.renew(caller, command)
