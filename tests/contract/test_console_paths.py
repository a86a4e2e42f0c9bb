"""The CloudFront Function of the console, as it is deployed, on events of CloudFront's form.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
"""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app import own_node

CODE = Path(__file__).parents[2] / "stacks" / "console_paths.js"
ASK = "\nprocess.stdout.write(JSON.stringify(JSON.parse(process.argv[1]).map((event) => handler(event))));"

PAGE = "/console/index.html"


def answers(*uris: str) -> list[Any]:
    events = [event(uri) for uri in uris]
    command = [own_node(), "--eval", CODE.read_text(encoding="utf-8") + ASK, json.dumps(events)]
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


def test_every_path_of_the_console_is_its_one_page() -> None:
    asked = ["/console/", "/console/conversations", "/console/conversations/abc/", PAGE]
    assert answers(*asked) == [event(PAGE)["request"] for _ in asked]


@pytest.mark.parametrize("uri", ["/console/config.json", "/console/favicon.svg", "/console/v1.2/favicon.svg"])
def test_a_file_stays_a_file(uri: str) -> None:
    assert answers(uri) == [event(uri)["request"]]


def test_the_name_without_its_slash_is_sent_on_and_takes_nothing_along() -> None:
    (answer,) = answers("/console")
    assert (answer["statusCode"], answer["headers"]) == (308, {"location": {"value": "/console/"}})
