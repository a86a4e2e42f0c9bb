"""Events that Matomo does not take, each for itself, so that its neighbours are not kept back."""

from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from lambdas.analytics.records import QueuedBatch
from lambdas.aws.logs import logger

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


def letter_of(batch: QueuedBatch, place: int) -> QueuedBatch:
    """One event as a batch of its own, the same each time, so that two letters of it are claimed as one."""
    return QueuedBatch(
        batch_id=str(uuid5(NAMESPACE_OID, f"{batch.batch_id}/{place}")),
        deadline=batch.deadline,
        requests=[batch.requests[place]],
    )


class DeadLetters:
    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def put(self, letter: QueuedBatch) -> bool:
        """Whether it is there now."""
        try:
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=msgspec.json.encode(letter).decode())
        except (ClientError, BotoCoreError) as error:
            logger().error("dead letter not kept", extra={"problem": type(error).__name__})
            return False
        return True
