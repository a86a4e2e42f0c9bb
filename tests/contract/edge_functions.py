"""Runs a CloudFront Function on requests of CloudFront's form.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
"""

import json
import subprocess
from typing import Any

from app import own_node

ASK = "\nprocess.stdout.write(JSON.stringify(JSON.parse(process.argv[1]).map((event) => handler(event))));"


def answers(code: str, *uris: str) -> list[Any]:
    events = [event(uri) for uri in uris]
    command = [own_node(), "--eval", code + ASK, json.dumps(events)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    answered: list[Any] = json.loads(done.stdout)
    return answered


def event(uri: str) -> dict[str, Any]:
    return {
        "version": "1.0",
        "context": {"eventType": "viewer-request"},
        "viewer": {"ip": "192.0.2.1"},
        "request": {
            "method": "GET",
            "uri": uri,
            "querystring": {"code": {"value": "x"}},
            "headers": {"host": {"value": "chat.example.com"}},
            "cookies": {},
        },
    }
