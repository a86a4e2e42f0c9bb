"""What a storm of error reports costs: through the function's own code, on a table in memory that counts."""

import io
import random
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Final

import pytest

from lambdas.errors import tunnel_wiring
from lambdas.errors.pace import Pace
from lambdas.errors.reception import Reception
from lambdas.errors.store import ErrorStore
from tests.bench.table import Table
from tests.billing.metered import Bill, MeteredDynamoDB
from tests.unit.lambdas.errors.received_samples import TABLE
from tests.unit.lambdas.errors.tunnel_world import TunnelWorld, event

REPORTS: Final = 10_000
INSTANCES: Final = 10
_MINUTE_MS: Final = 60_000


@dataclass(frozen=True, kw_only=True)
class Storm:
    """So many reports, evenly over so many milliseconds, by turns to so many instances of the function."""

    name: str
    faults: int
    reports: int = REPORTS
    lasts_ms: int = _MINUTE_MS
    instances: int = 1


@dataclass(frozen=True, kw_only=True)
class Came:
    """What became of it. ``told`` is the sum of the counts of all faults, ``cpu_ms`` the function's of one report."""

    taken: int
    refused: int
    told: int
    rows: int
    reads: int
    updates: int
    samples: int
    write_units: float
    usd: float
    cpu_ms: float


SLOW_MS: Final = 1_000 * REPORTS
"""As fast as one instance takes them all."""

STORMS: Final = (
    Storm(name="one fault, in a minute", faults=1),
    Storm(name=f"one fault, in a minute, {INSTANCES} instances", faults=1, instances=INSTANCES),
    Storm(name="one fault, as fast as all are taken", faults=1, lasts_ms=SLOW_MS),
    Storm(
        name=f"one fault, as fast as {INSTANCES} instances take all",
        faults=1,
        lasts_ms=SLOW_MS // INSTANCES,
        instances=INSTANCES,
    ),
    Storm(name="each another fault, in a minute", faults=REPORTS),
    Storm(name="each another fault, as fast as all are taken", faults=REPORTS, lasts_ms=SLOW_MS),
)


def storm() -> Iterator[str]:
    heads = ("taken", "refused", "told", "rows", "reads", "updates", "samples", "WRU", "USD", "ms each")
    table = Table(f"{REPORTS:,} error reports", *heads)
    for each in STORMS:
        came = passed(each)
        table.row(each.name, *_figures(came))
    yield from table.lines()
    yield "of the table alone; calls of the function and requests come to that, and end at API Gateway's throttle"


def passed(given: Storm) -> Came:
    """The same each time: chance is seeded."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()):
        bill = Bill()
        table = MeteredDynamoDB(TABLE, bill)
        world = TunnelWorld(patch, table)
        rng = random.Random(1)  # noqa: S311
        store = ErrorStore(table, TABLE)  # type: ignore[arg-type]
        instances = [
            (Pace(), Reception(store, lambda weight: rng.randrange(weight) == 0)) for _ in range(given.instances)
        ]
        now, taken, began = world.now, 0, time.process_time()
        for number in range(given.reports):
            pace, reception = instances[number % given.instances]
            patch.setattr(tunnel_wiring, "pace", lambda it=pace: it)
            patch.setattr(tunnel_wiring, "reception", lambda it=reception: it)
            world.now = now + number * given.lasts_ms // given.reports
            taken += world.reports(event(number, kind=f"Type{number % given.faults}x")).status == 200
        took = time.process_time() - began
        rows = [row for partition in table.partitions() for row in table.rows(partition)]
        return Came(
            taken=taken,
            refused=given.reports - taken,
            told=sum(int(row["count"]["N"]) for row in rows if "count" in row),
            rows=len(rows),
            reads=bill.asked["GetItem"],
            updates=bill.asked["UpdateItem"],
            samples=bill.asked["PutItem"],
            write_units=bill.use.write_units,
            usd=bill.use.usd,
            cpu_ms=took * 1000 / given.reports,
        )


def _figures(came: Came) -> tuple[str, ...]:
    whole = (came.taken, came.refused, came.told, came.rows, came.reads, came.updates, came.samples)
    return *(f"{figure:,}" for figure in whole), f"{came.write_units:,.0f}", f"{came.usd:.4f}", f"{came.cpu_ms:.2f}"
