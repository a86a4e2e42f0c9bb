"""A chat in a test, for the smoke command to look at."""

import asyncio
from collections.abc import Iterable
from typing import Final

from aiohttp import web
from aiohttp.test_utils import TestServer

from cli.smoke.points import Point, Result, result_of
from cli.smoke.target import target_at

SHOP: Final = "https://www.example.com"


def results_of(points: Iterable[Point], chat: web.Application) -> dict[str, Result]:
    """By the names of the checks."""

    async def run() -> dict[str, Result]:
        async with TestServer(chat) as server:
            url = str(server.make_url("")).rstrip("/")
            async with target_at(url=url, origin=SHOP, outputs={}) as target:
                return {point.check.__name__: await result_of(point, target) for point in points}

    return asyncio.run(run())
