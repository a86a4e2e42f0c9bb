"""``python -m local``: the local run in the foreground, on ``PORT`` or 8080, until Ctrl-C.

``FAULTS`` lets it fail. ``MATOMO_URL`` and ``MATOMO_TOKEN`` let it send to a Matomo elsewhere, and ``SENTRY_DSN`` pass
error reports on to a Sentry.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Mapping

from local.edge.server import PortInUse
from local.faults.config import Fault, Faults, WrongFaults, parse_faults
from local.matomo.real import WrongMatomo, real_matomo
from local.ministack import StartFailed
from local.sentry import WrongSentry, sentry_dsn
from local.stack import LocalStack

_DEFAULT_PORT = "8080"


def main() -> int:
    """The exit status: 0 after Ctrl-C, 1 when something broke, 2 when the user has to ask for something else."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        with LocalStack(
            port=_port(),
            faults=_faults(),
            matomo=real_matomo(os.environ),
            sentry_dsn=sentry_dsn(os.environ),
            report=_Progress(),
        ) as stack:
            _say_ready(stack)
            stack.when_dead(over.set)
            try:
                over.wait()
            finally:
                if stack.faults_done:
                    print(f"\n{fault_counts(stack.faults_done)}", flush=True)
    except (PortInUse, WrongFaults, WrongMatomo, WrongSentry) as error:
        return _failed(str(error), 2)
    except StartFailed as error:
        return _failed(str(error), 1)
    except KeyboardInterrupt:
        return 0
    return _failed("MiniStack has ended; its log is in build/local", 1)


class _Progress:
    """One line for each step, with the seconds since the start."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def __call__(self, step: str) -> None:
        print(f"{time.monotonic() - self._started:5.1f} s  {step}", flush=True)


def _port() -> int:
    text = os.environ.get("PORT") or _DEFAULT_PORT
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise PortInUse(f"PORT: expected a number from 1 to 65535, got {text!r}")
    return int(text)


def _faults() -> Faults:
    try:
        return parse_faults(os.environ.get("FAULTS", ""))
    except WrongFaults as error:
        raise WrongFaults(f"FAULTS: {error}") from error


def fault_counts(done: Mapping[Fault, int]) -> str:
    """How often each fault happened, as one line; nothing of what it happened to."""
    return "faults: " + ", ".join(f"{done[fault]} {fault}" for fault in Fault if fault in done)


def _say_ready(stack: LocalStack) -> None:
    agent, supervisor, operator = stack.agents
    print(
        f"\nTresen is ready: {stack.addresses.start}/\n"
        f"  shop     {stack.addresses.shop}/\n"
        f"  console  {stack.addresses.console}\n"
        f"  Matomo   {stack.addresses.matomo}/\n"
        f"  sign in  {agent.username}, {supervisor.username} or {operator.username}, password {agent.password}\n"
        "Ctrl-C ends it.",
        flush=True,
    )


def _interrupt(*_: object) -> None:
    """A second signal must not break off the cleaning up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _failed(reason: str, status: int) -> int:
    print(f"tresen: {reason}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
