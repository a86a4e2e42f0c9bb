"""``audit --live`` against a running account: what somebody changes there by hand is found over AWS's own APIs."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from cli.__main__ import main
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import ASSEMBLY, LocalStack

Capture = pytest.CaptureFixture[str]
Found = set[tuple[str, str, str]]


@pytest.fixture
def account(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> boto3.Session:
    """Makes the local run the command's account."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.ministack_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    return boto3.Session(region_name=stack.region)


@pytest.fixture
def expiring(account: boto3.Session, stack: LocalStack) -> Iterator[Any]:
    """DynamoDB with the expiry that the template asks for, which MiniStack leaves out."""
    client: Any = account.client("dynamodb")
    on = {"Enabled": True, "AttributeName": "expires_at"}
    client.update_time_to_live(TableName=stack.outputs["ChatTable"], TimeToLiveSpecification=on)
    yield client
    client.update_time_to_live(TableName=stack.outputs["ChatTable"], TimeToLiveSpecification=on | {"Enabled": False})


def audited(capsys: Capture) -> Found:
    capsys.readouterr()
    assert main(["audit", "--live", "--json", "--templates", str(ASSEMBLY)]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    return {(it["promise"], it["rule"], it["where"]) for it in findings}


def test_everything_that_the_audit_asks_for_is_answered(account: boto3.Session, capsys: Capture) -> None:
    """What the local run has otherwise than AWS it finds; but nothing that it could not look at."""
    assert not {it for it in audited(capsys) if it[1] in {"unseen", "not-deployed"}}


def test_expiry_that_is_switched_off_is_found(stack: LocalStack, expiring: Any, capsys: Capture) -> None:
    finding = ("P4", "expiry", "data/Chat")
    assert finding not in audited(capsys)
    off = {"Enabled": False, "AttributeName": "expires_at"}
    expiring.update_time_to_live(TableName=stack.outputs["ChatTable"], TimeToLiveSpecification=off)
    assert finding in audited(capsys)


def test_a_log_that_is_kept_longer_is_found(account: boto3.Session, capsys: Capture) -> None:
    logs = account.client("logs")
    named = (group["logGroupName"] for group in logs.describe_log_groups()["logGroups"])
    group = next(name for name in named if "ChatMessagesLogs" in name)
    found = {("P4", "log-retention", "service/ChatMessagesLogs"), ("P4", "drift", "service/ChatMessagesLogs")}
    assert not found & audited(capsys)
    logs.put_retention_policy(logGroupName=group, retentionInDays=365)
    try:
        assert found <= audited(capsys)
    finally:
        logs.put_retention_policy(logGroupName=group, retentionInDays=14)


def test_a_log_group_beside_the_stacks_is_found(account: boto3.Session, capsys: Capture) -> None:
    functions = (it["FunctionName"] for it in account.client("lambda").list_functions()["Functions"])
    name = f"/aws/lambda/{next(function for function in functions if 'ChatMessages' in function)}"
    account.client("logs").create_log_group(logGroupName=name)
    try:
        assert {("P10", "undeclared", f"account/{name}"), ("P4", "log-retention", f"account/{name}")} <= audited(capsys)
    finally:
        account.client("logs").delete_log_group(logGroupName=name)


def test_a_sweep_that_is_switched_off_is_found(account: boto3.Session, capsys: Capture) -> None:
    events: Any = account.client("events")
    (name,) = [rule["Name"] for rule in events.list_rules()["Rules"] if "RetentionSchedule" in rule["Name"]]
    finding = ("P8", "sweep-schedule", "service/RetentionFunction")
    assert finding not in audited(capsys)
    events.disable_rule(Name=name)
    try:
        assert finding in audited(capsys)
    finally:
        events.enable_rule(Name=name)
