"""``smoke URL``: each point in a line, in plain words."""

import asyncio
from argparse import Namespace
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict

from botocore.exceptions import BotoCoreError, ClientError

from cli.answer import Answer, Say
from cli.deployment import Deployment
from cli.errors import Failed, WrongUse
from cli.smoke import apis, files, reports, socket, usage
from cli.smoke.points import Outcome, Result, result_of
from cli.smoke.target import target_at

POINTS = (*files.POINTS, *apis.POINTS, *socket.POINTS, *usage.POINTS, *reports.POINTS)
_MARKS = {Outcome.OK: "ok    ", Outcome.SKIPPED: "skip  ", Outcome.FAILED: "FAILED"}


def check(deployment: Deployment, arguments: Namespace, say: Say) -> Answer:
    """Works without credentials too; what needs the stack's outputs is then said to be skipped."""
    url = arguments.url.rstrip("/")
    if not url.startswith(("https://", "http://")):
        raise WrongUse(f"{url}: expected an address such as https://chat.example.com")
    origin = arguments.origin or next(iter(deployment.settings.sites.values())).origins[0]
    results = asyncio.run(_results(url, origin, _outputs(deployment), say))
    counts = Counter(result.outcome for result in results)
    failed = counts[Outcome.FAILED]
    return Answer(
        data=[asdict(result) for result in results],
        text=f"{counts[Outcome.OK]} ok, {counts[Outcome.SKIPPED]} skipped, {failed} failed",
        status=1 if failed else 0,
    )


async def _results(url: str, origin: str, outputs: Mapping[str, str], say: Say) -> list[Result]:
    results = []
    async with target_at(url=url, origin=origin, outputs=outputs) as target:
        for point in POINTS:
            result = await result_of(point, target)
            say(f"{_MARKS[result.outcome]}  {result.says}" + (f": {result.detail}" if result.detail else ""))
            results.append(result)
    return results


def _outputs(deployment: Deployment) -> Mapping[str, str]:
    try:
        return deployment.outputs
    except (BotoCoreError, ClientError, Failed):
        return {}
