"""What several tests do with a local run."""

from typing import TYPE_CHECKING, Any

import boto3

from local.agents import Agent
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import LocalStack
from tests.end_to_end import clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def token(stack: LocalStack, agent: Agent) -> str:
    """An access token of an agent who signs in."""
    return clients.run(
        clients.access_token(
            login=stack.addresses.sign_in,
            client_id=stack.outputs["AgentClientId"],
            callback=stack.addresses.console,
            username=agent.username,
            password=agent.password,
        )
    )


def stored_texts(stack: LocalStack, one_of_them: str) -> list[str]:
    """The messages of the conversation in which that was said, as they are stored, in order."""
    pages = dynamodb(stack).get_paginator("scan").paginate(TableName=stack.outputs["ChatTable"])
    said = [item for page in pages for item in page["Items"] if "text" in item]
    conversation = next(item["pk"] for item in said if item["text"]["S"] == one_of_them)
    found = sorted((item["sk"]["S"], item["text"]["S"]) for item in said if item["pk"] == conversation)
    return [text for _, text in found]


def dynamodb(stack: LocalStack) -> "DynamoDBClient":
    """The tables as the emulator's root sees them."""
    found: DynamoDBClient = client(stack, "dynamodb")
    return found


def client(stack: LocalStack, service: str) -> Any:
    """A service as the emulator's root sees it."""
    made: Any = boto3.client  # the name of a service that is not written out has no stub
    return made(
        service,
        endpoint_url=stack.ministack_url,
        region_name=stack.region,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )
