"""Lambda's side of a function: hands out events, and notes when their answers came.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from tests.bench.serving import Handler, serving

_SECONDS: Final = 10
"""What a function has for an answer."""


class Failed(Exception):
    """The function could not be loaded, raised, or did not answer in time."""


class RuntimeApi:
    """For one process of one function: gets ``events`` one after the other, and then waits for more in vain."""

    def __init__(self, events: Iterable[object]) -> None:
        self._events = iter(events)
        self._answered_at: list[float] = []
        self._problem: str | None = None
        self._changed = threading.Condition()
        self._over = threading.Event()

    @contextmanager
    def serve(self) -> Iterator[str]:
        """The address for ``AWS_LAMBDA_RUNTIME_API``."""
        with serving(_handler(self)) as address:
            try:
                yield address
            finally:
                self._over.set()

    def wait_for(self, answers: int, seconds: float) -> float:
        """When so many had come, by ``time.perf_counter``. Raises ``Failed``."""
        with self._changed:
            self._changed.wait_for(lambda: self._problem or len(self._answered_at) >= answers, seconds)
            if self._problem or len(self._answered_at) < answers:
                raise Failed(self._problem or f"{len(self._answered_at)} of {answers} answers in {seconds} s")
            return self._answered_at[answers - 1]

    def next_event(self) -> bytes:
        event = next(self._events, None)
        if event is None:
            self._over.wait()
        return json.dumps(event).encode()

    def take(self, path: str, body: bytes) -> None:
        at = time.perf_counter()
        with self._changed:
            if path.endswith("/response") and json.loads(body).get("statusCode") == 200:
                self._answered_at.append(at)
            else:
                self._problem = body.decode()
            self._changed.notify()


def _handler(api: RuntimeApi) -> type[Handler]:
    class Calls(Handler):
        def do_GET(self) -> None:  # noqa: N802 - the base class's names
            self.answer(200, api.next_event(), **_headers())

        def do_POST(self) -> None:  # noqa: N802
            api.take(self.path, self.body())
            self.answer(202, b'{"status": "OK"}')

    return Calls


def _headers() -> dict[str, str]:
    return {
        "content_type": "application/json",
        "lambda_runtime_aws_request_id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
        "lambda_runtime_deadline_ms": str(time.time_ns() // 1_000_000 + _SECONDS * 1000),
        "lambda_runtime_invoked_function_arn": "arn:aws:lambda:eu-central-1:123456789012:function:bench",
        "lambda_runtime_trace_id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
    }
