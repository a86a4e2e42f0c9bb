"""A point that a deployment is checked for, and how it came out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

import aiohttp

from cli.smoke.target import Target


class Missed(Exception):
    """The point does not hold; the text says what came instead."""


class Skipped(Exception):
    """The point can not be looked at; the text says why."""


class Outcome(StrEnum):
    OK = "ok"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Point:
    """``says`` is a sentence that is true when ``check`` returns."""

    says: str
    check: Callable[[Target], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Result:
    says: str
    outcome: Outcome
    detail: str = ""


async def result_of(point: Point, target: Target) -> Result:
    try:
        await point.check(target)
    except Skipped as reason:
        return Result(says=point.says, outcome=Outcome.SKIPPED, detail=str(reason))
    except Missed as instead:
        return Result(says=point.says, outcome=Outcome.FAILED, detail=str(instead))
    except (aiohttp.ClientError, OSError, ValueError, LookupError) as error:
        detail = f"{type(error).__name__} {error}".strip()
        return Result(says=point.says, outcome=Outcome.FAILED, detail=detail)
    return Result(says=point.says, outcome=Outcome.OK)


def expect(holds: bool, came: object) -> None:
    """Raises ``Missed``."""
    if not holds:
        raise Missed(f"got {came}")
