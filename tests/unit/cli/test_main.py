"""How the command ends: by status, and with one line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.__main__ import main
from tests.unit.cli.conftest import SETTINGS

Capture = pytest.CaptureFixture[str]


@pytest.mark.usefixtures("account", "settings")
def test_outputs_are_shown_without_those_that_are_only_for_other_stacks(capsys: Capture) -> None:
    assert main(["outputs"]) == 0
    shown = capsys.readouterr().out
    assert "PublicUrl" in shown
    assert "https://chat.example.com" in shown
    assert "Exports" not in shown


@pytest.mark.usefixtures("settings")
def test_outputs_are_json_for_machines(capsys: Capture, account: dict[str, str]) -> None:
    assert main(["outputs", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown == {name: value for name, value in account.items() if not name.startswith("Exports")}


@pytest.mark.usefixtures("account")
def test_a_deployment_that_is_not_there_is_named(capsys: Capture, settings: Path) -> None:
    settings.write_text(SETTINGS.format(name="elsewhere"))
    assert main(["outputs"]) == 1
    error = capsys.readouterr().err
    assert error == "tresen: there is no stack elsewhere-service in eu-central-1; make deploy makes it\n"


def test_a_wrong_setting_is_wrong_use(capsys: Capture, settings: Path) -> None:
    settings.write_text(SETTINGS.format(name="Not A Name"))
    assert main(["outputs"]) == 2
    error = capsys.readouterr().err
    assert "deployment.name" in error
    assert error.count("\n") == 1


@pytest.mark.usefixtures("account", "settings")
def test_missing_credentials_are_one_line(capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    assert main(["outputs"]) == 1
    assert capsys.readouterr().err == "tresen: AWS: Unable to locate credentials\n"


@pytest.mark.usefixtures("account", "settings")
def test_a_release_that_is_too_old_for_a_command_is_said_so(capsys: Capture) -> None:
    assert main(["rotate-edge-secret"]) == 1
    assert "has no output EdgeSecret; make deploy brings it up to date" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["agents"], ["smoke"], ["agents", "add", "anna@example.com"], ["unknown"]])
def test_what_can_not_be_understood_is_wrong_use(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    assert "error:" in capsys.readouterr().err


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("url", ["http://", "localhost:4566", "http://[", "http://x:port", "ftp://localhost", "x"])
@pytest.mark.parametrize("by_variable", [False, True])
def test_an_endpoint_that_is_none_is_wrong_use(
    url: str, by_variable: bool, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", url if by_variable else "")
    assert main(["outputs"] if by_variable else ["outputs", "--endpoint-url", url]) == 2
    error = capsys.readouterr().err
    assert error == f"tresen: {url}: expected the address of AWS's APIs, such as http://localhost:4566\n"


@pytest.mark.usefixtures("account", "settings")
def test_who_reads_no_further_ends_what_is_told_in_peace() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "cli", "outputs"]
    ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)  # noqa: S603 - our own
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")
