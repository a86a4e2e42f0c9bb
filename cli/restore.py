"""``restore TABLE``: copies back what the chat table has lost, out of a table that DynamoDB restored beside it.

What was erased since stays erased: its tombstone in the chat table, or in the restored one, keeps it out. Tombstones do
not last for ever, so a table that was restored to a moment from before they reach back to is refused.
"""

import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from cli.answer import Answer, Say
from cli.deployment import Deployment
from cli.errors import Failed, WrongUse
from lambdas.chat.items import CONNECTION, conversation_key, is_tombstone
from lambdas.contact.items import contact_key, request_key
from lambdas.contact.records import PAGE
from lambdas.identity.tombstones import PARTITION, tombstone_key
from lambdas.privacy.records import tombstone_seconds

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]

_SHOWN_EVERY: Final = 1000
_CONVERSATION: Final = conversation_key("")
_CONTACT: Final = contact_key("", "").removesuffix(".")
_AUDIT: Final = "audit#"
_REQUEST: Final = request_key("")


def command(deployment: Deployment, arguments: Namespace, say: Say) -> Answer:
    dynamodb, now = deployment.session.client("dynamodb"), int(time.time())
    reach = tombstone_seconds(deployment.settings.retention.recovery_days)
    if _moment_of(dynamodb, arguments.table) + reach <= now:
        raise Failed(
            f"{arguments.table} is of a moment more than {reach // 86400} days ago, and what was erased since could "
            "come back with it; restore the chat table anew, to a later moment"
        )
    copied = restore(dynamodb, arguments.table, deployment.output("ChatTable"), now=now, say=say)
    return Answer(data={"copied": copied}, text=f"items copied back: {copied}")


def restore(dynamodb: "DynamoDBClient", source: str, target: str, *, now: int, say: Say) -> int:
    """How many items were copied. ``now`` in epoch seconds. What the target has stays as it is.

    Tombstones are first, so that the target knows of each erasure of which either table does.
    """
    erased = _Erased(dynamodb, target)
    copied = 0
    for is_wanted in (_is_erasure, erased.spares):
        for item in _rows(dynamodb, source):
            if is_wanted(item) and _is_worth_it(item, now) and _put_if_missing(dynamodb, target, item):
                copied += 1
                if copied % _SHOWN_EVERY == 0:
                    say(f"copied so far: {copied}")
    return copied


class _Erased:
    """Looks up whether the target has a tombstone, once for each run of a person's rows: more may come hours later."""

    def __init__(self, dynamodb: "DynamoDBClient", target: str) -> None:
        self._dynamodb = dynamodb
        self._target = target
        self._subject = ""
        self._is_erased = False

    def spares(self, item: Item) -> bool:
        """Whether the item is nobody's who was erased. Bare tombstones of a conversation are nobody's."""
        subject = _subject_of(item)
        if subject is None or is_tombstone(item):
            return True
        if subject != self._subject:
            found = self._dynamodb.get_item(TableName=self._target, Key=tombstone_key(subject), ConsistentRead=True)
            self._subject, self._is_erased = subject, "Item" in found
        return not self._is_erased


def _subject_of(item: Item) -> str | None:
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    if pk.startswith(_CONVERSATION):
        return str(pk.removeprefix(_CONVERSATION))
    if not pk.startswith(_CONTACT):
        return None
    subject = str(pk.removeprefix(_CONTACT))
    return f"{subject}.{sk.removeprefix(_REQUEST)}" if subject.endswith(f".{PAGE}") else subject


def _is_erasure(item: Item) -> bool:
    return bool(item["pk"]["S"].startswith(PARTITION))


def _is_worth_it(item: Item, now: int) -> bool:
    """What is kept for long and has not expired. Connections are long closed, and an open erasure never expires."""
    is_kept = item["pk"]["S"].startswith((_CONVERSATION, _CONTACT, _AUDIT, PARTITION))
    is_open = item["sk"]["S"].startswith(CONNECTION)
    return is_kept and not is_open and ("expires_at" not in item or int(item["expires_at"]["N"]) > now)


def _moment_of(dynamodb: "DynamoDBClient", table: str) -> float:
    """To which moment it was restored, in epoch seconds; else when it was made. Raises ``WrongUse``."""
    described = dynamodb.describe_table(TableName=table)["Table"]
    if {each["AttributeName"] for each in described["KeySchema"]} != {"pk", "sk"}:
        raise WrongUse(f"{table}: expected a table that was restored from the chat table")
    moment: datetime = described.get("RestoreSummary", {}).get("RestoreDateTime") or described["CreationDateTime"]
    return moment.timestamp()


def _rows(dynamodb: "DynamoDBClient", table: str) -> Iterator[Item]:
    for page in dynamodb.get_paginator("scan").paginate(TableName=table):
        yield from page["Items"]


def _put_if_missing(dynamodb: "DynamoDBClient", table: str, item: Item) -> bool:
    try:
        dynamodb.put_item(TableName=table, Item=item, ConditionExpression="attribute_not_exists(pk)")
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return False
    return True
