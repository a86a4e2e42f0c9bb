"""The fake ``@connections`` and boto3's own client answer alike.

boto3 talks to a server that says what API Gateway is documented to say:
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
https://repost.aws/knowledge-center/410-gone-api-gateway
"""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import unquote

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.loaders import Loader

from lambdas.aws.connections import Connections, Posted
from tests.contract.fake_connections import LARGEST_MESSAGE, FakeConnections

ID = "L0SM9cOFvHcCIhw="


class Gateway(HTTPServer):
    """One open connection, under the stage's path."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.is_open = True
        self.requests: list[tuple[str, str, bytes]] = []


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append(("POST", unquote(self.path), body))
        if len(body) > LARGEST_MESSAGE:
            self._answer(413, "PayloadTooLargeException")
        else:
            self._answer(200 if self._is_there() else 410, "GoneException")

    def do_DELETE(self) -> None:
        self.server.requests.append(("DELETE", unquote(self.path), b""))
        was_there = self._is_there()
        self.server.is_open = False
        self._answer(204 if was_there else 410, "GoneException")

    def _is_there(self) -> bool:
        return self.server.is_open and unquote(self.path).endswith(f"/ws/@connections/{ID}")

    def _answer(self, status: int, error: str) -> None:
        self.send_response(status)
        if status >= 400:
            self.send_header("x-amzn-ErrorType", error)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as gateway:
        thread = threading.Thread(target=gateway.serve_forever)
        thread.start()
        yield gateway
        gateway.shutdown()
        thread.join()


@pytest.fixture(params=["fake", "boto3"])
def client(request: pytest.FixtureRequest, gateway: Gateway) -> Any:
    if request.param == "fake":
        fake = FakeConnections()
        fake.open.add(ID)
        return fake
    return boto3.client(
        "apigatewaymanagementapi",
        endpoint_url=f"http://127.0.0.1:{gateway.server_port}/ws",
        region_name="eu-central-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_an_open_connection_takes_a_frame(client: Any) -> None:
    assert client.post_to_connection(ConnectionId=ID, Data=b"{}")["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize(("call", "given"), [("post_to_connection", {"Data": b"{}"}), ("delete_connection", {})])
def test_a_connection_that_never_was_is_gone(client: Any, call: str, given: dict[str, bytes]) -> None:
    with pytest.raises(ClientError) as error:
        getattr(client, call)(ConnectionId="x=", **given)
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 410
    assert error.value.response["Error"]["Code"] == "GoneException"


def test_a_connection_that_was_ended_is_gone(client: Any) -> None:
    assert client.delete_connection(ConnectionId=ID)["ResponseMetadata"]["HTTPStatusCode"] == 204
    with pytest.raises(ClientError, match="GoneException"):
        client.post_to_connection(ConnectionId=ID, Data=b"{}")


def test_a_frame_beyond_the_limit_is_refused(client: Any) -> None:
    with pytest.raises(ClientError) as error:
        client.post_to_connection(ConnectionId=ID, Data=b"x" * (LARGEST_MESSAGE + 1))
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413
    assert error.value.response["Error"]["Code"] == "PayloadTooLargeException"


def test_our_client_makes_the_same_of_both(client: Any) -> None:
    connections = Connections(client)
    assert connections.post([ID, "x="], b"{}") == [Posted(ID), Posted("x=", gone=True)]
    assert connections.close(ID) == Posted(ID)
    assert connections.close(ID) == Posted(ID, gone=True)
    assert connections.post([ID], b"{}") == [Posted(ID, gone=True)]


def test_the_errors_are_those_of_the_services_model() -> None:
    loader: Any = Loader
    model = loader().load_service_model("apigatewaymanagementapi", "service-2")
    errors = {error["shape"] for error in model["operations"]["PostToConnection"]["errors"]}
    assert errors == {"GoneException", "LimitExceededException", "PayloadTooLargeException", "ForbiddenException"}
    statuses = {name: model["shapes"][name]["error"]["httpStatusCode"] for name in errors}
    assert (statuses["GoneException"], statuses["PayloadTooLargeException"]) == (410, 413)
    assert model["shapes"]["Data"]["max"] == LARGEST_MESSAGE
