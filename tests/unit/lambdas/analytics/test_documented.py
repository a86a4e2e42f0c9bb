"""What docs/data-model.md says of rows of the claims' table, and docs/architecture.md of the modules."""

import re
from pathlib import Path
from typing import Any

from lambdas.analytics.pauses import KEY, Pause
from tests.forwarding.receiver import Fault
from tests.unit.lambdas.analytics.forward_world import TABLE, ForwardWorld, batch

ROOT = Path(__file__).parents[4]
BESIDE_A_HANDLER = {f"{function}_{what}" for function in ("collect", "forward") for what in ("environment", "wiring")}


def section_of(page: str, heading: str) -> str:
    return (ROOT / "docs" / page).read_text(encoding="utf-8").partition(heading)[2].partition("\n## ")[0]


def documented(row: str) -> set[str]:
    section = section_of("data-model.md", "## Claims")
    found = re.search(rf"^\| {row}[^|]*\|[^|]*\| ([^|]*) \|", section, re.MULTILINE)
    assert found, row
    return set(re.findall(r"`(\w+)`", found[1]))


def attributes(forward: ForwardWorld, key: str) -> set[str]:
    item: dict[str, Any] = forward.dynamodb.get_item(TableName=TABLE, Key={"pk": {"S": key}})["Item"]
    return set(item) - {"pk", "expires_at"}


def test_a_row_of_a_batch_has_what_is_documented(forward: ForwardWorld) -> None:
    """While it is on its way; afterwards it is claimed no more."""
    during: set[str] = set()

    def answered(_: object) -> Fault:
        during.update(attributes(forward, "0123456789abcdef"))
        return Fault.NONE

    forward.befall(answered)
    assert forward.forward(batch("0123456789abcdef")) == []
    assert during | attributes(forward, "0123456789abcdef") == documented("batch of events")


def test_the_row_of_matomo_has_what_is_documented(forward: ForwardWorld) -> None:
    assert documented("that Matomo is away") == set(Pause.__struct_fields__)
    forward.receiver.is_recording = False
    forward.forward(batch("0123456789abcdef"))
    assert attributes(forward, KEY) <= documented("that Matomo is away")


def test_each_module_has_its_layer() -> None:
    section = section_of("architecture.md", "## Inside `lambdas/analytics`")
    modules = {path.stem for path in (ROOT / "lambdas" / "analytics").glob("[a-z]*.py")}
    assert set(re.findall(r"`(\w+)`", section)) == modules - BESIDE_A_HANDLER
