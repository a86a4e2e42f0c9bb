"""Tables in memory and moto's answer alike when they are looked through, and give of each row what is asked for."""

from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from tests.contract.memory_tables import MemoryTables
from tests.unit.lambdas.world import TABLE, dynamodb_with_table

ROWS = [
    {"pk": {"S": pk}, "sk": {"S": sk}, "kind": {"S": "message"}, "text": {"S": "secret"}, "expires_at": {"N": "7"}}
    for pk in ("a", "b", "c")
    for sk in ("1", "2")
] + [{"pk": {"S": "a"}, "sk": {"S": "3"}}]
SEEN = {
    "Select": "SPECIFIC_ATTRIBUTES",
    "ProjectionExpression": "#pk, #sk, #expires_at, #kind",
    "ExpressionAttributeNames": {f"#{name}": name for name in ("pk", "sk", "expires_at", "kind")},
}


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, Any]]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        both = dynamodb_with_table(), MemoryTables("another", TABLE)
        for client in both:
            for row in ROWS:
                client.put_item(TableName=TABLE, Item=row)
        yield both


def in_order(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def test_a_scan_gives_all_rows_and_of_them_what_is_asked_for(clients: tuple[Any, Any]) -> None:
    for asked in ({}, SEEN):
        moto, memory = (in_order(client.scan(TableName=TABLE, **asked)["Items"]) for client in clients)
        assert memory == moto
        assert len(memory) == len(ROWS)
    assert "secret" not in str(memory)


def test_a_query_gives_of_each_row_what_is_asked_for(clients: tuple[Any, Any]) -> None:
    asked: dict[str, Any] = {
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "a"}},
        "Select": "SPECIFIC_ATTRIBUTES",
        "ProjectionExpression": "pk, sk, expires_at",
    }
    moto, memory = (client.query(TableName=TABLE, **asked)["Items"] for client in clients)
    assert memory == moto
    assert [set(row) for row in memory] == [{"pk", "sk", "expires_at"}] * 2 + [{"pk", "sk"}]


def test_the_segments_of_a_scan_are_the_whole_table_once(clients: tuple[Any, Any]) -> None:
    """Moto gives all of it in each of them."""
    _, memory = clients
    parts = [memory.scan(TableName=TABLE, Segment=part, TotalSegments=3)["Items"] for part in range(3)]
    assert in_order([row for part in parts for row in part]) == in_order(ROWS)


def test_a_table_without_a_sort_key_has_none(clients: tuple[Any, Any]) -> None:
    memory: Any = MemoryTables(unsorted=["claims"])
    item, key = {"pk": {"S": "a"}, "expires_at": {"N": "7"}}, {"pk": {"S": "a"}}
    memory.put_item(TableName="claims", Item=item)
    assert memory.scan(TableName="claims")["Items"] == [item]
    memory.delete_item(TableName="claims", Key=key)
    assert memory.scan(TableName="claims")["Items"] == []
    assert key == {"pk": {"S": "a"}}


def test_each_request_is_for_the_table_that_it_names(clients: tuple[Any, Any]) -> None:
    _, memory = clients
    put = {"Put": {"TableName": "another", "Item": {"pk": {"S": "x"}, "sk": {"S": "1"}}}}
    memory.transact_write_items(TransactItems=[put])
    key = {"pk": {"S": "x"}, "sk": {"S": "2"}}
    memory.batch_write_item(RequestItems={"another": [{"PutRequest": {"Item": key}}]})
    pages = list(memory.get_paginator("scan").paginate(TableName="another"))
    assert [row["sk"]["S"] for page in pages for row in page["Items"]] == ["1", "2"]
    assert len(memory.scan(TableName=TABLE)["Items"]) == len(ROWS)
