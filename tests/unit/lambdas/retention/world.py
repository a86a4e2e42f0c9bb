"""The sweep as Lambda would call it, with a clock and a time limit that the test sets."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambdas.aws import clients
from lambdas.aws.metrics import Count, Gauge
from lambdas.retention import handler, wiring
from lambdas.retention.cursors import Cursors
from lambdas.retention.days import day_of
from stacks.retention_rules import rules_json
from stacks.settings_file import parse_settings
from tests.contract.memory_tables import MemoryTables
from tests.forwarding.samples import create_claims_table
from tests.privacy.table import Way
from tests.unit.lambdas.world import TABLE, dynamodb_with_table

SETTINGS = (Path(__file__).parents[3] / "stacks/settings/everything.toml").read_text(encoding="utf-8")
CLAIMS, ERRORS = "claims", "errors"
SEGMENTS = 2
DAY = 24 * 60 * 60
HOUR = 60 * 60
NOW = 1_800_014_400
"""Noon of 15 January 2027, in UTC."""


class Tally:
    """In place of the functions' counts: what was written with the last line."""

    def __init__(self) -> None:
        self.written: dict[Count | Gauge, int] = {}
        self._open: dict[Count | Gauge, int] = {}

    def __call__(self) -> "Tally":
        return self

    def add(self, count: Count, number: int = 1) -> None:
        self._open[count] = self._open.get(count, 0) + number

    def set(self, gauge: Gauge, seconds: int) -> None:
        self._open[gauge] = seconds

    def write(self) -> None:
        self.written, self._open = self._open, {}


class Context:
    """``seconds`` are left at each look. Lambda's clock runs; this one lets a test say what it shows."""

    def __init__(self) -> None:
        self.seconds: Callable[[], float] = lambda: 300.0

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds() * 1000)


class SweptWorld:
    """Three tables, of the settings of an operator who has everything."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, dynamodb: Any) -> None:
        self.settings = parse_settings(SETTINGS)
        self.now = NOW
        self.context, self.counted, self.way = Context(), Tally(), Way()
        self.dynamodb = dynamodb
        monkeypatch.setattr(clients, "dynamodb", lambda: self.way.to(self.dynamodb))
        monkeypatch.setattr(handler, "time", self)
        monkeypatch.setattr(handler, "counts", self.counted)
        monkeypatch.setattr(wiring, "SEGMENTS", SEGMENTS)
        monkeypatch.setenv("ERRORS_TABLE", ERRORS)
        monkeypatch.setenv("RULES", rules_json(self.settings, {"chat": TABLE, "claims": CLAIMS}))
        wiring.retention.cache_clear()
        # The first sweep of all, which looks back for long, was yesterday.
        Cursors(self.dynamodb, ERRORS).save_day("errors", day_of(NOW - DAY))

    def time(self) -> float:
        return self.now + 0.5

    def passes(self, seconds: int) -> None:
        self.now += seconds

    def sweeps(self) -> dict[str, int]:
        """The next hourly call."""
        answer: dict[str, int] = handler.handler(handler.SWEEP, self.context)
        return answer

    def asked(self, name: str) -> list[dict[str, Any]]:
        """What DynamoDB is asked by that method from now on."""
        method, asked = getattr(self.dynamodb, name), list[dict[str, Any]]()

        def ask(**each: Any) -> Any:
            asked.append(each)
            return method(**each)

        setattr(self.dynamodb, name, ask)
        return asked

    def put(self, table: str, pk: str, sk: str = "", *, ends_at: int | None = None, **more: Any) -> None:
        item: dict[str, Any] = {"pk": {"S": pk}, **({"sk": {"S": sk}} if sk else {}), **more}
        if ends_at is not None:
            item["expires_at"] = {"N": str(ends_at)}
        self.dynamodb.put_item(TableName=table, Item=item)

    def rows(self, table: str) -> dict[tuple[str, str], int | None]:
        """When each row ends, by its key."""
        items = self.dynamodb.scan(TableName=table)["Items"]
        return {
            (item["pk"]["S"], item.get("sk", {}).get("S", "")): int(item["expires_at"]["N"])
            if "N" in item.get("expires_at", {})
            else None
            for item in items
            if not item["pk"]["S"].startswith("sweep#")
        }


def on_moto() -> Any:
    """Real requests and conditions, but slow, and each segment of a scan is the whole table."""
    dynamodb: Any = dynamodb_with_table()
    create_claims_table(dynamodb, CLAIMS)
    dynamodb.create_table(
        TableName=ERRORS,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        BillingMode="PAY_PER_REQUEST",
    )
    return dynamodb


def in_memory() -> Any:
    return MemoryTables(TABLE, ERRORS, unsorted=[CLAIMS])
