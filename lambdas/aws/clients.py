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
    return cast("DynamoDBClient", _client("dynamodb", tries=3))


def secrets() -> "SecretsManagerClient":
    return cast("SecretsManagerClient", _client("secretsmanager", tries=2))


def s3() -> "S3Client":
    return cast("S3Client", _client("s3", tries=3))


def mail() -> "SESV2Client":
    """One try: who waits for the answer has been told nothing yet, and the next one tells of the same."""
    return cast("SESV2Client", _client("sesv2", tries=1))


def queues() -> "SQSClient":
    """A message that comes twice is taken once by whoever takes it."""
    return cast("SQSClient", _client("sqs", tries=3))


def functions() -> "LambdaClient":
    return cast("LambdaClient", _client("lambda", tries=2, read_timeout=5))


def connections(url: str) -> "ApiGatewayManagementApiClient":
    """``url`` is the API's https address including the stage. A post that comes twice is shown once.

    Two tries of a post, and of ending the connection after it, leave time for the answer.
    """
    client = _client("apigatewaymanagementapi", url=url, tries=2, read_timeout=1, max_pool_connections=POSTS_AT_ONCE)
    return cast("ApiGatewayManagementApiClient", client)


def _client(service: str, *, tries: int, read_timeout: int = 2, url: str | None = None, **options: Any) -> object:
    """Time-outs are in seconds; ``options`` are more of botocore's ``Config``."""
    retries: Any = {"mode": "standard", "total_max_attempts": tries}
    config = Config(connect_timeout=1, read_timeout=read_timeout, retries=retries, **options)
    return session().create_client(service, endpoint_url=url, config=config)
