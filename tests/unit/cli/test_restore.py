"""What the chat table has lost comes back out of a restored table, and nothing else changes."""

import time
from typing import Any

import boto3
import pytest

from cli.__main__ import main
from tests.unit.cli.conftest import KEY

SOON = int(time.time()) + 3600


def item(pk: str, sk: str, text: str = "restored", expires_at: int = SOON) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}, "text": {"S": text}, "expires_at": {"N": str(expires_at)}}


@pytest.mark.usefixtures("settings")
def test_only_lost_entries_that_have_not_expired_come_back(
    account: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    dynamodb = boto3.client("dynamodb", region_name="eu-central-1")
    definitions: Any = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")]
    key: Any = KEY
    dynamodb.create_table(
        TableName="restored", KeySchema=key, AttributeDefinitions=definitions, BillingMode="PAY_PER_REQUEST"
    )
    log = "conversation#shop.restored"
    dynamodb.put_item(TableName=account["ChatTable"], Item=item(log, "000000000002", "as it is"))
    for lost in (
        item(log, "000000000001"),
        item(log, "000000000002"),
        item(log, "000000000003", expires_at=1),
        item(log, "connection#abc"),
        item("group#shop.restored", "connection#abc"),
        item("proof#restored", "jti"),
    ):
        dynamodb.put_item(TableName="restored", Item=lost)

    assert main(["restore", "restored"]) == 0

    assert capsys.readouterr().out == "items copied back: 1\n"
    rows = dynamodb.query(
        TableName=account["ChatTable"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": log}},
    )["Items"]
    texts = {row["sk"]["S"]: row["text"]["S"] for row in rows}
    assert texts == {"000000000001": "restored", "000000000002": "as it is"}


@pytest.mark.usefixtures("account", "settings")
def test_a_table_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "nowhere"]) == 1
    error = capsys.readouterr().err
    assert "ResourceNotFoundException" in error
    assert error.count("\n") == 1
