"""``python -m tests.forwarding --events 10000 --seed 1``: exit status 0 when nothing was doubled or lost untold."""

import sys
import time
from argparse import ArgumentParser

from lambdas.aws.logs import logger
from tests.forwarding.run import run


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.forwarding", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logger().setLevel("CRITICAL")
    began = time.monotonic()
    report = run(asked.events, asked.seed)
    print(report)
    print(f"seed {asked.seed}, {time.monotonic() - began:.0f} s: {'good' if report.is_good else 'NOT GOOD'}")
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
