"""``make soak``: the model of a conversation for as long as it is told, from a seed."""

import argparse
import sys
import time

from tests.model.host import Host
from tests.model.run import run
from tests.model.tally import Tally
from tests.model.truth import Broken

CONVERSATIONS = 100
STEPS = 60


def main() -> int:
    """The exit status: 0 when nothing was lost, doubled, out of order or shown to a stranger."""
    given = _arguments()
    ends, began = time.monotonic() + given.minutes * 60, time.monotonic()
    tally, failures, seed = Tally(), 0, given.seed
    with Host() as host:
        while time.monotonic() < ends:
            try:
                run(host, tally, seed=seed, conversations=CONVERSATIONS, steps=STEPS)
            except Broken as broken:
                failures += 1
                print(f"\nseed {seed}: {broken}\n" + "\n".join(broken.__notes__), flush=True)
            seed += 1
            print(_line(tally, time.monotonic() - began, failures), flush=True)
    _print(tally, given.seed, seed)
    return 1 if failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    return parser.parse_args()


def _line(tally: Tally, seconds: float, failures: int) -> str:
    return (
        f"{seconds / 60:6.1f} min {tally.conversations:8} conversations {tally.messages:9} messages"
        f" {tally.frames:10} frames {tally.struck.total():8} faults {failures:4} failures"
    )


def _print(tally: Tally, first: int, last: int) -> None:
    print(f"\nSeeds {first} to {last - 1}, {tally.virtual_ms / 3_600_000:.0f} hours of the people's time. Faults:")
    for fault, times in sorted(tally.struck.items(), key=lambda each: -each[1]):
        print(f"{times:9}  {fault}")


if __name__ == "__main__":
    sys.exit(main())
