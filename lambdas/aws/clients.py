"""AWS clients with time-outs that leave the function time for an answer."""

from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config

from lambdas.aws.sessions import session

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

POSTS_AT_ONCE = 8
"""Posts that one function has under way at the same time."""


def dynamodb() -> "DynamoDBClient":
    retries = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
    return cast("DynamoDBClient", _client("dynamodb", config=retries))


def secrets() -> "SecretsManagerClient":
    retries = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
    return cast("SecretsManagerClient", _client("secretsmanager", config=retries))


def s3() -> "S3Client":
    retries = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
    return cast("S3Client", _client("s3", config=retries))


def mail() -> "SESV2Client":
    """One try: who waits for the answer has been told nothing yet, and the next one tells of the same."""
    once = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 1})
    return cast("SESV2Client", _client("sesv2", config=once))


def queues() -> "SQSClient":
    """A message that comes twice is taken once by whoever takes it."""
    retries = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
    return cast("SQSClient", _client("sqs", config=retries))


def functions() -> "LambdaClient":
    retries = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
    return cast("LambdaClient", _client("lambda", config=retries))


def connections(url: str) -> "ApiGatewayManagementApiClient":
    """``url`` is the API's https address including the stage. A post that comes twice is shown once.

    Two tries of a post, and of ending the connection after it, leave time for the answer.
    """
    twice = Config(
        connect_timeout=1,
        read_timeout=1,
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=POSTS_AT_ONCE,
    )
    return cast("ApiGatewayManagementApiClient", _client("apigatewaymanagementapi", endpoint_url=url, config=twice))


def _client(service: str, **options: Any) -> object:
    return session().create_client(service, **options)
