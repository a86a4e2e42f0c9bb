"""How long a message function takes from nothing to its first answer, and what each later message takes."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from lambdas.identity.people import context_of
from stacks.bundle import BUNDLES, LayerPlatform, bundle_code, bundle_layer
from tests.bench.fake_aws import CONNECTION, SEQ, VISITOR
from tests.bench.processes import PYTHON, Function, Run, run
from tests.bench.table import Table

ROOT: Final = Path(__file__).parents[2]
TIMES: Final = 15
"""Cold starts of each function."""
MESSAGES: Final = 500
"""Messages of one process, for what each takes of the processor."""
_AWAKE: Final = 3

_SITES: Final = {"shop": {"origins": ["https://www.example.com"], "groups": ["service"]}}
_SENTRY: Final = {"RELEASE": "bench", "SENTRY_DSN": "https://0123456789abcdef0123456789abcdef@sentry.example.com/1"}
OURS: Final = {
    **_SENTRY,
    "POWERTOOLS_SERVICE_NAME": "messages",
    "POWERTOOLS_METRICS_NAMESPACE": "Tresen",
    "PUBLIC_URL": "https://chat.example.com",
    "SITES": json.dumps(_SITES),
    "CONVERSATION_RETENTION_DAYS": "30",
}
_NAIVE: Final = {**_SENTRY, "POWERTOOLS_SERVICE_NAME": "naive", "POWERTOOLS_METRICS_NAMESPACE": "Naive"}


def start() -> Iterator[str]:
    compared = functions()
    yield from _cold(_interleaved(compared))
    yield from _warm(compared[1:])


def functions() -> tuple[Function, Function, Function]:
    """Nothing, ours as it is deployed, and the naive set; all with bytecode as a deployment ships it."""
    bundles = ROOT / BUNDLES
    code = bundle_code(ROOT, bundles).path
    layer = bundle_layer(LayerPlatform.HOST, ROOT, bundles).path / "python"
    other = _compiled(ROOT / "build" / "bench")
    return (
        Function(name="empty", handler="tests.bench.functions.empty.handler", path=[other], environment={}),
        Function(name="ours", handler="lambdas.chat.messages.handler", path=[code, layer], environment=OURS),
        Function(name="naive set", handler="tests.bench.functions.naive.handler", path=[other], environment=_NAIVE),
    )


def _compiled(into: Path) -> Path:
    """The other functions, made anew, where Lambda would have their code."""
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(ROOT / "tests/bench/functions", into / "tests/bench/functions", ignore=lambda *_: {"__pycache__"})
    command = [str(ROOT / PYTHON), "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", str(into)]
    subprocess.run(command, check=True)  # noqa: S603
    return into


def _interleaved(compared: Sequence[Function]) -> dict[str, list[Run]]:
    """In turn, so that whatever else the machine does meets all of them."""
    runs: dict[str, list[Run]] = {function.name: [] for function in compared}
    for _ in range(TIMES):
        for function in compared:
            runs[function.name].append(run(function, list(events(function, 1))))
    return runs


def _cold(runs: Mapping[str, Sequence[Run]]) -> Iterator[str]:
    table = Table(f"to the first answer, of {TIMES} starts", "median ms", "fastest", "slowest", "CPU ms", "peak MB")
    for name, each in runs.items():
        times = [run.first_ms for run in each]
        figures = (median(times), min(times), max(times), _cpu(each), median(run.peak_mb for run in each))
        table.row(name, *(f"{figure:.0f}" for figure in figures))
    yield from table.lines()
    _, ours, naive = runs.values()
    wall = median(run.first_ms for run in ours) / median(run.first_ms for run in naive)
    yield f"ours / naive set: {wall:.2f} of the time, {_cpu(ours) / _cpu(naive):.2f} of the processor's"


def _cpu(runs: Sequence[Run]) -> float:
    """Milliseconds until the first answer: what else the machine does hardly shows in it."""
    return median(run.first_cpu_ms for run in runs)


def _warm(compared: Sequence[Function]) -> Iterator[str]:
    table = Table(f"a message, of {MESSAGES} in one process", "CPU ms", "calls", "peak MB")
    for function in compared:
        runs = [run(function, list(events(function, MESSAGES))) for _ in range(_AWAKE)]
        calls = sum(runs[0].calls.values()) / MESSAGES
        cpu, peak = median(each.later_cpu_ms for each in runs), median(each.peak_mb for each in runs)
        table.row(function.name, f"{cpu:.2f}", f"{calls:.2f}", f"{peak:.0f}")
    yield from table.lines()


def events(function: Function, number: int) -> Iterator[dict[str, object]]:
    """What API Gateway sends for so many messages of one visitor.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
    """
    for index in range(number):
        message = {"client_message_id": f"m{index}", "text": "Guten Tag, haben Sie das auch in Blau?"}
        command = {"type": "send_messages", "command_id": f"c{index}", "cursor": SEQ, "messages": [message]}
        frame = command if function.environment is OURS else message
        yield {"requestContext": _context(), "isBase64Encoded": False, "body": json.dumps(frame)}


def _context() -> dict[str, object]:
    return {
        "routeKey": "$default",
        "eventType": "MESSAGE",
        "messageDirection": "IN",
        "messageId": "Aa1Bb2Cc3Dd4Ee5=",
        "connectionId": CONNECTION,
        "connectedAt": 1_750_000_000_000,
        "requestTimeEpoch": 1_750_000_060_000,
        "requestTime": "15/Jun/2025:15:07:40 +0000",
        "requestId": "Aa1Bb2Cc3Dd4Ee5=",
        "extendedRequestId": "Aa1Bb2Cc3Dd4Ee5=",
        "stage": "ws",
        "apiId": "abcdefghij",
        "domainName": "abcdefghij.execute-api.eu-central-1.amazonaws.com",
        "identity": {"sourceIp": "192.0.2.1"},
        "authorizer": {**context_of(VISITOR), "principalId": "visitor"},
    }
