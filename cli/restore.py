"""``restore TABLE``: copies back what the chat table has lost, out of a table that DynamoDB restored beside it."""

import time
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from cli.answer import Answer, Say
from cli.deployment import Deployment
from lambdas.chat.items import CONNECTION, conversation_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]

_SHOWN_EVERY = 1000


def command(deployment: Deployment, arguments: Namespace, say: Say) -> Answer:
    dynamodb = deployment.session.client("dynamodb")
    copied = restore(dynamodb, arguments.table, deployment.output("ChatTable"), now=int(time.time()), say=say)
    return Answer(data={"copied": copied}, text=f"items copied back: {copied}")


def restore(dynamodb: "DynamoDBClient", source: str, target: str, *, now: int, say: Say) -> int:
    """How many items were copied. ``now`` in epoch seconds. What the target has stays as it is."""
    copied = 0
    for page in dynamodb.get_paginator("scan").paginate(TableName=source):
        for item in page["Items"]:
            if _is_worth_it(item, now) and _put_if_missing(dynamodb, target, item):
                copied += 1
                if copied % _SHOWN_EVERY == 0:
                    say(f"copied so far: {copied}")
    return copied


def _is_worth_it(item: Item, now: int) -> bool:
    """Conversations that have not expired, without their connections, which are long closed."""
    is_conversation = item["pk"]["S"].startswith(conversation_key(""))
    is_open = item["sk"]["S"].startswith(CONNECTION)
    return is_conversation and not is_open and int(item["expires_at"]["N"]) > now


def _put_if_missing(dynamodb: "DynamoDBClient", table: str, item: Item) -> bool:
    try:
        dynamodb.put_item(TableName=table, Item=item, ConditionExpression="attribute_not_exists(pk)")
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return False
    return True
