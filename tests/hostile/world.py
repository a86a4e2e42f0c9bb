"""The tunnel in a test, which begins anew with each case, and what API Gateway hands over for a body of any bytes."""

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.contract.memory_dynamodb import MemoryDynamoDB
from tests.unit.lambdas.errors.received_samples import NOW, TABLE, TODAY
from tests.unit.lambdas.errors.tunnel_world import HEADERS, TunnelWorld

DAY: Final = f"day#{TODAY}"


class HostileWorld(TunnelWorld):
    """``sentry_dsn`` switches the forwarding on."""

    def __init__(self, patch: pytest.MonkeyPatch, sentry_dsn: str = "") -> None:
        super().__init__(patch, SENTRY_DSN=sentry_dsn)

    def begin_anew(self) -> None:
        """With an empty table."""
        super().begin_anew()
        self.dynamodb = MemoryDynamoDB(TABLE)

    def stored(self) -> dict[str, Any]:
        """All rows by their sort keys. There is none outside of the day of receipt."""
        rows = [row for partition in self.dynamodb.partitions() for row in self.dynamodb.rows(partition)]
        assert all(row["pk"]["S"] == DAY for row in rows)
        return {row["sk"]["S"]: row for row in rows}


def event_of(body: bytes, headers: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What is no UTF-8 comes as base64. A header that is ``None`` is not sent."""
    http = {"method": "POST", "path": "/api/errors", "sourceIp": "198.51.100.77", "userAgent": "Amazon CloudFront"}
    return {
        "version": "2.0",
        "routeKey": "POST /api/errors",
        "rawPath": "/api/errors",
        "rawQueryString": "",
        "headers": {name: value for name, value in {**HEADERS, **headers}.items() if value is not None},
        "requestContext": {"accountId": "123456789012", "http": http, "timeEpoch": NOW},
        **_body(body),
        **changes,
    }


def shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _body(body: bytes) -> dict[str, Any]:
    try:
        return {"body": body.decode(), "isBase64Encoded": False}
    except UnicodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
