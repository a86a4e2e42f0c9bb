"""Sentry's own scrubber looks through what ours has left."""

import json
import re
import subprocess

import pytest

from lambdas.errors.scrubber.events import scrub
from local.synthesis import ROOT
from tests.promises.promise import promise
from tests.scrubbing.corpus import harmless, personal
from tests.scrubbing.events import Event, event_with

PYTHON = ROOT / ".venv-errors/bin/python"

EVENTS = [
    event_with(example.place, example.text)
    for example in (
        *personal(),
        *personal("held_out_personal"),
        *personal("reviewed_personal"),
        *harmless(),
        *harmless("held_out_harmless"),
        *harmless("reviewed_harmless"),
    )
]

NAMES_OF_SECRETS = re.compile(r"passwor[dt]|passwd|secret|credentials|api_?key|auth|bearer|token(?=:)", re.IGNORECASE)
"""Relay takes a whole text away that has such a word in it, whether or not the secret is there."""


def found_in(events: list[Event]) -> list[list[str]]:
    assert PYTHON.exists(), "expected .venv-errors, which `sh local/setup.sh errors` makes"
    script = ROOT / "tests/scrubbing/second_opinion.py"
    done = subprocess.run(  # noqa: S603
        [str(PYTHON), str(script)], input=json.dumps(events), capture_output=True, text=True, check=True
    )
    found: list[list[str]] = json.loads(done.stdout)
    assert len(found) == len(events)
    return found


@pytest.fixture(scope="module")
def scrubbed() -> list[Event]:
    return [scrub(event) for event in EVENTS]


def test_it_finds_much_in_what_was_not_scrubbed() -> None:
    rules = {told.partition(": ")[2] for found in found_in(EVENTS) for told in found}
    assert {"@email", "@ip", "@iban", "@creditcard", "@userpath", "@mac", "@pemkey", "@usssn", "@bearer"} <= rules


@promise("P8", "of a corpus of personal data the scrubber finds all that has a form, and another one finds no more")
def test_it_finds_nothing_more_in_what_was_scrubbed(scrubbed: list[Event]) -> None:
    without_names: list[Event] = json.loads(NAMES_OF_SECRETS.sub("x", json.dumps(scrubbed)))
    assert [event for event, found in zip(without_names, found_in(without_names), strict=True) if found] == []


def test_where_a_secret_was_it_takes_its_name_alone(scrubbed: list[Event]) -> None:
    told = [(event, found) for event, found in zip(scrubbed, found_in(scrubbed), strict=True) if found]
    assert told
    assert {rule.partition(": ")[2] for _, found in told for rule in found} <= {"@password", "@bearer"}
    assert all(NAMES_OF_SECRETS.search(json.dumps(event)) for event, _ in told)
