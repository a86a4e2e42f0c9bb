"""What our session leaves out must not change where a request goes, nor how it is signed."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from lambdas.aws.sessions import SERVICES, session

CONNECTIONS_URL = "https://abc.execute-api.{region}.amazonaws.com/ws"
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "apigatewaymanagementapi": ("post_to_connection", {"ConnectionId": "a=", "Data": b"{}"}),
    "dynamodb": ("query", {"TableName": "chat", "KeyConditionExpression": "pk = :pk"}),
    "s3": ("put_object", {"Bucket": "availability", "Key": "www.example.com.json", "Body": b"{}", "IfMatch": '"1"'}),
    "lambda": ("update_event_source_mapping", {"UUID": f"{0:036}", "Enabled": False}),
    "secretsmanager": ("get_secret_value", {"SecretId": "edge"}),
    "sesv2": ("send_email", {"Content": {"Simple": {"Subject": {"Data": "a"}, "Body": {"Text": {"Data": "b"}}}}}),
    "sqs": ("send_message", {"QueueUrl": "https://sqs.eu-central-1.amazonaws.com/1/events", "MessageBody": "{}"}),
}


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    session.cache_clear()
    yield
    session.cache_clear()


class Stopped(Exception):
    """In place of an answer."""


def sent(client: Any, service: str) -> tuple[str, str, str]:
    """Method, address, and the scope of the signature without its day."""
    requests: list[Any] = []

    def stop(request: Any, **_: object) -> None:
        requests.append(request)
        raise Stopped

    client.meta.events.register_first("before-send", stop)
    name, parameters = CALLS[service]
    with pytest.raises(Stopped):
        getattr(client, name)(**parameters)
    (request,) = requests
    scope = str(request.headers["Authorization"]).partition("Credential=")[2].partition(",")[0]
    return request.method, request.url, scope.split("/", 2)[2]


@pytest.mark.parametrize("region", ["eu-central-1", "us-east-1", "eu-south-2", "us-gov-west-1", "cn-north-1"])
@pytest.mark.parametrize("service", SERVICES)
def test_a_request_goes_where_boto3_would_send_it(service: str, region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    where = {"endpoint_url": CONNECTIONS_URL.format(region=region)} if service == "apigatewaymanagementapi" else {}
    make: Any = session().create_client
    ours, theirs = make(service, **where), boto3.session.Session().client(service, **where)  # type: ignore[call-overload]
    assert sent(ours, service) == sent(theirs, service)
    assert ours.meta.endpoint_url == theirs.meta.endpoint_url


def test_a_service_that_no_function_uses_is_not_known() -> None:
    with pytest.raises(Exception, match="sns"):
        session().create_client("sns", region_name="eu-central-1")
