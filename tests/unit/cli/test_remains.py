"""What deleting a stack left alone is listed, with the reason."""

import datetime
import re
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from cli.__main__ import ROOT, main
from cli.deployment import Deployment
from cli.remains import remains_of
from stacks.settings_file import parse_settings
from tests.unit.cli.conftest import SETTINGS as TEXT

SETTINGS = parse_settings(TEXT.format(name="tresen"))
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def resource(kind: str, status: str) -> dict[str, Any]:
    return {
        "LogicalResourceId": "It",
        "PhysicalResourceId": f"the-{kind.rpartition(':')[2]}",
        "ResourceType": kind,
        "LastUpdatedTimestamp": NOW,
        "ResourceStatus": status,
    }


def stack(name: str) -> dict[str, Any]:
    stack_id = f"arn:aws:cloudformation:eu-central-1:111122223333:stack/{name}/1"
    return {"StackId": stack_id, "StackName": name, "CreationTime": NOW, "StackStatus": "DELETE_COMPLETE"}


def test_what_was_kept_is_listed_with_the_reason_and_what_was_deleted_is_not() -> None:
    client = boto3.client(
        "cloudformation", region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    resources = [
        resource("AWS::DynamoDB::Table", "DELETE_SKIPPED"),
        resource("AWS::IAM::Role", "DELETE_COMPLETE"),
        resource("AWS::Some::Thing", "DELETE_SKIPPED"),
    ]
    stacks = {"StackSummaries": [stack("other-data"), stack("tresen-data")]}
    with Stubber(client) as stub:
        stub.add_response("list_stacks", stacks, {"StackStatusFilter": ["DELETE_COMPLETE"]})
        asked = {"StackName": stack("tresen-data")["StackId"]}
        stub.add_response("list_stack_resources", {"StackResourceSummaries": resources}, asked)
        left = list(remains_of(client, "tresen-data"))
        stub.assert_no_pending_responses()
    assert [(remain.name, remain.why) for remain in left] == [
        ("the-Table", "holds what visitors and agents wrote; deletion protection is on"),
        ("the-Thing", "the template says that it is kept"),
    ]


@pytest.mark.usefixtures("account", "settings")
def test_what_is_still_deployed_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remains"]) == 0
    assert "tresen-service is still deployed; make destroy removes it" in capsys.readouterr().out


def test_the_stacks_that_are_looked_for_are_those_that_the_app_makes() -> None:
    """Two of them only when the settings ask for something in us-east-1."""
    source = (ROOT / "stacks/synth.py").read_text(encoding="utf-8")
    made = set(re.findall(r'f"(\{name\}-[a-z-]+)"', source))
    looked_for = {f"{{name}}{stack.name.removeprefix('tresen')}" for stack in Deployment(SETTINGS).stacks}
    assert looked_for == made
