"""What lies around the functions: their environment, their clients, their clock, and what they report."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas.aws import clients, metrics
from lambdas.aws import connections as posting
from lambdas.aws.logs import logger
from lambdas.chat import answers, connections, delivery, messages, wiring
from tests.unit.lambdas.world import ENVIRONMENT


class InTurn:
    """A pool of threads without threads, so that all happens in one order."""

    def __init__(self, **_: object) -> None:
        pass

    def __enter__(self) -> "InTurn":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, function: Callable[[str], Any], given: Iterable[str]) -> Iterable[Any]:
        return [function(each) for each in given]


@contextmanager
def functions_at(
    *, table: object, gateway: object, now: Callable[[], int], report: Callable[[BaseException], None]
) -> Iterator[None]:
    """The functions work on these, quietly, until the end."""
    level = logger().log_level
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        patch.setattr(clients, "dynamodb", lambda: table)
        patch.setattr(clients, "connections", lambda _url: gateway)
        patch.setattr(posting, "ThreadPoolExecutor", InTurn)
        patch.setattr(messages, "time", SimpleNamespace(time_ns=lambda: now() * 1_000_000))
        patch.setattr(metrics.Counts, "write", lambda _: None)
        for module in (answers, connections, delivery):
            patch.setattr(module, "report", report)
        logger().setLevel(logging.CRITICAL)
        _put_together_anew()
        try:
            yield
        finally:
            logger().setLevel(level)
            _put_together_anew()


def _put_together_anew() -> None:
    for part in (wiring.chat, wiring.store, wiring.leases):
        part.cache_clear()
