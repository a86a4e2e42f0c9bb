"""Counts what a local run would be billed for."""

import json
import math
import threading
from collections.abc import Iterator, Sequence

import boto3

from local.edge.socket import Direction
from local.faults.calls import Answer, Call
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import LocalStack
from tests.billing.capacity import units
from tests.billing.use import CALL, Use

_FRAME_BYTES = 32 * 1024
_QUEUE_BYTES = 64 * 1024
_PING = '{"type":"ping"}'
_FAILED = ('"Internal server error"', '"code":"failed"')


class Meter:
    """Listens at the edge, and between the functions and AWS. What clients alone can see they have to ``count``."""

    def __init__(self, stack: LocalStack) -> None:
        self._stack = stack
        self._lock = threading.Lock()
        self._counted = Use()
        self._failed_frames = 0
        self._logs = boto3.client(
            "logs",
            endpoint_url=stack.ministack_url,
            region_name=stack.region,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=SECRET_KEY,
        )
        stack.disturb(self._frame)
        stack.watch(self._call)

    def stop(self) -> None:
        self._stack.disturb(None)
        self._stack.watch(None)

    def read(self) -> Use:
        """All that was used until now."""
        return self._counted

    def count(self, use: Use) -> None:
        with self._lock:
            self._counted += use

    def failures(self) -> list[str]:
        """What says that our code broke: lines of the functions' logs, and frames."""
        return [*self._error_lines(), *["a frame of a failed function"] * self._failed_frames]

    async def _frame(self, direction: Direction, frame: str) -> Sequence[str]:
        """Every frame to the server but a ping is a call of a function."""
        size = len(frame.encode())
        billed = Use(frames=max(1, math.ceil(size / _FRAME_BYTES)))
        if direction is Direction.TO_SERVER:
            self.count(billed if frame == _PING else billed + CALL)
        else:
            self.count(billed + Use(edge_bytes=size))
            self._failed_frames += any(failed in frame for failed in _FAILED)
        return (frame,)

    def _call(self, call: Call, answer: Answer) -> None:
        """What DynamoDB, Secrets Manager and SQS bill; a post is counted as the frame that it becomes."""
        if call.service == "secretsmanager":
            self.count(Use(secret_reads=1))
        elif call.service.startswith("DynamoDB"):
            self.count(units(call.operation, json.loads(call.body), json.loads(answer.body)))
        elif call.service == "AmazonSQS":
            self.count(Use(queue_requests=max(1, math.ceil(len(call.body) / _QUEUE_BYTES))))

    def _error_lines(self) -> Iterator[str]:
        for group in self._logs.describe_log_groups()["logGroups"]:
            for page in self._logs.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"]):
                lines = (event["message"] for event in page["events"])
                yield from (line for line in lines if '"level":"ERROR"' in line or "Traceback" in line)
