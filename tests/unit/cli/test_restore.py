"""What the chat table has lost comes back out of a restored table, and nothing else changes."""

import time
from typing import Any

import boto3
import pytest

from cli.__main__ import main
from cli.restore import restore
from tests.promises.promise import promise
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


def new_table(name: str) -> Any:
    dynamodb = boto3.client("dynamodb", region_name="eu-central-1")
    definitions: Any = [{"AttributeName": each, "AttributeType": "S"} for each in ("pk", "sk")]
    key: Any = KEY
    dynamodb.create_table(
        TableName=name, KeySchema=key, AttributeDefinitions=definitions, BillingMode="PAY_PER_REQUEST"
    )
    return dynamodb


@promise("P4", "a restored table brings back nobody who was erased")
@pytest.mark.usefixtures("settings")
def test_who_was_erased_does_not_come_back(account: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Whether the live table knows of it, or only the restored one does."""
    dynamodb = new_table("older")
    live, known, page = "shop." + "a" * 43, "shop." + "b" * 43, "shop.page." + "c" * 32
    for subject in (live, page):
        tombstone = item(f"erased#{subject}", "erasure")
        dynamodb.put_item(TableName=account["ChatTable"], Item=tombstone)
    open_one = {"pk": {"S": f"erased#{known}"}, "sk": {"S": "erasure"}}
    dynamodb.put_item(TableName="older", Item=open_one)
    for subject in (live, known):
        for lost in (
            item(f"conversation#{subject}", "000000000001"),
            item(f"conversation#{subject}", "state"),
            item(f"contact#{subject}", "request#" + "d" * 32),
        ):
            dynamodb.put_item(TableName="older", Item=lost)
    bare = {**item(f"conversation#{live}", "000000000002"), "kind": {"S": "erased"}}
    spared = [item("contact#shop.page", "request#" + "e" * 32), item("audit#shop", "0001750000000#x"), bare]
    for lost in (*spared, item("contact#shop.page", "request#" + "c" * 32)):
        dynamodb.put_item(TableName="older", Item=lost)

    assert main(["restore", "older"]) == 0

    assert capsys.readouterr().out == "items copied back: 4\n"
    rows = dynamodb.scan(TableName=account["ChatTable"])["Items"]
    kept = {(row["pk"]["S"], row["sk"]["S"]) for row in rows}
    assert {(row["pk"]["S"], row["sk"]["S"]) for row in (*spared, open_one)} <= kept
    assert not [pk for pk, sk in kept if "shop.b" in pk and not pk.startswith("erased#")]
    assert [sk for pk, sk in kept if pk == f"conversation#{live}"] == ["000000000002"]


@pytest.mark.usefixtures("account", "settings")
def test_a_table_from_before_tombstones_reach_back_to_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    new_table("ancient")
    in_ten_days = time.time() + 10 * 24 * 60 * 60
    monkeypatch.setattr("cli.restore.time.time", lambda: in_ten_days)
    assert main(["restore", "ancient"]) == 1
    assert "what was erased since could come back" in capsys.readouterr().err


@pytest.mark.usefixtures("account", "settings")
def test_a_table_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", "nowhere"]) == 1
    error = capsys.readouterr().err
    assert "ResourceNotFoundException" in error
    assert error.count("\n") == 1


@pytest.mark.usefixtures("settings")
def test_who_is_erased_meanwhile_does_not_come_back(account: dict[str, str]) -> None:
    """The rest of a person's rows may be hours away in a large table."""
    table, subject = account["ChatTable"], "shop." + "m" * 43
    dynamodb = boto3.client("dynamodb", region_name="eu-central-1")
    source = [
        item(f"conversation#{subject}", "state"),
        item("conversation#shop." + "n" * 43, "state"),
        item(f"contact#{subject}", "request#" + "d" * 32),
    ]
    copied: list[str] = []

    class Meanwhile:
        """Right after the first of its rows has come back the visitor is erased."""

        def __getattr__(self, name: str) -> Any:
            return getattr(dynamodb, name)

        def get_paginator(self, _name: str) -> Any:
            return self

        def paginate(self, **_: Any) -> Any:
            return [{"Items": source}]

        def put_item(self, **asked: Any) -> Any:
            dynamodb.put_item(**asked)
            copied.append(asked["Item"]["pk"]["S"])
            dynamodb.put_item(TableName=table, Item=item(f"erased#{subject}", "erasure"))

    client: Any = Meanwhile()
    restore(client, "long", table, now=int(time.time()), say=lambda _line: None)
    assert copied == [row["pk"]["S"] for row in source[:2]]


@pytest.mark.usefixtures("account", "settings")
def test_a_table_of_something_else_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    boto3.client("dynamodb", region_name="eu-central-1").create_table(
        TableName="foreign",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert main(["restore", "foreign"]) == 2
    assert capsys.readouterr().err == "tresen: foreign: expected a table that was restored from the chat table\n"
