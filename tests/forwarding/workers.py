"""Functions that run side by side, one step at a time, and can be killed between any two."""

import threading
from collections.abc import Callable
from typing import Any


class Killed(BaseException):
    """As by a time-out of Lambda's: no ``except`` of ours sees it."""


class Worker:
    """Runs ``work`` in a thread of its own that waits at each step until it is told to go on."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.is_done = False
        self.error: BaseException | None = None
        self.answer: Any = None
        self.steps = 0
        self._work = work
        self._is_doomed = False
        self._go = threading.Semaphore(0)
        self._waits = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._waits.acquire()

    def step(self) -> None:
        """Called by the work itself."""
        if self._is_doomed:
            raise Killed
        self._waits.release()
        self._go.acquire()
        if self._is_doomed:
            raise Killed
        self.steps += 1

    def proceed(self) -> None:
        self._go.release()
        self._waits.acquire()

    def kill(self) -> None:
        self._is_doomed = True
        self.proceed()
        self._thread.join()

    def _run(self) -> None:
        _workers.current = self
        try:
            self.step()
            self.answer = self._work()
        except Killed:
            pass
        except BaseException as error:
            self.error = error
        self.is_done = True
        self._waits.release()


def current() -> Worker:
    worker: Worker = _workers.current
    return worker


class Stepping:
    """A client whose every call is a step before and a step after."""

    def __init__(self, client: Any, before: Callable[[str], None], after: Callable[[str], None]) -> None:
        self._client = client
        self._before = before
        self._after = after

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._client, name)
        if name == "exceptions" or not callable(value):
            return value

        def call(**arguments: Any) -> Any:
            current().step()
            self._before(name)
            answer = value(**arguments)
            self._after(name)
            current().step()
            return answer

        return call


_workers = threading.local()
