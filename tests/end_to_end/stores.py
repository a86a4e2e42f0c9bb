"""Everything that a local run keeps or writes, for a test to look for what should not be there."""

import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import boto3

from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import BUILD, LocalStack

DEPLOYMENT_FILES = "cdk-"
"""Buckets with the archives of what is deployed."""


class Stores:
    """``rows`` are those of all tables; ``beside`` is all else, by what it is."""

    def __init__(self, stack: LocalStack) -> None:
        self._stack = stack

    def rows(self) -> list[dict[str, Any]]:
        dynamodb = self._client("dynamodb")
        found: list[dict[str, Any]] = []
        for table in dynamodb.list_tables()["TableNames"]:
            for page in dynamodb.get_paginator("scan").paginate(TableName=table):
                found += page["Items"]
        return found

    def beside(self) -> dict[str, Any]:
        return {
            "logs": list(self._log_lines()),
            "objects": list(self._objects()),
            "queues": list(self._queued()),
            "metrics": self._client("cloudwatch").list_metrics()["Metrics"],
            "mails": self._read("/_ministack/ses/messages"),
            "stacks": self._stack.outputs,
            "output": (BUILD / f"ministack-{urlsplit(self._stack.ministack_url).port}.log").read_bytes(),
        }

    def _log_lines(self) -> Iterator[str]:
        logs = self._client("logs")
        for group in logs.describe_log_groups()["logGroups"]:
            name = group["logGroupName"]
            yield name
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=name):
                yield from (event["message"] for event in page["events"])

    def _objects(self) -> Iterator[tuple[str, bytes]]:
        s3 = self._client("s3")
        for bucket in s3.list_buckets()["Buckets"]:
            if bucket["Name"].startswith(DEPLOYMENT_FILES):
                continue
            for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
                for each in page.get("Contents", ()):
                    yield each["Key"], s3.get_object(Bucket=bucket["Name"], Key=each["Key"])["Body"].read()

    def _queued(self) -> Iterator[object]:
        sqs = self._client("sqs")
        for url in sqs.list_queues().get("QueueUrls", ()):
            yield url, sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages")

    def _read(self, path: str) -> bytes:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"{self._stack.ministack_url}{path}", timeout=10) as answer:
            body: bytes = answer.read()
            return body

    def _client(self, service: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=self._stack.ministack_url,
            region_name=self._stack.region,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
        )
