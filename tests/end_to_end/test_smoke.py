"""The smoke command finds the local run in order, and says what it could not look at."""

import json
from pathlib import Path

import pytest

from cli.__main__ import main
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import LocalStack
from tests.end_to_end.clients import in_thread

ONLY_WITH_TLS = {"plain http leads to https"}


@pytest.fixture
def _account(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.ministack_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)


@pytest.mark.usefixtures("_account")
def test_the_local_run_is_in_order(chat: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = in_thread(lambda: main(["smoke", chat, "--json"]))
    points = json.loads(capsys.readouterr().out)
    assert [point for point in points if point["outcome"] == "failed"] == []
    assert {point["says"] for point in points if point["outcome"] == "skipped"} == ONLY_WITH_TLS
    assert status == 0


def test_what_needs_the_account_is_skipped_without_credentials(
    chat: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    in_thread(lambda: main(["smoke", chat, "--json"]))
    skipped = [point for point in json.loads(capsys.readouterr().out) if point["outcome"] == "skipped"]
    assert len(skipped) == 5
    assert sum("credentials of the account" in point["detail"] for point in skipped) == 3
