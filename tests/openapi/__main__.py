"""``python -m tests.openapi --examples 2000``: asks a local run of its own for as long as you like."""

import sys
from argparse import ArgumentParser

from local.ministack import StartFailed
from local.stack import LocalStack
from tests.bench.table import Table
from tests.openapi.asking import Asked, System, ask_everything

_SHOWN = 10
"""Of the answers that are not as documented."""


def main(arguments: list[str]) -> int:
    """The exit status: 0 when every answer was as documented."""
    parser = ArgumentParser(prog="python -m tests.openapi", description="Ask everything of the HTTP API at random.")
    parser.add_argument("--examples", type=int, default=1000, help="requests to each operation (1000)")
    parser.add_argument("--seed", type=int, default=1, help="the same one asks the same again (1)")
    given = parser.parse_args(arguments)
    try:
        with LocalStack(report=print) as stack:
            asked = ask_everything(System.of(stack), examples=given.examples, seed=given.seed)
    except StartFailed as error:
        print(f"tresen: {error}", file=sys.stderr)
        return 1
    _say(asked)
    return 1 if asked.wrong else 0


def _say(asked: Asked) -> None:
    statuses = sorted({status for of_operation in asked.statuses.values() for status in of_operation})
    table = Table("answers", *map(str, statuses))
    for name, counts in asked.statuses.items():
        table.row(name, *(str(counts.get(status, "")) for status in statuses))
    print("\n".join(table.lines()))
    print(f"\n{len(asked.wrong)} answers are not as documented")
    for wrong in asked.wrong[:_SHOWN]:
        print(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
