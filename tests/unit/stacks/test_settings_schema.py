"""The schema that editors check tresen.toml against."""

import json
from pathlib import Path

import pytest

from stacks import settings_schema


def test_the_schema_in_the_repository_is_the_settings_own() -> None:
    assert settings_schema.main(["--check"]) == 0


def test_a_stale_schema_is_found_and_can_be_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings_schema, "PATH", tmp_path / "tresen.schema.json")
    assert settings_schema.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert settings_schema.main([]) == 0
    assert settings_schema.main(["--check"]) == 0


def test_the_example_names_its_schema() -> None:
    example = settings_schema.PATH.with_name("tresen.toml").read_text(encoding="utf-8")
    assert example.startswith("#:schema ./tresen.schema.json\n")


def test_the_schema_forbids_keys_that_nobody_reads() -> None:
    definitions = json.loads(settings_schema.settings_schema())["$defs"]
    assert {name for name, it in definitions.items() if it["additionalProperties"] is not False} == set()
