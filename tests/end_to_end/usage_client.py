"""Tells of how the widget was used without a browser, and moves on what waits for Matomo."""

import json
import secrets
from typing import Any

from local.stack import LocalStack
from tests.end_to_end.around import client
from tests.end_to_end.clients import http_session, run

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.6422.60 Safari/537.36"

Event = dict[str, Any]


def opened(age: int = 0) -> Event:
    return {"type": "widget_opened", "age": age}


def post_events(stack: LocalStack, events: list[Event], *, batch_id: str = "", **headers: str) -> tuple[int, Any]:
    """Status and answer of a batch from the shop's page."""
    body = {
        "batch_id": batch_id or secrets.token_hex(16),
        "visit_id": secrets.token_hex(8),
        "page": f"{stack.addresses.shop}/tea",
        "locale": "de-DE",
        "width": 1920,
        "height": 1080,
        "events": events,
    }
    sent = {"Origin": stack.addresses.shop, "Content-Type": "text/plain", "User-Agent": CHROME, **headers}

    async def post() -> tuple[int, Any]:
        async with (
            http_session() as session,
            session.post(f"{stack.addresses.chat}/api/events", data=json.dumps(body), headers=sent) as answer,
        ):
            return answer.status, await answer.json()

    return run(post())


def return_at_once(stack: LocalStack) -> None:
    """What comes back to the queue is there again after a second, and not after minutes."""
    visible = {"VisibilityTimeout": "1"}
    client(stack, "sqs").set_queue_attributes(QueueUrl=stack.outputs["EventsQueue"], Attributes=visible)


def look_after(stack: LocalStack) -> str:
    """What the schedule does every few minutes: the step that was taken."""
    functions = client(stack, "lambda")
    (name,) = (
        each["FunctionName"]
        for page in functions.get_paginator("list_functions").paginate()
        for each in page["Functions"]
        if each["Handler"] == "lambdas.analytics.forward_handler.handler"
    )
    answer = functions.invoke(FunctionName=name, Payload=json.dumps({"mapping": stack.outputs["ForwardMapping"]}))
    assert "FunctionError" not in answer
    return str(json.loads(answer["Payload"].read())["step"])


def dead_letters(stack: LocalStack) -> int:
    told = client(stack, "sqs").get_queue_attributes(
        QueueUrl=stack.outputs["DeadEventsQueue"], AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(told["Attributes"]["ApproximateNumberOfMessages"])
