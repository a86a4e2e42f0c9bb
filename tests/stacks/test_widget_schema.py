"""The schema of what the widget is told, against the widget's own types and what the deployment writes."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from stacks import widget_schema
from stacks.first_availability import first_files
from stacks.look import looks_of
from stacks.settings_file import parse_settings
from tests.stacks.conftest import EXAMPLE, ROOT, analysed, dist

SOURCES = ROOT / "widget_assets" / "src"
DRESSED = """
[sites.shop.widget]
theme = "dark"
position = "start"
accent = "#17806f"
accent_dark = "#5fcaa8"
radius = 4
font = "own.woff2"
font_family = "Own"
words.de.panel.states.taken = "Da"
words.de.launcher.busy = "Gleich"
"""


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(widget_schema.PATH.read_text(encoding="utf-8"))
    return read


def members(source: str, name: str) -> set[str]:
    """Of a TypeScript type of the widget's."""
    body = re.search(
        rf"export type {name} = \{{\n(.*?)\n\}};", (SOURCES / source).read_text(encoding="utf-8"), re.DOTALL
    )
    assert body, name
    return set(re.findall(r"^  readonly (\w+)\??:", body[1], re.MULTILINE))


def properties(schema: dict[str, Any], name: str) -> set[str]:
    return set(schema["$defs"][name]["properties"])


def test_the_schema_in_the_repository_is_what_its_types_say() -> None:
    assert widget_schema.main(["--check"]) == 0


def test_a_stale_schema_is_found_and_can_be_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(widget_schema, "PATH", tmp_path / "widget.schema.json")
    assert widget_schema.main(["--check"]) == 1
    assert "run python -m stacks.widget_schema" in capsys.readouterr().err
    assert widget_schema.main([]) == widget_schema.main(["--check"]) == 0


def test_its_attributes_are_those_of_the_script_interface(schema: dict[str, Any]) -> None:
    settings = members("interface/Tresen.ts", "WidgetSettings")
    assert properties(schema, "Attributes") == {f"data-{name}" for name in settings}
    assert properties(schema, "SnippetAttributes") > properties(schema, "Attributes")


def test_its_parameters_are_those_that_the_loader_reads(schema: dict[str, Any]) -> None:
    loader = (SOURCES / "loader" / "mountWidget.ts").read_text(encoding="utf-8")
    (allowed,) = re.findall(r"tresen-\(([\w|]+)\)=", loader)
    assert properties(schema, "Parameters") == {f"tresen-{name}" for name in allowed.split("|")}


def test_its_files_are_those_that_the_loader_reads(schema: dict[str, Any]) -> None:
    for name, written in (("Availability", "AvailabilityFile"), ("Look", "Look"), ("OwnWords", "OwnWords")):
        assert properties(schema, name) == members("loader/AvailabilityFile.ts", written)


@pytest.mark.parametrize("settings", [EXAMPLE, analysed(EXAMPLE) + DRESSED], ids=["plain", "dressed"])
def test_every_file_of_a_deployment_is_as_it_says(schema: dict[str, Any], settings: str, tmp_path: Path) -> None:
    (tmp_path / "own.woff2").write_bytes(b"wOF2")
    parsed = parse_settings(settings)
    looks = looks_of(parsed, file=tmp_path / "tresen.toml", browser_files=dist(tmp_path), build=tmp_path / "build")
    files = dict(first_files(parsed, looks.of))
    assert len(files) == 4
    for content in files.values():
        jsonschema_rs.validate(schema, {"availability": json.loads(msgspec.json.encode(content))})


@pytest.mark.parametrize(
    "wrong",
    [
        {"attributes": {"data-theme": "blue"}},
        {"attributes": {"data-colour": "red"}},
        {"attributes": {"data-locale": None}},
        {"snippet": {"data-label": "Chat"}},
        {"element": {"open": "menu"}},
        {"parameters": {"tresen-open": "menu"}},
        {"availability": {"groups": {}}},
    ],
)
def test_what_the_widget_does_not_know_is_refused(schema: dict[str, Any], wrong: dict[str, Any]) -> None:
    assert not jsonschema_rs.is_valid(schema, wrong)
