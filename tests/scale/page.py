"""The tables of ``docs/scale.md``. ``python -m tests.scale.page`` writes them; ``--check`` only compares."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from stacks.generated import with_part, write_or_check
from tests.bench.actions import AROUND, WITHIN, cost
from tests.bench.chat import Cost
from tests.scale import limits, month, usage

PAGE: Final = Path(__file__).parents[2] / "docs" / "scale.md"
NUMBERS: Final = (1, 1_000, 1_000_000)
"""Conversations a day."""
END: Final = "<!-- end -->"


def begin(name: str) -> str:
    return f"<!-- {name}: written by python -m tests.scale.page -->"


def tables() -> dict[str, Iterator[str]]:
    return {
        "units": _units(),
        "month": month.table(NUMBERS, tuple(map(month.by_component, NUMBERS)), total=True),
        "parts": month.table(NUMBERS, tuple(map(month.by_part, NUMBERS)), total=False),
        "usage": month.table(NUMBERS, tuple(map(usage.by_component, NUMBERS)), total=True),
        "limits": limits.table(),
    }


def with_tables(page: str) -> str:
    """The page with each table between its two marks. Raises ``ValueError`` when a mark is missing."""
    for name, lines in tables().items():
        page = with_part(page, lines, begin=begin(name), end=END, name=PAGE.name)
    return page


def _units() -> Iterator[str]:
    yield "| what | AWS calls | WRU | RRU | billed messages |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for action in (*WITHIN, *AROUND):
        yield f"| {action.name} | " + " | ".join(_figures(cost(action))) + " |"


def _figures(cost: Cost) -> Iterator[str]:
    for figure in (cost.aws_calls, cost.use.write_units, cost.use.read_units, cost.use.frames):
        yield f"{figure:g}"


def main(arguments: list[str]) -> int:
    """The exit status: 1 when ``--check`` finds the page stale."""
    written = with_tables(PAGE.read_text(encoding="utf-8"))
    return write_or_check(PAGE, written, module="tests.scale.page", arguments=arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
