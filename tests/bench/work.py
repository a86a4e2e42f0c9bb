"""What the contact form's proof of work asks of a browser, and what it costs the server to check it."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

import msgspec
from msgspec import Struct

from app import own_node
from lambdas.contact.challenges import Work, check_solved, new_challenge
from lambdas.protocol.contact import Challenge, Solution
from stacks.errors import NotReady
from tests.bench.table import Table

CHALLENGES: Final = 40
_ROOT: Final = Path(__file__).parents[2]
_SCRIPT: Final = Path("widget_assets", "tests", "bench", "solveChallenges.mjs")


class Solved(Struct, frozen=True, kw_only=True):
    """One challenge's solution, and how long it took in milliseconds."""

    solution: Solution
    ms: float

    @property
    def tries(self) -> int:
        return self.solution.counter + 1


def proof_of_work() -> Iterator[str]:
    challenges = [new_challenge("shop", time.time_ns() // 1_000_000, b"bench", Work()) for _ in range(CHALLENGES)]
    solved = solved_in_node(challenges)
    table = Table(f"proof of work, of {CHALLENGES} challenges", "least", "median", "most")
    table.row("tries", *(f"{figure:.0f}" for figure in _spread([each.tries for each in solved])))
    table.row("solved by Node's WebCrypto, ms", *(f"{figure:.0f}" for figure in _spread([it.ms for it in solved])))
    checked = [_ms_to_check(*pair) for pair in zip(challenges, solved, strict=True)]
    table.row("checked by the function's code, ms", *(f"{figure:.1f}" for figure in _spread(checked)))
    yield from table.lines()


def solved_in_node(challenges: list[Challenge]) -> list[Solved]:
    """By the widget's own code. Raises ``NotReady``."""
    done = subprocess.run(  # noqa: S603
        [own_node(), str(_SCRIPT)],
        cwd=_ROOT,
        input=msgspec.json.encode(challenges),
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotReady(f"{_SCRIPT.name}: {done.stderr.decode().strip()}")
    return msgspec.json.decode(done.stdout, type=list[Solved])


def _ms_to_check(challenge: Challenge, solved: Solved) -> float:
    """Raises ``RequestRefused`` when it is no solution."""
    began = time.perf_counter()
    check_solved(challenge, solved.solution)
    return (time.perf_counter() - began) * 1000


def _spread(figures: list[float] | list[int]) -> tuple[float, float, float]:
    return min(figures), median(figures), max(figures)
