"""An account to operate: MiniStack with a deployment's outputs, and an API Gateway that only closes connections."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest

from local.ministack import ACCESS_KEY, SECRET_KEY, MiniStack

REGION = "eu-central-1"
SETTINGS = """
[deployment]
name = "{name}"
region = "eu-central-1"
[sites.shop]
origins = ["https://www.example.com"]
groups = ["service", "sales"]
[retention]
conversation_days = 90
log_days = 14
"""
KEY = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
PASSWORDS = {"MinimumLength": 15} | {
    f"Require{kind}": False for kind in ("Lowercase", "Uppercase", "Numbers", "Symbols")
}
RESOURCES: dict[str, Any] = {
    "Agents": {
        "Type": "AWS::Cognito::UserPool",
        "Properties": {"UsernameAttributes": ["email"], "Policies": {"PasswordPolicy": PASSWORDS}},
    },
    "Chat": {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": KEY,
            "AttributeDefinitions": [
                {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "list", "listed")
            ],
            "GlobalSecondaryIndexes": [
                {
                    "IndexName": "by_list",
                    "KeySchema": [
                        {"AttributeName": "list", "KeyType": "HASH"},
                        {"AttributeName": "listed", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        },
    },
    "Errors": {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": KEY,
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        },
    },
    "Receipts": {
        "Type": "AWS::SecretsManager::Secret",
        "Properties": {"GenerateSecretString": {"PasswordLength": 64, "ExcludePunctuation": True}},
    },
    **{
        f"Group{number}": {
            "Type": "AWS::Cognito::UserPoolGroup",
            "Properties": {"UserPoolId": {"Ref": "Agents"}, "GroupName": name},
        }
        for number, name in enumerate(("shop.service", "shop.sales", "shop.supervisor", "operator"))
    },
}


class Gateway:
    """API Gateway's ``@connections``: keeps what was posted and deleted; those in ``gone`` answer 410."""

    def __init__(self) -> None:
        self.deleted: set[str] = set()
        self.posted: list[tuple[str, bytes]] = []
        self.gone: set[str] = set()
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_DELETE(self) -> None:
                connection_id = self.path.rpartition("/")[2]
                gateway.deleted.add(connection_id)
                self.send_response(410 if connection_id in gateway.gone else 204)
                self.send_header("x-amzn-ErrorType", "GoneException")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.posted.append((self.path.rpartition("/")[2], body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/ws"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of its APIs."""
    ministack = MiniStack(region=REGION, workplace=tmp_path_factory.mktemp("ministack"))
    try:
        ministack.start()
        yield ministack.url
    finally:
        ministack.stop()


@pytest.fixture(scope="session")
def gateway() -> Iterator[Gateway]:
    gateway = Gateway()
    yield gateway
    gateway.stop()


@pytest.fixture(scope="session")
def deployed(ministack: str, gateway: Gateway) -> dict[str, str]:
    """The outputs of the deployment ``tresen``."""
    outputs: dict[str, Any] = {
        "UserPoolId": {"Ref": "Agents"},
        "ChatTable": {"Ref": "Chat"},
        "ErrorsTable": {"Ref": "Errors"},
        "ReceiptSecret": {"Ref": "Receipts"},
        "ConnectionsUrl": gateway.url,
        "PublicUrl": "https://chat.example.com",
        "LoaderPath": "/assets/loader-1a2b3c4d.js",
        "LoaderIntegrity": "sha256-AAAA",
    }
    described = {name: {"Value": value} for name, value in outputs.items()}
    described["ExportsOutputRefChat"] = {"Value": "x", "Export": {"Name": "other"}}
    cloudformation = boto3.client(
        "cloudformation",
        endpoint_url=ministack,
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )
    template = json.dumps({"Resources": RESOURCES, "Outputs": described})
    cloudformation.create_stack(StackName="tresen-service", TemplateBody=template)
    cloudformation.get_waiter("stack_create_complete").wait(StackName="tresen-service", WaiterConfig={"Delay": 1})
    (stack,) = cloudformation.describe_stacks(StackName="tresen-service")["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


@pytest.fixture
def account(ministack: str, deployed: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Makes the account that of the command under test."""
    for name, value in {
        "AWS_ENDPOINT_URL": ministack,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    return deployed


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file that the command under test reads."""
    path = tmp_path / "settings.toml"
    path.write_text(SETTINGS.format(name="tresen"))
    monkeypatch.setenv("TRESEN_SETTINGS", str(path))
    return path
