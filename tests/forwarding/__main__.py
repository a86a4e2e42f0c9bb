"""``python -m tests.forwarding --events 10000 --seed 1``: exit status 0 when nothing was doubled or lost untold.

Once with the faults of Matomo and of SQS alone, and once with calls that are killed and a table that does not answer.
"""

import sys
import time
from argparse import ArgumentParser
from typing import Final

from lambdas.aws.logs import logger
from tests.forwarding.run import FAULTS, TWICE, all_goes_wrong, matomo_goes_wrong, run

_RUNS: Final = (
    (f"{FAULTS:.0%} of the bulks go wrong, {TWICE:.0%} of the messages come twice", matomo_goes_wrong),
    ("and calls are killed at any step, and DynamoDB throttles or does not answer", all_goes_wrong),
)


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.forwarding", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logger().setLevel("CRITICAL")
    is_good = True
    for name, go_wrong in _RUNS:
        began = time.monotonic()
        report = run(asked.events, asked.seed, go_wrong)
        is_good &= report.is_good
        print(f"{name}\n{report}")
        print(f"seed {asked.seed}, {time.monotonic() - began:.0f} s: {'good' if report.is_good else 'NOT GOOD'}\n")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
