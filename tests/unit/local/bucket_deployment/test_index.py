import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from moto import mock_aws

from local.bucket_deployment import index


class CloudFormation:
    """Takes the answers that the handler puts to ``ResponseURL``."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []

    def __call__(self, request: Any, **_: float) -> io.BytesIO:
        assert (request.full_url, request.method) == ("http://cloudformation.invalid/answer", "PUT")
        self.answers.append(json.loads(request.data))
        return io.BytesIO()


@pytest.fixture
def cloudformation() -> Iterator[CloudFormation]:
    receiver = CloudFormation()
    with patch("urllib.request.urlopen", receiver):
        yield receiver


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="assets")
        client.create_bucket(Bucket="files")
        yield client


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("console/", "")
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def event(request_type: str = "Create", **properties: Any) -> dict[str, Any]:
    return {
        "RequestType": request_type,
        "ResponseURL": "http://cloudformation.invalid/answer",
        "StackId": "stack",
        "RequestId": "request",
        "LogicalResourceId": "Files",
        "ResourceProperties": {
            "SourceBucketNames": ["assets"],
            "SourceObjectKeys": ["source.zip"],
            "DestinationBucketName": "files",
            **properties,
        },
    }


def test_files_are_copied_with_their_types_and_the_metadata_asked_for(s3: Any, cloudformation: CloudFormation) -> None:
    files = {"loader.js": "let a", "console/index.html": "<p>"}
    s3.put_object(Bucket="assets", Key="source.zip", Body=zipped(**files))
    index.handler(event(SystemMetadata={"cache-control": "public, max-age=300"}), None)
    script = s3.get_object(Bucket="files", Key="loader.js")
    assert (script["ContentType"], script["CacheControl"]) == ("text/javascript", "public, max-age=300")
    assert script["Body"].read() == b"let a"
    assert s3.get_object(Bucket="files", Key="console/index.html")["ContentType"] == "text/html"
    assert len(s3.list_objects_v2(Bucket="files")["Contents"]) == 2
    assert cloudformation.answers[0]["Status"] == "SUCCESS"


def test_markers_are_filled_in_by_source(s3: Any, cloudformation: CloudFormation) -> None:
    s3.put_object(Bucket="assets", Key="source.zip", Body=zipped(**{"config.json": '{"url":<<marker>>}'}))
    index.handler(
        event(SourceMarkers=[{"<<marker>>": '"http://login.localhost"'}], DestinationBucketKeyPrefix="/a"), None
    )
    assert json.load(s3.get_object(Bucket="files", Key="a/config.json")["Body"]) == {"url": "http://login.localhost"}


def test_a_file_may_get_a_second_name(s3: Any, cloudformation: CloudFormation) -> None:
    s3.put_object(Bucket="assets", Key="source.zip", Body=zipped(**{"a.json": "1", "b.json": "2"}))
    index.handler(event(AlsoAs={"a.json": "c.json"}, DestinationBucketKeyPrefix="x"), None)
    found = {it["Key"] for it in s3.list_objects_v2(Bucket="files")["Contents"]}
    assert found == {"x/a.json", "x/b.json", "x/c.json"}
    assert s3.get_object(Bucket="files", Key="x/c.json")["Body"].read() == b"1"


@pytest.mark.parametrize(
    ("properties", "copied"),
    [
        ({}, {"a.js", "a.js.map", "b/c.map"}),
        ({"Exclude": ["*.map"]}, {"a.js"}),
        ({"Exclude": ["*"], "Include": ["*.map"]}, {"a.js.map", "b/c.map"}),
        ({"Include": ["*.map"]}, {"a.js", "a.js.map", "b/c.map"}),
    ],
)
def test_what_is_left_out_and_yet_taken_is_said_by_patterns_of_names(
    s3: Any, cloudformation: CloudFormation, properties: dict[str, Any], copied: set[str]
) -> None:
    """As of AWS's command line, where the later pattern counts, and a star is for a slash, too.

    https://docs.aws.amazon.com/cli/latest/reference/s3/#use-of-exclude-and-include-filters
    """
    s3.put_object(Bucket="assets", Key="source.zip", Body=zipped(**{"a.js": "1", "a.js.map": "2", "b/c.map": "3"}))
    index.handler(event(**properties, SystemMetadata={"content-type": "application/json"}), None)
    found = {it["Key"] for it in s3.list_objects_v2(Bucket="files")["Contents"]}
    assert found == copied
    assert {s3.get_object(Bucket="files", Key=name)["ContentType"] for name in found} == {"application/json"}


def test_a_failure_is_told_and_raised(s3: Any, cloudformation: CloudFormation) -> None:
    with pytest.raises(s3.exceptions.NoSuchKey):
        index.handler(event(), None)
    assert cloudformation.answers[0]["Status"] == "FAILED"
    assert cloudformation.answers[0]["Reason"].startswith("NoSuchKey: ")


def test_deletion_leaves_the_files_alone(s3: Any, cloudformation: CloudFormation) -> None:
    index.handler(event("Delete"), None)
    assert cloudformation.answers[0]["Status"] == "SUCCESS"
