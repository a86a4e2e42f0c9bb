"""AWS clients with time-outs that leave the function time for an answer."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

POSTS_AT_ONCE = 8
"""Posts that one function has under way at the same time."""


def dynamodb() -> "DynamoDBClient":
    retries = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
    return boto3.client("dynamodb", config=retries)


def secrets() -> "SecretsManagerClient":
    retries = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
    return boto3.client("secretsmanager", config=retries)


def connections(url: str) -> "ApiGatewayManagementApiClient":
    """``url`` is the API's https address including the stage. A post is tried once: the log is what is durable."""
    once = Config(
        connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 1}, max_pool_connections=POSTS_AT_ONCE
    )
    return boto3.client("apigatewaymanagementapi", endpoint_url=url, config=once)
