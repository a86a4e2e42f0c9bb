"""Error reports without a browser: posts them as a page does, and sees them as the API and the table have them."""

import json
import secrets
import time
from collections.abc import Mapping

from boto3.dynamodb.types import TypeDeserializer

from local.stack import LocalStack
from tests.end_to_end import contact_client
from tests.end_to_end.around import dynamodb
from tests.end_to_end.clients import Frame, http_session, run

ERRORS = "/api/errors"

_PLAIN = TypeDeserializer()


def event_of(kind: str, message: str, function: str = "checkout", **more: object) -> Frame:
    """An event as Sentry has it, of a script of the shop's."""
    frames = [
        {"filename": "/cart.js", "function": name, "lineno": line, "colno": 5, "in_app": True}
        for line, name in enumerate(("onClick", function), 1)
    ]
    thrown = {"type": kind, "value": message, "stacktrace": {"frames": frames}}
    named = {"event_id": secrets.token_hex(16), "timestamp": time.time(), "platform": "javascript"}
    return {**named, "exception": {"values": [thrown]}, **more}


def envelope_of(dsn: str, event: Frame) -> str:
    header = {"event_id": event["event_id"], "dsn": dsn}
    return "\n".join(json.dumps(line) for line in (header, {"type": "event"}, event))


class Reports:
    """What is reported to a local run."""

    def __init__(self, stack: LocalStack) -> None:
        self._stack = stack
        self._table = stack.outputs["ErrorsTable"]

    def post(self, event: Frame) -> tuple[int, Frame, Mapping[str, str]]:
        """Status, body and headers of the answer to one event, from a page of the shop."""
        return self.post_text(envelope_of(self._stack.outputs["ErrorsDsn"], event))

    def post_text(self, envelope: str, **headers: str) -> tuple[int, Frame, Mapping[str, str]]:
        sent = {"origin": self._stack.addresses.shop, "content-type": "text/plain", **headers}

        async def post() -> tuple[int, Frame, Mapping[str, str]]:
            address = f"{self._stack.addresses.chat}{ERRORS}"
            async with (
                http_session() as session,
                session.post(address, data=envelope.encode(), headers=sent) as answer,
            ):
                return answer.status, await answer.json(), answer.headers

        return run(post())

    def ask(self, token: str, what: str, **body: object) -> tuple[int, Frame]:
        """``what`` is ``search``, ``fault`` or ``resolve``."""

        async def ask() -> tuple[int, Frame]:
            async with http_session() as session:
                chat = self._stack.addresses.chat
                return await contact_client.post_as_agent(session, chat, f"{ERRORS}/{what}", token, body)

        return run(ask())

    def found(self, token: str, **body: object) -> list[Frame]:
        status, answer = self.ask(token, "search", **body)
        assert status == 200, answer
        faults: list[Frame] = answer["faults"]
        return faults

    def read(self, token: str, fault_id: str) -> Frame:
        status, answer = self.ask(token, "fault", fault_id=fault_id)
        assert status == 200, answer
        return answer

    def rows(self, kind: str = "") -> list[Frame]:
        """Those of the table whose sort keys begin with it, as they lie there."""
        pages = dynamodb(self._stack).get_paginator("scan").paginate(TableName=self._table)
        rows = [
            {name: _PLAIN.deserialize(value) for name, value in row.items()} for page in pages for row in page["Items"]
        ]
        return [row for row in rows if row["sk"].startswith(kind)]

    def samples(self) -> list[Frame]:
        """The reports that are kept, the oldest first."""
        rows = sorted(self.rows("sample#"), key=lambda row: int(row["at"]))
        return [json.loads(row["report"]) for row in rows]

    def count(self) -> int:
        """Of all that was reported."""
        return sum(int(row["count"]) for row in self.rows("fault#"))
