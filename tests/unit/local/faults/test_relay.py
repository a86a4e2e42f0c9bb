"""What a function sees of the relay: AWS's own clients call through it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from lambdas.aws.connections import Connections, Posted
from lambdas.aws.transient import is_transient
from local.faults.calls import Answer, Call
from local.faults.chance import Injector
from local.faults.config import Fault, Faults
from local.faults.relay import Relay
from tests.unit.local.faults.conftest import Upstream

POST = "/_aws/execute-api/a1/ws/@connections/abc%3D"
ITEM = {"pk": {"S": "p"}, "sk": {"S": "s"}}


def aws(service: str, relay: Relay, path: str = "") -> Any:
    return boto3.client(  # type: ignore[call-overload]
        service,
        endpoint_url=relay.address + path,
        region_name="eu-central-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, proxies={}),
    )


def table(relay: Relay) -> Any:
    return aws("dynamodb", relay)


def queue(relay: Relay) -> Any:
    return aws("sqs", relay)


MAPPING = "0f8fad5b-d9cb-469f-a165-70867728950e"
QUEUED = {"QueueUrl": "http://localhost:4566/000000000000/events", "MessageBody": "{}"}


def posted(relay: Relay, connection_id: str = "abc=") -> Posted:
    (posted,) = Connections(aws("apigatewaymanagementapi", relay, "/_aws/execute-api/a1/ws")).post(
        [connection_id], b"moin"
    )
    return posted


def test_a_call_goes_on_with_its_signature_and_its_answer_comes_back(relay: Relay, upstream: Upstream) -> None:
    answer = table(relay).put_item(TableName="chat", Item=ITEM)
    assert answer["ResponseMetadata"]["RequestId"] == "r1"
    assert upstream.asked == [("POST", "/")]
    assert upstream.headers[0]["Host"] == relay.address.removeprefix("http://")
    assert upstream.headers[0]["Authorization"].startswith("AWS4-HMAC-SHA256 ")


def test_a_post_and_the_end_of_a_connection_go_on(relay: Relay, upstream: Upstream) -> None:
    assert posted(relay) == Posted("abc=")
    aws("apigatewaymanagementapi", relay, "/_aws/execute-api/a1/ws").delete_connection(ConnectionId="abc=")
    assert upstream.asked == [("POST", POST), ("DELETE", POST)]


def test_a_watcher_sees_what_was_called_and_answered(relay: Relay) -> None:
    seen: list[tuple[str, str, int]] = []

    def watch(call: Call, answer: Answer) -> None:
        seen.append((call.service, call.operation, answer.status))

    relay.watcher = watch
    table(relay).put_item(TableName="chat", Item=ITEM)
    aws("secretsmanager", relay).get_secret_value(SecretId="s")
    queue(relay).get_queue_attributes(QueueUrl=QUEUED["QueueUrl"])
    aws("lambda", relay).update_event_source_mapping(UUID=MAPPING, Enabled=False)
    posted(relay)
    assert seen == [
        ("DynamoDB_20120810", "PutItem", 200),
        ("secretsmanager", "GetSecretValue", 200),
        ("AmazonSQS", "GetQueueAttributes", 200),
        ("lambda", "PUT", 200),
        ("@connections", "POST", 200),
    ]


def test_a_queue_is_reached_at_the_relay_whatever_its_own_address(relay: Relay, upstream: Upstream) -> None:
    queue(relay).send_message(**QUEUED)
    assert upstream.asked == [("POST", "/")]
    assert upstream.headers[0]["X-Amz-Target"] == "AmazonSQS.SendMessage"


@pytest.mark.parametrize("operation", ["query", "put_item", "transact_write_items", "send_message"])
def test_a_throttled_call_is_one_to_try_again(
    relay: Relay, upstream: Upstream, injector: Injector, operation: str
) -> None:
    injector.use(Faults(throttle=1))
    put = {"TableName": "chat", "Item": ITEM}
    arguments: dict[str, dict[str, Any]] = {
        "query": {"TableName": "chat", "KeyConditionExpression": "pk = :pk"},
        "put_item": put,
        "transact_write_items": {"TransactItems": [{"Put": put}, {"Put": put}]},
        "send_message": QUEUED,
    }
    client = queue(relay) if operation == "send_message" else table(relay)
    with pytest.raises(ClientError) as refused:
        getattr(client, operation)(**arguments[operation])
    assert is_transient(refused.value)
    assert upstream.asked == []
    assert injector.done == {Fault.THROTTLE: 1}


def test_a_cancelled_transaction_has_a_reason_for_each_of_its_actions(relay: Relay, injector: Injector) -> None:
    injector.use(Faults(throttle=1))
    client = table(relay)
    with pytest.raises(client.exceptions.TransactionCanceledException) as cancelled:
        client.transact_write_items(TransactItems=[{"Put": {"TableName": "chat", "Item": ITEM}}] * 3)
    reasons = cancelled.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["ThrottlingError", "None", "None"]


def test_a_queue_has_an_error_of_its_own(relay: Relay, injector: Injector) -> None:
    injector.use(Faults(throttle=1))
    client = queue(relay)
    with pytest.raises(client.exceptions.RequestThrottled) as refused:
        client.send_message(**QUEUED)
    assert refused.value.response["Error"]["Code"] == "RequestThrottled"


def test_both_of_the_tables_errors_come(relay: Relay, injector: Injector) -> None:
    injector.use(Faults(throttle=1))
    codes = set()
    for _ in range(20):
        with pytest.raises(ClientError) as refused:
            table(relay).put_item(TableName="chat", Item=ITEM)
        codes.add(refused.value.response["Error"]["Code"])
    assert codes == {"ProvisionedThroughputExceededException", "ThrottlingException"}


@pytest.mark.parametrize(
    ("fault", "problem"), [("too_many", "LimitExceededException"), ("broken", "InternalServerErrorException")]
)
def test_a_post_that_fails_is_a_problem_for_the_log(
    relay: Relay, upstream: Upstream, injector: Injector, fault: str, problem: str
) -> None:
    injector.use(Faults(**{fault: 1}))
    assert posted(relay) == Posted("abc=", problem=problem)
    assert upstream.asked == []
    assert injector.done == {Fault(fault): 1}


def test_a_connection_that_is_called_gone_is_ended(relay: Relay, upstream: Upstream, injector: Injector) -> None:
    injector.use(Faults(gone=1))
    assert posted(relay) == Posted("abc=", gone=True)
    assert upstream.asked == [("DELETE", POST)]
    assert upstream.headers[0]["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=test/")
    assert injector.done == {Fault.GONE: 1}


FUNCTION = """
import http.client, sys
client = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
client.request("POST", sys.argv[2], b"{}", {"X-Amz-Target": sys.argv[3]})
client.getresponse().read()
"""
PUT = ("/", "DynamoDB_20120810.PutItem")
SEND = ("/", "AmazonSQS.SendMessage")


def function(folder: Path, relay: Relay, path: str, target: str, *, name: str = "_worker.py") -> int:
    """The exit status of a process that makes one call, in a script of that name."""
    script = folder / name
    script.write_text(FUNCTION)
    port = relay.address.rpartition(":")[2]
    return subprocess.run([sys.executable, script, port, path, target], check=False).returncode  # noqa: S603


@pytest.mark.parametrize(
    ("fault", "path", "target", "asked"),
    [
        ("end_before_write", *PUT, []),
        ("end_after_write", *PUT, [("POST", "/")]),
        ("end_before_write", *SEND, []),
        ("end_after_write", *SEND, [("POST", "/")]),
        ("end_after_post", POST, "", [("POST", POST)]),
    ],
)
def test_a_function_is_killed_at_its_call(
    tmp_path: Path,
    relay: Relay,
    upstream: Upstream,
    injector: Injector,
    fault: str,
    path: str,
    target: str,
    asked: list[tuple[str, str]],
) -> None:
    injector.use(Faults(**{fault: 1}))
    assert function(tmp_path, relay, path, target) == -9
    assert upstream.asked == asked
    assert injector.done == {Fault(fault): 1}


@pytest.mark.parametrize(("path", "target"), [("/", "DynamoDB_20120810.Query"), ("/", "secretsmanager.GetSecretValue")])
def test_a_function_that_only_reads_is_not_ended(
    tmp_path: Path, relay: Relay, injector: Injector, path: str, target: str
) -> None:
    injector.use(Faults(end_before_write=1, end_after_write=1, end_after_post=1))
    assert function(tmp_path, relay, path, target) == 0
    assert injector.done == {}


def test_no_process_but_a_functions_is_ever_killed(
    tmp_path: Path, relay: Relay, upstream: Upstream, injector: Injector
) -> None:
    injector.use(Faults(end_before_write=1))
    assert function(tmp_path, relay, *PUT, name="worker.py") == 0
    assert upstream.asked == [("POST", "/")]
    assert injector.done == {}


def test_a_call_meets_one_fault_at_most(relay: Relay, injector: Injector) -> None:
    injector.use(Faults(gone=1, too_many=1, broken=1))
    assert posted(relay).gone
    assert injector.done == {Fault.GONE: 1}


def test_nothing_that_is_said_is_shown(relay: Relay) -> None:
    call = Call(method="POST", path="/", headers={}, body=b"secret")
    assert "secret" not in repr(call)
    assert "secret" not in repr(Answer(status=200, headers={}, body=b"secret"))
