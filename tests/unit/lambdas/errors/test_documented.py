"""Rows of errors are as docs/data-model.md says, their modules and a report's way as docs/architecture.md does."""

import re
from pathlib import Path
from typing import Any, cast

import pytest

from lambdas.retention.cursors import Cursors
from lambdas.retention.records import Round
from tests.contract.memory_dynamodb import MemoryDynamoDB
from tests.unit.lambdas.analytics.test_documented import section_of
from tests.unit.lambdas.chat.test_way_of_a_frame import MOST_HOPS, our_modules
from tests.unit.lambdas.errors.received_samples import NOW, TABLE, TODAY
from tests.unit.lambdas.errors.tunnel_world import TunnelWorld

ROOT = Path(__file__).parents[4]
BESIDE_A_HANDLER = {f"{function}_{what}" for function in ("tunnel", "faults") for what in ("environment", "wiring")}
SHARED = "lambdas.api.serving"
KEYS = {"pk", "sk", "expires_at"}


def documented(row: str) -> set[str]:
    section = section_of("data-model.md", "## Errors")
    found = re.search(rf"^\| {row} \|[^|]*\|[^|]*\| ([^|]*) \|", section, re.MULTILINE)
    assert found, row
    return set(re.findall(r"`(\w+)`", found[1]))


def modules_of(package: str) -> set[str]:
    return {path.stem for path in (ROOT / "lambdas" / package).glob("[a-z]*.py")}


def layered(heading: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", section_of("architecture.md", heading)))


class Watched(MemoryDynamoDB):
    """Notes by which modules of ours it is reached."""

    def __init__(self) -> None:
        super().__init__(TABLE)
        self.ways: list[tuple[str, list[str]]] = []

    def get_item(self, **asked: Any) -> Any:
        self.ways.append(("GetItem", list(our_modules())))
        return super().get_item(**asked)

    def update_item(self, **asked: Any) -> Any:
        self.ways.append(("UpdateItem", list(our_modules())))
        return super().update_item(**asked)

    def put_item(self, **asked: Any) -> Any:
        self.ways.append(("PutItem", list(our_modules())))
        return super().put_item(**asked)


def test_rows_have_what_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    tunnel = TunnelWorld(monkeypatch)
    tunnel.reports()
    (fault,), (sample,) = tunnel.rows("fault#"), tunnel.rows("sample#")
    assert fault.keys() - KEYS == documented("what a day knows of a fault")
    assert sample.keys() - KEYS == documented("sample")
    assert fault["pk"] == {"S": f"day#{TODAY}"}
    assert tunnel.now == NOW


def test_where_the_sweep_goes_on_has_what_is_documented() -> None:
    table = MemoryDynamoDB(TABLE)
    cursors = Cursors(cast("Any", table), TABLE)
    cursors.save_round("chat", Round(begun_at=1, segment=2, segments=3))
    cursors.save_day("errors", TODAY)
    items = [
        table.get_item(TableName=TABLE, Key={"pk": {"S": f"sweep#{name}"}, "sk": {"S": "cursor"}})["Item"]
        for name in ("chat", "errors")
    ]
    assert {name for item in items for name in item} - KEYS == documented("where the sweep goes on")


def test_a_report_goes_into_the_table_by_the_documented_way(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Watched()
    TunnelWorld(monkeypatch, table).reports()
    section = section_of("architecture.md", "## One report's way")
    handler, *rest = re.findall(r"^(lambdas\.\S+)", section, re.MULTILINE)
    assert [call for call, _ in table.ways] == ["GetItem", "GetItem", "UpdateItem", "PutItem"]
    for _, way in table.ways:
        assert way == [handler, SHARED, handler, *rest]
    assert len({handler, *rest}) <= MOST_HOPS


def test_each_module_has_its_layer() -> None:
    errors = modules_of("errors") | {"scrubber"} | modules_of("errors/scrubber")
    assert layered("## Inside `lambdas/errors`") == errors - BESIDE_A_HANDLER - {"records"}
    assert layered("## Inside `lambdas/retention`") == modules_of("retention") - {"records"}
