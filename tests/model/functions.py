"""Functions that run side by side in one thread: each call to AWS lets the others go on."""

from collections.abc import Callable

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]

from tests.model.schedule import Schedule

CALL_MS = 4
"""How long a call to AWS takes."""


class Ended(BaseException):
    """The function is at an end in the middle of its work, as when Lambda kills it. Nothing of ours catches it."""


class Functions:
    """Starts functions and lets them take turns on the schedule."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._main = getcurrent()
        self._began: dict[greenlet, int] = {}

    @property
    def began(self) -> int:
        """When the running function was started."""
        return self._began[getcurrent()]

    def start(self, function: Callable[[], object]) -> None:
        """Runs it until its first call to AWS. ``Ended`` is not an error here."""

        def run() -> None:
            try:
                function()
            except Ended:
                return
            finally:
                del self._began[getcurrent()]

        started = greenlet(run, parent=self._main)
        self._began[started] = self._schedule.now
        started.switch()

    def wait(self, milliseconds: int = CALL_MS) -> None:
        """The running function pauses; outside of functions nobody does."""
        current = getcurrent()
        if current is self._main:
            return
        self._schedule.after(milliseconds, current.switch)
        self._main.switch()
