"""The functions as Lambda would call them."""

import os
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from moto import mock_aws

from tests.openapi.functions import Functions, forget_wiring
from tests.unit.lambdas.world import TABLE, dynamodb_with_table

_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-central-1",
}


@pytest.fixture(scope="module")
def dynamodb() -> Iterator[Any]:
    """Made once: there are some hundred tests, and a client takes longer than any of them."""
    with mock.patch.dict(os.environ, _CREDENTIALS), mock_aws():
        os.environ.pop("AWS_PROFILE", None)
        os.environ.pop("AWS_SESSION_TOKEN", None)
        yield dynamodb_with_table()


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch, dynamodb: Any) -> Iterator[Functions]:
    """With an empty table."""
    for row in dynamodb.scan(TableName=TABLE)["Items"]:
        dynamodb.delete_item(TableName=TABLE, Key={name: row[name] for name in ("pk", "sk")})
    yield Functions(monkeypatch, dynamodb)
    forget_wiring()
