import os
import subprocess
import sys

import pytest

from local.__main__ import fault_counts
from local.faults.config import Fault
from local.synthesis import ROOT


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PORT", "http", "tresen: PORT: expected a number from 1 to 65535, got 'http'"),
        ("FAULTS", "seed=7 cut=2", "tresen: FAULTS: cut: expected a rate from 0 to 1, got 2.0"),
        ("MATOMO_URL", "matomo.example.com", "tresen: MATOMO_URL: expected an address such as https://matomo."),
        (
            "MATOMO_TOKEN",
            "secret",
            "tresen: MATOMO_URL: expected an address such as https://matomo.example.com/, got ''",
        ),
        ("SENTRY_DSN", "key@sentry.example.com/1", "tresen: SENTRY_DSN: expected a DSN such as http://key@127.0.0.1:8"),
        ("FAULTS", "lose=0.1", "tresen: FAULTS: expected words like cut=0.01 of "),
    ],
)
def test_a_wrong_wish_is_one_line_and_the_users_to_change(variable: str, value: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local"],
        cwd=ROOT,
        env=os.environ | {variable: value},
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(said)


def test_what_was_done_is_one_line_in_the_order_of_the_names() -> None:
    assert fault_counts({Fault.GONE: 1, Fault.CUT: 12}) == "faults: 12 cut, 1 gone"
