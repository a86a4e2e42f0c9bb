"""The functions on a table in memory: people on connections, a clock, and what each thing they do makes AWS bill."""

import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final
from unittest import mock

from lambdas.aws import clients
from lambdas.chat import connections, messages, presence, wiring
from lambdas.chat.store import ChatStore
from lambdas.identity.people import Agent, Identity, Visitor, context_of
from tests.bench.objects import MeteredObjects
from tests.billing.metered import Bill, MeteredConnections, MeteredDynamoDB, frames
from tests.billing.use import Use

TABLE: Final = "chat"
START: Final = 1_750_000_000_000
DAY: Final = 24 * 60 * 60 * 1000
SITES: Final = {"shop": {"origins": ["https://www.example.com"], "groups": ["service"], "unanswered_seconds": 60}}

_ENVIRONMENT: Final = {
    "TABLE_NAME": TABLE,
    "CONNECTIONS_URL": "https://abc.execute-api.eu-central-1.amazonaws.com/ws",
    "PUBLIC_URL": "https://chat.example.com",
    "SITES": json.dumps(SITES),
    "CONVERSATION_RETENTION_DAYS": "90",
    "AVAILABILITY_BUCKET": "availability",
}


@dataclass(frozen=True, kw_only=True)
class Cost:
    """``calls`` are those to AWS, by their names; ``answer`` is what came back to whoever asked."""

    calls: Mapping[str, float]
    use: Use
    answer: dict[str, Any]

    @property
    def aws_calls(self) -> float:
        return sum(self.calls.values())


def visitor(number: int = 0) -> Visitor:
    return Visitor(visitor_id=f"{number:043}", site="shop")


def agent(name: str = "ada", group: str = "shop.service") -> Agent:
    return Agent(agent_id=name, groups=frozenset({group}), expires_at=START // 1000 + 365 * 24 * 60 * 60)


class Chat:
    """Only inside of ``running``."""

    def __init__(self) -> None:
        self.now = START
        self.bill = Bill()
        self.table = MeteredDynamoDB(TABLE, self.bill)
        self.gateway = MeteredConnections(self.bill)
        self.objects = MeteredObjects(self.bill)
        self.log = io.StringIO()
        self.store = ChatStore(self.table, TABLE)  # type: ignore[arg-type]
        self._connections = 0

    def connect(self, identity: Identity) -> "Seat":
        self._connections += 1
        connection_id = f"L0SM9cOFvHc{self._connections:04}="
        self.gateway.open.add(connection_id)
        return Seat(self, identity, connection_id)

    def cost(self, act: Callable[[], dict[str, Any]]) -> Cost:
        """Of what ``act`` does, whose answer it gives."""
        asked, use, logged = Counter(self.bill.asked), self.bill.use, self.log.tell()
        answer = act()
        logs = Use(log_bytes=self.log.tell() - logged)
        return Cost(calls=self.bill.asked - asked, use=self.bill.use - use + logs, answer=answer)


class Seat:
    """Somebody on one connection."""

    def __init__(self, chat: Chat, identity: Identity, connection_id: str) -> None:
        self.connection_id = connection_id
        self._chat = chat
        self._identity = identity
        self._commands = 0

    def sends(self, type_: str, **fields: Any) -> dict[str, Any]:
        """The answer to one command; ``{}`` when there is none."""
        self._commands += 1
        answer = self.sends_frame(json.dumps({"type": type_, "command_id": f"c{self._commands}", **fields}))
        return self._accepted(json.loads(answer)) if answer else {}

    def sends_frame(self, frame: str) -> str:
        """The answer as it is sent back, or an empty one. Frame, call and answer are billed."""
        function = presence if json.loads(frame)["type"] == "renew_presence" else messages
        answer = function.handler(self._event(frame), None).get("body", "")
        assert isinstance(answer, str)
        billed = frames(frame.encode()) + (frames(answer.encode()) if answer else 0)
        self._chat.bill.use += Use(frames=billed, calls=1)
        return answer

    def says(self, text: str, cursor: int, times: int = 1, **fields: Any) -> dict[str, Any]:
        """So many messages in one frame, with ids as a browser makes them."""
        batch = [
            {"client_message_id": f"{self._commands:08}-0000-4000-8000-{i:012}", "text": text} for i in range(times)
        ]
        return self.sends("send_messages", messages=batch, cursor=cursor, **fields)

    def leaves(self) -> dict[str, Any]:
        """Nobody hears the answer."""
        self._chat.gateway.open.discard(self.connection_id)
        event = self._event("")
        event["requestContext"]["eventType"] = "DISCONNECT"
        connections.handler(event, None)
        self._chat.bill.use += Use(calls=1)
        return {}

    def _accepted(self, answer: dict[str, Any]) -> dict[str, Any]:
        assert answer["type"] != "command_refused", answer
        return answer

    def _event(self, frame: str) -> dict[str, Any]:
        context = {
            "connectionId": self.connection_id,
            "eventType": "MESSAGE",
            "connectedAt": self._chat.now,
            "authorizer": context_of(self._identity),
        }
        return {"requestContext": context, "isBase64Encoded": False, "body": frame}


@contextmanager
def running() -> Iterator[Chat]:
    """The functions put together anew, on clients that count. What they would log is dropped."""
    chat = Chat()
    clock = SimpleNamespace(time_ns=lambda: chat.now * 1_000_000)
    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, _ENVIRONMENT))
        for name, client in (("dynamodb", chat.table), ("s3", chat.objects), ("connections", chat.gateway)):
            stack.enter_context(mock.patch.object(clients, name, return_value=client))
        for function in (messages, presence):
            stack.enter_context(mock.patch.object(function, "time", clock))
        stack.enter_context(redirect_stdout(chat.log))
        for part in (wiring.chat, wiring.attendance, wiring.store, wiring.leases):
            part.cache_clear()
            stack.callback(part.cache_clear)
        yield chat
