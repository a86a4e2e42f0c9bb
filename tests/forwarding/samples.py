"""What the forwarding is tried with: a tracking request, and the table of claims."""

from typing import TYPE_CHECKING

from lambdas.analytics.records import TrackingRequest
from tests.forwarding.receiver import LONGEST_NAME

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CDT = 1_800_000_000


def tracking_request(url: str, *, site: int = 1, cdt: int = CDT, is_poisoned: bool = False) -> TrackingRequest:
    """``url`` tells it from others; one that is poisoned has a name that Matomo fails on."""
    return TrackingRequest(
        idsite=site,
        url=url,
        cid="0123456789abcdef",
        cip="198.51.0.0",
        cdt=cdt,
        ua="Firefox/140",
        lang="de",
        res="1280x720",
        e_c="chat",
        e_a="widget_opened",
        e_n="x" * (LONGEST_NAME + 1) if is_poisoned else None,
        rec=1,
        apiv=1,
        ca=1,
        bots=1,
    )


def create_claims_table(client: "DynamoDBClient", name: str) -> None:
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
