import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from lambdas.aws.transient import is_transient
from tests.contract.fake_connections import refusal

URL = "https://dynamodb.eu-central-1.amazonaws.com"


def cancelled(*codes: str) -> ClientError:
    reasons = [{"Code": code} for code in codes]
    error = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
    return ClientError(error, "TransactWriteItems")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error",
    [
        refusal("ProvisionedThroughputExceededException", 400, "Query"),
        refusal("ThrottlingException", 400, "Query"),
        refusal("RequestLimitExceeded", 400, "Query"),
        refusal("TransactionConflictException", 400, "PutItem"),
        refusal("InternalServerError", 500, "PutItem"),
        refusal("SlowDown", 503, "PutObject"),
        refusal("InternalError", 500, "PutObject"),
        refusal("OperationAborted", 409, "PutObject"),
        cancelled("None", "ThrottlingError"),
        cancelled("TransactionConflict", "ProvisionedThroughputExceeded"),
        ConnectTimeoutError(endpoint_url=URL),
        ReadTimeoutError(endpoint_url=URL),
        EndpointConnectionError(endpoint_url=URL),
    ],
)
def test_what_passes_by_itself(error: Exception) -> None:
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        refusal("AccessDeniedException", 400, "Query"),
        refusal("ValidationException", 400, "Query"),
        refusal("ResourceNotFoundException", 400, "Query"),
        cancelled("None", "ValidationError"),
        cancelled("ThrottlingError", "ValidationError"),
        NoCredentialsError(),
        ParamValidationError(report=""),
        KeyError("x"),
        TimeoutError(),
    ],
)
def test_what_does_not(error: Exception) -> None:
    assert not is_transient(error)
