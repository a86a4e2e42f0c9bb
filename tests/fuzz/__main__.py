"""``python -m tests.fuzz``: throws bad requests at ``POST /api/events`` or ``POST /api/errors``, and says how they were
answered."""

import argparse
import sys
import time

from tests.fuzz import run, tunnel
from tests.fuzz.run import Broken

_TOLD_EVERY = 50_000
_TARGETS = {"events": run.run, "errors": tunnel.run}


def main() -> int:
    """The exit status: 0 when nothing broke and nothing came through."""
    given = _arguments()
    began = time.monotonic()
    try:
        answers = _TARGETS[given.target](cases=given.cases, seed=given.seed, told=_progress)
    except Broken as broken:
        print("\n".join([str(broken), *broken.__notes__]), file=sys.stderr)
        return 1
    seconds = time.monotonic() - began
    print(f"{given.cases} cases from seed {given.seed} in {seconds:.0f} s, {seconds / given.cases * 1e6:.0f} µs each")
    for name, times in answers.most_common():
        print(f"{times:>10}  {name}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--target", choices=[*_TARGETS], default="events")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _progress(number: int) -> None:
    if number and number % _TOLD_EVERY == 0:
        print(number, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
