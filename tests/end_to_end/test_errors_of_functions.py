"""What breaks in a function of ours is reported through Lambda's own queue, and a storm of reports costs little."""

import asyncio
import json
import math
import time
from collections import Counter
from collections.abc import Iterable

import pytest

from local.faults.calls import Answer, Call
from local.stack import LocalStack
from tests.end_to_end import clients
from tests.end_to_end.clients import Frame, http_session
from tests.end_to_end.error_client import ERRORS, Reports, envelope_of, event_of
from tests.end_to_end.known_paths import Scene, without_stores
from tests.end_to_end.stores import Stores
from tests.end_to_end.waiting import eventually
from tests.promises.known_visitor import ADDRESSES
from tests.promises.promise import promise

STORM = 2000
AT_ONCE = 8
STRAYS = 2.5
"""By what factor an estimate may be wrong: six times its deviation, which is a sixth."""


def most_taken(seconds: float) -> float:
    """A burst of 30 and one a second, each instance, of which there are at most as many as there are posts at once."""
    return AT_ONCE * (30 + seconds)


def most_writes(taken: int) -> float:
    """Twice what ``lambdas.errors.counting`` says: for the samples, for chance and for several instances."""
    return 2 * (20 + 20 * math.log(taken / 20))


@pytest.fixture
def reports(stack: LocalStack) -> Reports:
    return Reports(stack)


@promise("P8", "a function's own error is told by type and place, through a queue that keeps it for an hour at most")
def test_what_breaks_in_a_function_is_a_fault_of_functions_and_tells_nothing_of_anybody(
    stack: LocalStack, reports: Reports, tokens: dict[str, str]
) -> None:
    scene = Scene(stack, tokens)
    stack.viewers(address=ADDRESSES["address"], country="CH")

    async def breaks() -> None:
        for _ in range(2):
            assert await scene.tells(scene.known.batch(f"{scene.shop}/")) == (500, {"code": "failed"})
        assert await scene.asks("/api/privacy/stored", {}) == (500, {"code": "failed"})
        search = {"state": "new", "text": scene.known.fields["email"]}
        assert await scene.agent_asks("sales", "/api/contact/search", search) == (500, {"code": "failed"})

    with without_stores(stack):
        clients.run(breaks())
        # That of the queue, and those of the table.
        rows = eventually(lambda: reports.rows("fault#"), lambda rows: sum(int(row["count"]) for row in rows) >= 4)
    assert {(row["source"], row.get("site")) for row in rows} == {("function", None)}
    assert max(int(row["count"]) for row in rows) >= 2
    # A report is counted first and kept then, and nobody waits for either.
    told = {"lambdas.api.serving", "lambdas.analytics.collect_handler", "lambdas.contact.inbox_handler"}
    samples = eventually(reports.samples, lambda samples: files_of(samples) >= told)
    assert {sample["platform"] for sample in samples} == {"python"}
    assert all(sample["release"] and sample["place"] for sample in samples)
    faults = {fault["fault_id"]: fault for fault in reports.found(tokens["operator"])}
    assert {fault["source"] for fault in faults.values()} == {"function"}
    assert reports.found(tokens["supervisor"]) == []
    for what, kept in {"rows": reports.rows(), **Stores(stack).beside()}.items():
        assert (what, scene.markers({}).found_in(kept)) == (what, set())


def files_of(samples: Iterable[Frame]) -> set[str]:
    return {frame["file"] for sample in samples for thrown in sample["errors"] for frame in thrown["frames"]}


class Writes:
    """A watcher that counts the calls to the table of errors."""

    def __init__(self, table: str) -> None:
        self._table = table
        self.calls: Counter[str] = Counter()

    def __call__(self, call: Call, _: Answer) -> None:
        if call.service.startswith("DynamoDB") and json.loads(call.body).get("TableName") == self._table:
            self.calls[call.operation] += 1


def test_a_storm_of_one_fault_takes_few_writes_and_breaks_nothing(stack: LocalStack, reports: Reports) -> None:
    before, dsn = reports.count(), stack.outputs["ErrorsDsn"]
    left = iter(range(STORM))
    statuses: Counter[int] = Counter()

    async def storm() -> None:
        async with http_session(headers={"origin": stack.addresses.shop, "content-type": "text/plain"}) as session:

            async def posts() -> None:
                for number in left:
                    event = event_of("RangeError", f"storm {number}", function="storm")
                    async with session.post(f"{stack.addresses.chat}{ERRORS}", data=envelope_of(dsn, event)) as answer:
                        statuses[answer.status] += 1
                        if answer.status == 429:
                            assert answer.headers["x-sentry-rate-limits"].endswith(":error:organization")

            await asyncio.gather(*(posts() for _ in range(AT_ONCE)))

    writes = Writes(stack.outputs["ErrorsTable"])
    stack.watch(writes)
    begun = time.monotonic()
    try:
        clients.run(storm())
    finally:
        stack.watch(None)
    seconds = time.monotonic() - begun
    print(f"{dict(statuses)} in {seconds:.0f} s, {dict(writes.calls)}")
    assert set(statuses) == {200, 429}
    assert sum(statuses.values()) == STORM
    assert 30 <= statuses[200] <= most_taken(seconds)
    assert sum(writes.calls[name] for name in ("PutItem", "UpdateItem")) <= most_writes(statuses[200])
    assert set(writes.calls) <= {"GetItem", "PutItem", "UpdateItem"}
    assert statuses[200] / STRAYS < reports.count() - before < statuses[200] * STRAYS
