"""Our own unexpected errors: to the log, and to the function that takes error reports.

What is told is built from an allow-list: types, AWS's codes, our own frames, release and function. Never a message, a
local variable or a request, since these may hold what a person wrote.
"""

import re
import time
from collections.abc import Iterator
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

import msgspec
from botocore.exceptions import ClientError
from msgspec import Struct

from lambdas.aws import clients
from lambdas.aws.bucket import Bucket, Rate
from lambdas.aws.environment import FunctionEnvironment, read_environment
from lambdas.aws.logs import logger

if TYPE_CHECKING:
    from sentry_sdk import Client

_CHAIN_LENGTH: Final = 5
_RATE: Final = Rate(interval=6_000, burst=10)
"""10 a minute of an instance: of a fault that comes with every request, the log has the others."""

_CODE: Final = re.compile(r"[A-Za-z0-9._]{1,64}\Z")
_TOLD: Final = frozenset({"event_id", "timestamp", "platform", "level", "release", "transaction", "exception"})


class Frame(Struct, frozen=True):
    """One call in our own code."""

    module: str
    function: str
    lineno: int


class Fault(Struct, frozen=True):
    """One error without its message. ``code`` is AWS's, if it was AWS that refused."""

    type: str
    code: str | None
    frames: list[Frame]


def report(error: BaseException) -> None:
    """Never raises: an error that can not be told must not become a second one."""
    try:
        faults = [_fault(link) for link in _chain(error)]
        logger().error("unexpected error", extra={"faults": msgspec.to_builtins(faults)})
        environment = read_environment(FunctionEnvironment)
        if environment.error_tunnel:
            _send(faults, environment)
    except Exception as problem:
        logger().warning("error not reported", extra={"problem": type(problem).__name__})


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(_CHAIN_LENGTH):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _fault(error: BaseException) -> Fault:
    code = error.response["Error"].get("Code") if isinstance(error, ClientError) else None
    return Fault(type=type(error).__name__, code=code, frames=list(_our_frames(error.__traceback__)))


def _our_frames(traceback: TracebackType | None) -> Iterator[Frame]:
    while traceback is not None:
        module = traceback.tb_frame.f_globals.get("__name__", "")
        if module.startswith("lambdas."):
            yield Frame(module, traceback.tb_frame.f_code.co_name, traceback.tb_lineno)
        traceback = traceback.tb_next


def _send(faults: list[Fault], environment: FunctionEnvironment) -> None:
    if _bucket().take(time.time_ns() // 1_000_000):
        return
    values = [_value(fault) for fault in reversed(faults)]
    _sentry(environment.error_tunnel).capture_event(
        {
            "level": "error",
            "release": environment.release,
            "transaction": environment.aws_lambda_function_name,
            "exception": {"values": values},
        }
    )


def _value(fault: Fault) -> dict[str, Any]:
    """AWS's code stands where else a message would."""
    frames = msgspec.to_builtins(fault.frames)
    code = {"value": fault.code} if fault.code and _CODE.match(fault.code) else {}
    return {"type": fault.type, "stacktrace": {"frames": frames}, **code}


@cache
def _bucket() -> Bucket:
    return Bucket(_RATE)


@cache
def _sentry(function: str) -> "Client":
    # Imported on the first error only: it costs more than all the rest of a cold start.
    from sentry_sdk import Client

    from lambdas.aws.tunnel import Tunnel

    # There is no DSN: the tunnel trusts whoever may call it.
    return Client(
        transport=Tunnel(clients.functions(), function),
        before_send=_only_told,
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        send_client_reports=False,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
    )


def _only_told(event: Any, _hint: Any) -> Any:
    """The SDK adds host name, runtime and modules on its way."""
    return {key: value for key, value in event.items() if key in _TOLD}
