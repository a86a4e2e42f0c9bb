"""The table in memory and moto's answer alike, to the operations and in the forms that are in use."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from tests.contract.expressions import parse
from tests.contract.memory_dynamodb import MemoryDynamoDB
from tests.contract.updates import updated
from tests.unit.lambdas.world import TABLE, dynamodb_with_table

Operation = Callable[[Any], Any]

KEYS = [(pk, sk) for pk in ("a", "b") for sk in ("000000000001", "000000000002", "connection#c", "mark#agent", "state")]
FREE = {"ConditionExpression": "attribute_not_exists(pk)"}
IF_SEQ = {"ConditionExpression": "seq = :seq", "ExpressionAttributeValues": {":seq": {"N": "2"}}}
IF_NEWER = {
    "ConditionExpression": "attribute_not_exists(pk) OR (seq < :seq AND NOT begins_with(#list, :list))",
    "ExpressionAttributeNames": {"#list": "list"},
    "ExpressionAttributeValues": {":seq": {"N": "2"}, ":list": {"S": "taken"}},
}
CONDITIONS: list[dict[str, Any]] = [{}, FREE, IF_SEQ, IF_NEWER]


@pytest.fixture
def moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield


def item(key: tuple[str, str], seq: int, listed: str | None) -> dict[str, Any]:
    index = {"list": {"S": listed}, "listed": {"S": f"ada#{seq}"}} if listed else {}
    return {"pk": {"S": key[0]}, "sk": {"S": key[1]}, "seq": {"N": str(seq)}, **index}


ITEMS = st.builds(item, st.sampled_from(KEYS), st.integers(1, 3), st.sampled_from([None, "taken#s", "waiting#s"]))
PUTS = st.tuples(ITEMS, st.sampled_from(CONDITIONS))


def put(of: tuple[dict[str, Any], dict[str, Any]]) -> Operation:
    return lambda client: client.put_item(TableName=TABLE, Item=of[0], **of[1])


def delete(key: tuple[str, str]) -> Operation:
    return lambda client: client.delete_item(TableName=TABLE, Key={"pk": {"S": key[0]}, "sk": {"S": key[1]}})


def transact(puts: list[tuple[dict[str, Any], dict[str, Any]]]) -> Operation:
    writes = [{"Put": {"TableName": TABLE, "Item": each, **condition}} for each, condition in puts]
    return lambda client: client.transact_write_items(TransactItems=writes)


def update(key: tuple[str, str], event_id: str, seq: int, remembered: bool) -> Operation:
    """A number and a set that grow, unless the set has it; the answer is what lay there before."""
    values = {":id": {"S": event_id}, ":seq": {"N": str(seq)}, ":one": {"N": "1"}}
    ids = {":ids": {"SS": [event_id]}} if remembered else {}
    asked: dict[str, Any] = {
        "Key": {"pk": {"S": key[0]}, "sk": {"S": key[1]}},
        "UpdateExpression": "SET #seq = :seq, #first = if_not_exists(#first, :seq) ADD #count :one"
        + (", #ids :ids" if remembered else ""),
        "ConditionExpression": "NOT contains(#ids, :id)",
        "ExpressionAttributeNames": {f"#{name}": name for name in ("seq", "first", "count", "ids")},
        "ExpressionAttributeValues": values | ids,
        "ReturnValues": "ALL_OLD",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }

    def act(client: Any) -> Any:
        try:
            return [True, in_order(client.update_item(TableName=TABLE, **asked).get("Attributes", {}))]
        except client.exceptions.ConditionalCheckFailedException as error:
            return [False, in_order(error.response.get("Item", {}))]

    return act


def in_order(row: dict[str, Any]) -> dict[str, Any]:
    return {name: sorted(next(iter(value.values()))) for name, value in row.items()}


def fetch(keys: list[tuple[str, str]]) -> Operation:
    """Several rows at once."""
    asked = {TABLE: {"Keys": [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in keys]}}

    def act(client: Any) -> Any:
        answer = client.batch_get_item(RequestItems=asked)
        assert not answer["UnprocessedKeys"]
        return sorted(repr(sorted(in_order(row).items())) for row in answer["Responses"][TABLE])

    return act


def query(pk: str, sort: tuple[str, str] | None, limit: int | None, forward: bool) -> Operation:
    """All pages of it, one after the other."""
    condition, values = "pk = :pk", {":pk": {"S": pk}}
    if sort:
        condition, values = f"pk = :pk AND sk {sort[0]} :sk", {**values, ":sk": {"S": sort[1]}}
    asked = {"KeyConditionExpression": condition, "ExpressionAttributeValues": values, "ScanIndexForward": forward}
    return lambda client: pages(client, {**asked, "ConsistentRead": True, **({"Limit": limit} if limit else {})})


def listed(list_: str, start: str | None, limit: int, forward: bool) -> Operation:
    asked: dict[str, Any] = {
        "IndexName": "by_list",
        "KeyConditionExpression": "#list = :list" + (" AND begins_with(listed, :start)" if start else ""),
        "ExpressionAttributeNames": {"#list": "list"},
        "ExpressionAttributeValues": {":list": {"S": list_}, **({":start": {"S": start}} if start else {})},
        "ScanIndexForward": forward,
        "Limit": limit,
    }
    return lambda client: sorted(repr(sorted(row.items())) for page in pages(client, asked) for row in page)


def everything(pk: str) -> Operation:
    """Of a partition, sets in order."""
    return lambda client: [list(map(in_order, page)) for page in query(pk, None, None, True)(client)]


def pages(client: Any, asked: dict[str, Any]) -> list[list[Any]]:
    found: list[list[Any]] = []
    start: dict[str, Any] = {}
    while True:
        answer = client.query(TableName=TABLE, **asked, **start)
        found.append(answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return [page for page in found if page]
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def outcome(client: Any, operation: Operation) -> Any:
    try:
        answer = operation(client)
    except ClientError as error:
        code, reasons = error.response["Error"]["Code"], error.response.get("CancellationReasons", [])
        is_its_own_kind = isinstance(error, getattr(client.exceptions, code))
        return (code, [reason["Code"] for reason in reasons]) if is_its_own_kind else error
    return None if isinstance(answer, dict) else answer


OPERATIONS = st.one_of(
    PUTS.map(put),
    st.sampled_from(KEYS).map(delete),
    st.builds(update, st.sampled_from(KEYS), st.sampled_from(["1", "2"]), st.integers(1, 3), st.booleans()),
    st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True).map(fetch),
    st.lists(PUTS, min_size=2, max_size=2, unique_by=lambda each: str(each[0]["pk"]) + str(each[0]["sk"])).map(
        transact
    ),
    st.builds(
        query,
        st.sampled_from(["a", "b", "c"]),
        st.none() | st.tuples(st.sampled_from([">=", "<", "<=", ">"]), st.sampled_from(KEYS).map(lambda key: key[1])),
        st.none() | st.integers(1, 3),
        st.booleans(),
    ),
    st.builds(
        listed,
        st.sampled_from(["taken#s", "waiting#s"]),
        st.sampled_from([None, "ada#", "ada#2"]),
        st.integers(1, 9),
        st.booleans(),
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(operations=st.lists(OPERATIONS, min_size=5, max_size=25))
def test_both_answer_alike(moto: None, operations: list[Operation]) -> None:
    real, fake = dynamodb_with_table(), MemoryDynamoDB(TABLE)
    try:
        for operation in operations:
            assert outcome(fake, operation) == outcome(real, operation)
        for partition in ("a", "b"):
            assert outcome(fake, everything(partition)) == outcome(real, everything(partition))
    finally:
        real.delete_table(TableName=TABLE)


def test_an_old_read_shows_what_was_there_before_the_last_writes() -> None:
    lag = [0]
    table = MemoryDynamoDB(TABLE, writes_behind=lambda _partition: lag[0])
    for seq in (1, 2):
        put((item(("a", "state"), seq, None), {}))(table)
    delete(("a", "state"))(table)
    asked: dict[str, Any] = {
        "TableName": TABLE,
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "a"}},
    }

    def seen(behind: int) -> list[str]:
        lag[0] = behind
        return [row["seq"]["N"] for row in table.query(**asked)["Items"]]

    assert [seen(behind) for behind in (0, 1, 2, 3, 9)] == [[], ["2"], ["1"], [], []]
    assert table.query(ConsistentRead=True, **asked)["Items"] == []


def test_nobody_writes_into_a_transaction_but_others_see_half_of_it() -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html"""
    seen: list[Any] = []
    write = put((item(("a", "state"), 7, None), {}))
    both = transact([(item(("a", "000000000002"), 7, None), {}), (item(("b", "state"), 7, None), {})])

    def half_written() -> None:
        seen.append([outcome(table, each) for each in (query("a", None, None, True), write, both)])

    table = MemoryDynamoDB(TABLE, half_written=half_written)
    parts = [item(("a", "000000000002"), 2, None), item(("a", "state"), 2, None)]
    transact([(part, FREE) for part in parts])(table)
    refusals = [("TransactionConflictException", []), ("TransactionCanceledException", ["TransactionConflict", "None"])]
    assert seen == [[[[parts[0]]], *refusals], [[parts], *refusals]]


def test_an_expression_that_is_not_understood_is_no_condition() -> None:
    with pytest.raises(AssertionError, match="not understood"):
        parse("seq = :seq seq")


@pytest.mark.parametrize("expression", ["SET #seq = :seq + :one", "SET seq = :seq", "REMOVE #seq", "ADD #seq seq"])
def test_an_update_that_is_not_understood_is_none(expression: str) -> None:
    with pytest.raises(AssertionError):
        updated({}, expression, {"#seq": "seq"}, {":seq": {"N": "1"}, ":one": {"N": "1"}})
