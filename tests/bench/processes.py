"""A function in a process of its own, under Lambda's runtime client, and what it takes."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.fake_aws import FakeAws
from tests.bench.runtime_api import RuntimeApi

PYTHON: Final = Path(".venv-bench", "bin", "python")
_PATIENCE: Final = 60
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Function:
    """``path`` is what Lambda puts on Python's: the code and the layer."""

    name: str
    handler: str
    path: Sequence[Path]
    environment: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Run:
    """Milliseconds to the first answer, by the clock and of the processor, and of the processor for each later event.

    ``peak_mb`` is the most memory that it held, in megabytes; ``calls`` are those to AWS, by their names.
    """

    first_ms: float
    first_cpu_ms: float
    later_cpu_ms: float
    peak_mb: float
    calls: Mapping[str, int]


def run(function: Function, events: Sequence[object]) -> Run:
    """Raises ``Failed`` when an answer is no good, or does not come."""
    aws, api = FakeAws(), RuntimeApi(events)
    with aws.serve() as aws_url, api.serve() as api_address:
        began = time.perf_counter()
        with _process(function, _environment(function, api_address, aws_url)) as pid:
            first = api.wait_for(1, _PATIENCE) - began
            after_first = _processor_seconds(pid)
            api.wait_for(len(events), _PATIENCE)
            later = (_processor_seconds(pid) - after_first) / max(1, len(events) - 1)
            return Run(
                first_ms=first * 1000,
                first_cpu_ms=after_first * 1000,
                later_cpu_ms=later * 1000,
                peak_mb=_peak_mb(pid),
                calls=dict(aws.asked),
            )


@contextmanager
def _process(function: Function, environment: Mapping[str, str]) -> Iterator[int]:
    command = [str(PYTHON.absolute()), "-m", "awslambdaric", function.handler]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=function.path[0], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def _environment(function: Function, api_address: str, aws_url: str) -> dict[str, str]:
    """What Lambda sets, and where the fakes are.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    return {
        "AWS_LAMBDA_RUNTIME_API": api_address,
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_GROUP_NAME": "bench",
        "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "LAMBDA_TASK_ROOT": str(function.path[0]),
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_ENDPOINT_URL_DYNAMODB": aws_url,
        "CONNECTIONS_URL": f"{aws_url}/ws",
        "TABLE_NAME": "chat",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(map(str, function.path)),
        "LANG": "en_US.UTF-8",
        **function.environment,
    }


def _processor_seconds(pid: int) -> float:
    """Of user and system; ``proc(5)`` counts them after the name, which may hold blanks."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000
