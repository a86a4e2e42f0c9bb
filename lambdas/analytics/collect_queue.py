"""The queue of what waits for Matomo, at the end where it is filled."""

from typing import TYPE_CHECKING

import msgspec

from lambdas.analytics.records import QueuedBatch

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class CollectQueue:
    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def add(self, batch: QueuedBatch) -> None:
        """Once it returns SQS has it, at several places at a time."""
        self._client.send_message(QueueUrl=self._url, MessageBody=msgspec.json.encode(batch).decode())
