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
        is_letter=True,
    )


class DeadLetters:
    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def put(self, letter: QueuedBatch) -> bool | None:
        """Whether it is there now; ``None`` when nobody knows, as the answer did not come."""
        try:
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=msgspec.json.encode(letter).decode())
        except (ClientError, BotoCoreError) as error:
            logger().error("dead letter not kept", extra={"problem": type(error).__name__})
            return False if _was_refused(error) else None
        return True


def _was_refused(error: Exception) -> bool:
    """At the first try: what came of an earlier one is not told."""
    if not isinstance(error, ClientError):
        return False
    told = error.response.get("ResponseMetadata", {})
    return told.get("RetryAttempts") == 0 and 400 <= told.get("HTTPStatusCode", 0) < 500
