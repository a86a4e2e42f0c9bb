from pathlib import Path

import pytest

from widget_assets import generate


def test_the_committed_types_are_those_of_the_protocol() -> None:
    assert generate.main(["--check"]) == 0


def test_a_stale_file_is_named_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "frames.ts"
    stale.write_text(generate.frames().replace("client_message_id", "message_id", 1))
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    (tmp_path / "requests.ts").write_text(generate.requests())
    assert generate.main(["--check"]) == 1
    assert "frames.ts is stale" in capsys.readouterr().err


def test_writing_makes_a_stale_file_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = tmp_path / "frames.ts"
    stale.write_text("")
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    (tmp_path / "requests.ts").write_text(generate.requests())
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
