"""Everything that a local run keeps or writes, for a test to look for what should not be there."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from local.stack import BUILD, LocalStack
from tests.end_to_end.around import client

DEPLOYMENT_FILES = "cdk-"
"""Buckets with the archives of what is deployed."""


class Stores:
    """``rows`` are those of all tables; ``beside`` is all else, by what it is."""

    def __init__(self, stack: LocalStack) -> None:
        self._stack = stack

    def rows(self) -> list[dict[str, Any]]:
        return [row for rows in self.tables().values() for row in rows]

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each table by its name."""
        dynamodb = self._client("dynamodb")
        scan = dynamodb.get_paginator("scan")
        return {
            table: [row for page in scan.paginate(TableName=table) for row in page["Items"]]
            for table in dynamodb.list_tables()["TableNames"]
        }

    def beside(self) -> dict[str, Any]:
        return {
            "logs": list(self._log_lines()),
            "objects": list(self._objects()),
            "queues": self.queues(),
            "metrics": self._client("cloudwatch").list_metrics()["Metrics"],
            "mails": self._read("/_ministack/ses/messages"),
            "stacks": self._stack.outputs,
            "secrets": self.secrets(),
            "configuration": dict(self._configuration()),
            "output": self.output(),
        }

    def queues(self) -> dict[str, list[Any]]:
        """The messages of each queue by its name, also those that somebody is just working on. None is received."""
        by_account = json.loads(self._read("/_ministack/sqs/messages"))["messages"]
        return {
            address.rpartition("/")[2]: messages
            for by_region in by_account.values()
            for by_address in by_region.values()
            for address, messages in by_address.items()
        }

    def secrets(self) -> dict[str, str]:
        """The value of each secret by its ARN."""
        client = self._client("secretsmanager")
        arns = [each["ARN"] for page in client.get_paginator("list_secrets").paginate() for each in page["SecretList"]]
        return {arn: client.get_secret_value(SecretId=arn)["SecretString"] for arn in arns}

    def output(self) -> bytes:
        """What MiniStack prints, and with it what functions print."""
        return (BUILD / f"ministack-{urlsplit(self._stack.ministack_url).port}.log").read_bytes()

    def _log_lines(self) -> Iterator[str]:
        logs = self._client("logs")
        for group in logs.describe_log_groups()["logGroups"]:
            name = group["logGroupName"]
            yield name
            for page in logs.get_paginator("filter_log_events").paginate(logGroupName=name):
                yield from (f"{event['logStreamName']} {event['message']}" for event in page["events"])

    def _objects(self) -> Iterator[tuple[str, bytes]]:
        s3 = self._client("s3")
        for bucket in s3.list_buckets()["Buckets"]:
            if bucket["Name"].startswith(DEPLOYMENT_FILES):
                continue
            for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket["Name"]):
                for each in page.get("Contents", ()):
                    read = s3.get_object(Bucket=bucket["Name"], Key=each["Key"])
                    yield json.dumps([each["Key"], read["Metadata"]]), read["Body"].read()

    def _configuration(self) -> Iterator[tuple[str, Any]]:
        """What a deployment is set to, which what happens in it should not change."""
        yield "functions", self._client("lambda").list_functions()["Functions"]
        yield "mappings", self._client("lambda").list_event_source_mappings()["EventSourceMappings"]
        events = self._client("events")
        rules = events.list_rules()["Rules"]
        yield "rules", [(rule, events.list_targets_by_rule(Rule=rule["Name"])["Targets"]) for rule in rules]
        yield "alarms", self._client("cloudwatch").describe_alarms()["MetricAlarms"]
        yield "parameters", self._client("ssm").describe_parameters()["Parameters"]
        sqs = self._client("sqs")
        for url in sqs.list_queues().get("QueueUrls", ()):
            yield url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]

    def _read(self, path: str) -> bytes:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"{self._stack.ministack_url}{path}", timeout=60) as answer:
            body: bytes = answer.read()
            return body

    def _client(self, service: str) -> Any:
        return client(self._stack, service)
