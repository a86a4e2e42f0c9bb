"""``docs/errors.md`` shows what is really sent, kept and counted: its examples and tables are held against the code."""

import json
import re
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from lambdas.errors import bounds, counting, envelopes, pace, reception
from lambdas.errors.items import KEPT_DAYS
from lambdas.protocol.errors import Report, Source
from lambdas.protocol.limits import ENVELOPE_BYTES
from lambdas.protocol.problems import ProblemCode
from tests.bench.storm import STORMS, passed
from tests.unit.lambdas.errors.tunnel_world import DSN, TunnelWorld

ROOT: Final = Path(__file__).parents[2]
TEXT: Final = (ROOT / "docs/errors.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


def rows(heading: str) -> list[list[str]]:
    """The table below a heading, cell by cell, without its head."""
    _, _, below = TEXT.partition(f"\n## {heading}\n")
    lines = [line for line in below.partition("\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_envelope_that_is_shown_becomes_the_report_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    tunnel = TunnelWorld(monkeypatch)
    sent = "\n".join(line.strip() for line in block("jsonl").strip().splitlines())
    shown: dict[str, Any] = json.loads(block("json"))
    assert tunnel.posts(sent).json == {"id": shown["event_id"]}
    assert tunnel.samples() == [shown]
    assert msgspec.convert(shown, Report).errors


def test_the_bounds_are_those_of_the_code() -> None:
    told = {name: value for name, value, _ in rows("Envelopes") if value}
    assert {name: int(value.replace(",", "")) for name, value in told.items()} == {
        "bytes": ENVELOPE_BYTES,
        "items": envelopes.ITEMS,
        "depth": bounds.DEPTH,
        "keys of one JSON text": bounds.KEYS,
        "values of one JSON text": bounds.VALUES,
        "bytes of one string": bounds.STRING_BYTES,
        "characters of one number": bounds.NUMBER_CHARACTERS,
    }
    codes = {code.strip("`") for _, _, code in rows("Envelopes")}
    assert codes <= {code.value for code in ProblemCode}
    assert len(codes) == 5


def test_an_sdk_is_told_the_dsn_and_the_tunnel_that_there_are() -> None:
    shown = block("js")
    assert f'dsn: "{DSN}"' in shown
    assert 'tunnel: "https://chat.example.com/api/errors"' in shown


def test_the_numbers_that_are_told_are_those_of_the_code() -> None:
    assert (counting.EXACT, counting.SAMPLES, reception.NEW_FAULTS, KEPT_DAYS) == (20, 5, 200, 27)
    assert {(rate.interval, rate.burst) for rate in pace.RATES.values()} == {(1_000, 30)}
    assert set(pace.RATES) == set(Source)
    assert pace.LEAST_SECONDS == 10
    for words in ("Up to 20 a day", "first five of a day", "200 new faults", "27 days", "60 a minute", "burst of 30"):
        assert words in TEXT


def test_what_a_storm_costs_is_what_it_was_measured_to_cost() -> None:
    """Those that take a moment only; chance is seeded. ``make bench PARTS=storm`` prints the others."""
    told = [[int(cell.replace(",", "")) for cell in row[1:]] for row in rows("Faults")]
    for figures, storm in zip(told[:2], STORMS[:2], strict=True):
        came = passed(storm)
        assert figures == [came.taken, came.refused, came.told, came.rows, came.updates + came.samples]
