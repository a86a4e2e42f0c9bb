"""Our own unexpected errors: to the log, and to Sentry if the operator named one.

What is told is built from an allow-list: types, our own frames, release and function. Never a message, a local
variable or a request, since these may hold what a person wrote.
"""

from collections.abc import Iterator
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

import msgspec
from botocore.exceptions import ClientError
from msgspec import Struct

from lambdas.aws.environment import FunctionEnvironment, read_environment
from lambdas.aws.logs import logger

if TYPE_CHECKING:
    from sentry_sdk import Client

_CHAIN_LENGTH: Final = 5
_FLUSH_SECONDS: Final = 2
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
        if environment.sentry_dsn:
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
    client = _sentry(environment.sentry_dsn)
    values = [
        {"type": fault.type, "stacktrace": {"frames": msgspec.to_builtins(fault.frames)}} for fault in reversed(faults)
    ]
    client.capture_event(
        {
            "level": "error",
            "release": environment.release,
            "transaction": environment.aws_lambda_function_name,
            "exception": {"values": values},
        }
    )
    client.flush(timeout=_FLUSH_SECONDS)


@cache
def _sentry(dsn: str) -> "Client":
    # Imported on the first error only: it costs more than all the rest of a cold start.
    from sentry_sdk import Client

    return Client(
        dsn=dsn,
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
