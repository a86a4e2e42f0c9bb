"""``python -m tests.privacy --visitors 500 --seed 7``: one of many is erased, and killed at every call."""

import argparse
import contextlib
import io
import sys
import time

from tests.privacy.checks import assert_all_is_gone
from tests.privacy.stage import Stage, staged
from tests.privacy.table import Killed


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 1 when anything was left or changed."""
    parser = argparse.ArgumentParser(prog="python -m tests.privacy")
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1, help="so many seeds, from --seed on")
    asked = parser.parse_args(arguments)
    for seed in range(asked.seed, asked.seed + asked.runs):
        began = time.monotonic()
        with contextlib.redirect_stdout(io.StringIO()), staged(asked.visitors, seed) as stage:
            rows = sum(map(len, stage.before.values()))
            try:
                kills = killed_everywhere(stage)
            except AssertionError as error:
                print(f"seed {seed}: {' '.join(str(error).split())[:300]}", file=sys.stderr)
                return 1
        seconds = time.monotonic() - began
        print(f"seed {seed}: {asked.visitors} visitors, {rows} rows, killed {kills} times, all gone ({seconds:.0f} s)")
    return 0


def killed_everywhere(stage: Stage) -> int:
    """How often it was killed and brought to its end. Raises ``AssertionError`` for what was left or changed."""
    stage.reset()
    stage.erase_wholly()
    calls = len(stage.way.calls)
    assert_all_is_gone(stage)
    for after in (False, True):
        for number in range(1, calls + 1):
            stage.reset()
            stage.way.kill_at(number, after=after)
            with contextlib.suppress(Killed):
                stage.erase_wholly()
            stage.way.reset()
            stage.erase_wholly()
            assert_all_is_gone(stage)
    return 2 * calls


if __name__ == "__main__":
    sys.exit(main())
