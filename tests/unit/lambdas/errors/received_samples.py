"""Reports as they come out of the scrubber, and a table for them."""

from typing import Any, Final

import boto3
import msgspec

from lambdas.errors.records import Received
from lambdas.protocol.errors import Report, Source, StackFrame, Thrown

NOW: Final = 1_795_680_000_000
"""2026-11-26T08:00:00Z."""

TODAY: Final = "2026-11-26"
YESTERDAY: Final = "2026-11-25"
DAY_MS: Final = 24 * 60 * 60 * 1000
SITE: Final = "shop"
TABLE: Final = "errors"

FRAMES: Final = (
    StackFrame(file="/assets/core-1a2b3c4d.js", function="takeFrame", line=1, column=2048),
    StackFrame(file="/assets/core-1a2b3c4d.js", function="showEntry", line=1, column=1024),
)


def event_id(number: int) -> str:
    return f"{number:032x}"


def thrown(**changes: Any) -> Thrown:
    given = {"type": "TypeError", "message": "x is undefined", "frames": list(FRAMES)}
    return Thrown(**(given | changes))


def report(number: int = 1, **changes: Any) -> Report:
    given: dict[str, Any] = {
        "event_id": event_id(number),
        "platform": "javascript",
        "errors": [thrown()],
        "release": "widget@1a2b3c4d",
    }
    return Report(**(given | changes))


def received(number: int = 1, *, at: int = NOW, **changes: Any) -> Received:
    """``changes`` are those of the report."""
    return Received(report=report(number, **changes), source=Source.PAGE, site=SITE, at=at)


def elsewhere(what: Received, source: Source, site: str | None = None) -> Received:
    return msgspec.structs.replace(what, source=source, site=site)


def errors_table() -> Any:
    """DynamoDB's client with the table in it; only where moto stands in for AWS."""
    client: Any = boto3.client("dynamodb")
    client.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


def rows(client: Any, begin: str = "", day: str = TODAY) -> list[Any]:
    """What lies in the table of a day."""
    found = client.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :day AND begins_with(sk, :begin)" if begin else "pk = :day",
        ExpressionAttributeValues={":day": {"S": f"day#{day}"}, **({":begin": {"S": begin}} if begin else {})},
    )
    return list(found["Items"])
