"""The files in their bucket, against moto's S3, which knows conditional writes."""

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from lambdas.chat.availability import Availability, GroupAvailability, State
from lambdas.chat.availability_files import AvailabilityFiles, Written, key_of, names_of
from tests.unit.lambdas.world import World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

HOST = "www.example.com"
KEY = "availability/www.example.com.json"
CONTENT = Availability(
    unanswered_seconds=60, groups={"service": GroupAvailability(state=State.BUSY, valid_until=1_750_000_180)}
)
OTHER = Availability(unanswered_seconds=61, groups={})


@pytest.fixture
def s3(world: World) -> "S3Client":
    client: S3Client = boto3.client("s3")
    client.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return client


@pytest.fixture
def files(s3: "S3Client") -> AvailabilityFiles:
    return AvailabilityFiles(s3, "files")


def test_a_sites_files_are_named_by_what_its_pages_know_as_their_host_and_by_its_own_name() -> None:
    origins = ["https://www.example.com", "https://shop.example.com:8443", "http://shop.localhost:8080", "http://shop"]
    assert names_of("shop", origins) == ["www.example.com", "shop.example.com:8443", "shop.localhost:8080", "shop"]
    assert names_of("shop", ["https://www.example.com"]) == [HOST, "shop"]
    assert (key_of(HOST), key_of("shop")) == (KEY, "availability/shop.json")


def test_what_is_written_is_read(files: AvailabilityFiles, s3: "S3Client") -> None:
    assert files.read(HOST) == Written()
    assert files.replace(HOST, Written(), CONTENT)
    assert files.read(HOST).content == CONTENT
    lies = s3.get_object(Bucket="files", Key=KEY)
    assert (lies["ContentType"], lies["CacheControl"]) == ("application/json", "public, max-age=15")


def test_a_file_is_replaced_only_as_it_was_read(files: AvailabilityFiles) -> None:
    files.replace(HOST, Written(), CONTENT)
    read = files.read(HOST)
    assert files.replace(HOST, read, OTHER)
    assert not files.replace(HOST, read, CONTENT)
    assert files.read(HOST).content == OTHER


def test_the_first_of_two_who_found_no_file_makes_it(files: AvailabilityFiles) -> None:
    assert files.replace(HOST, Written(), CONTENT)
    assert not files.replace(HOST, Written(), OTHER)
    assert files.read(HOST).content == CONTENT


def test_a_file_that_was_removed_meanwhile_is_looked_for_again(files: AvailabilityFiles, s3: "S3Client") -> None:
    files.replace(HOST, Written(), CONTENT)
    read = files.read(HOST)
    s3.delete_object(Bucket="files", Key=KEY)
    assert not files.replace(HOST, read, OTHER)
    assert files.replace(HOST, files.read(HOST), OTHER)


@pytest.mark.parametrize(
    "body", [b"", b"nobody", b"[]", b'{"groups":{}}', b'{"unanswered_seconds":1,"groups":{"a":1}}']
)
def test_what_is_not_one_of_ours_is_replaced(files: AvailabilityFiles, s3: "S3Client", body: bytes) -> None:
    s3.put_object(Bucket="files", Key=KEY, Body=body)
    read = files.read(HOST)
    assert read.content is None
    assert files.replace(HOST, read, CONTENT)
    assert files.read(HOST).content == CONTENT


def test_without_the_right_to_list_a_file_that_is_not_there_reads_as_denied() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html"""
    client = boto3.client("s3", region_name="eu-central-1")
    with Stubber(client) as answers:
        answers.add_client_error("get_object", "AccessDenied", http_status_code=403)
        assert AvailabilityFiles(client, "files").read(HOST) == Written()


@pytest.mark.parametrize(("code", "status"), [("ConditionalRequestConflict", 409), ("PreconditionFailed", 412)])
def test_of_two_who_write_at_the_same_moment_one_is_told(code: str, status: int) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html#conditional-error-response"""
    client = boto3.client("s3", region_name="eu-central-1")
    expected: dict[str, Any] = {
        "Bucket": "files",
        "Key": KEY,
        "IfMatch": '"etag"',
        "Body": b'{"unanswered_seconds":61,"conversation_days":0,"contact":false,"analysis":null,"groups":{}}',
        "ContentType": "application/json",
        "CacheControl": "public, max-age=15",
    }
    with Stubber(client) as answers:
        answers.add_client_error("put_object", code, http_status_code=status, expected_params=expected)
        assert not AvailabilityFiles(client, "files").replace(HOST, Written(etag='"etag"'), OTHER)


def test_any_other_error_is_raised() -> None:
    client = boto3.client("s3", region_name="eu-central-1")
    files = AvailabilityFiles(client, "files")
    with Stubber(client) as answers:
        answers.add_client_error("get_object", "InternalError", http_status_code=400)
        answers.add_client_error("put_object", "AccessDenied", http_status_code=403)
        with pytest.raises(ClientError, match="InternalError"):
            files.read(HOST)
        with pytest.raises(ClientError, match="AccessDenied"):
            files.replace(HOST, Written(), CONTENT)
