"""A chat in a test: people, their connections, a clock that the test moves, and what each was sent."""

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from lambdas.aws import clients
from lambdas.chat import connections, messages, presence, wiring
from lambdas.chat.store import ChatStore
from lambdas.identity import wiring as identity
from lambdas.identity.people import Agent, Identity, Visitor, context_of
from tests.contract.fake_connections import FakeConnections

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLE = "chat"
START = 1_750_000_000_000
DAY = 24 * 60 * 60 * 1000
SITES = {
    "shop": {"origins": ["https://www.example.com"], "groups": ["service", "sales"]},
    "other": {"origins": ["https://other.example.org"], "groups": ["service"]},
}
ENVIRONMENT = {
    "TABLE_NAME": TABLE,
    "CONNECTIONS_URL": "https://abc.execute-api.eu-central-1.amazonaws.com/ws",
    "SITES": json.dumps(SITES),
    "CONVERSATION_RETENTION_DAYS": "30",
    "AVAILABILITY_BUCKET": "availability",
    "PUBLIC_URL": "https://chat.example.com",
    "EDGE_SECRET": "edge",
    "AGENT_ISSUER": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool",
    "AGENT_KEYS_URL": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool/.well-known/jwks.json",
    "AGENT_CLIENT_ID": "console",
}


def visitor(letter: str = "v", site: str = "shop") -> Visitor:
    return Visitor(visitor_id=letter * 43, site=site)


def agent(name: str = "ada", *groups: str) -> Agent:
    return Agent(
        agent_id=name, groups=frozenset(groups or {"shop.service"}), expires_at=START // 1000 + 365 * 24 * 60 * 60
    )


class Person:
    """Somebody on one connection."""

    def __init__(self, world: "World", identity: Identity, connection_id: str) -> None:
        self.world = world
        self.identity = identity
        self.connection_id = connection_id
        self._commands = 0

    def sends(self, type_: str, **fields: Any) -> dict[str, Any]:
        """The answer to one command; ``{}`` when there is none."""
        self._commands += 1
        return self.sends_frame(json.dumps({"type": type_, "command_id": f"c{self._commands}", **fields}))

    def says(self, text: str, cursor: int, client_message_id: str = "", **fields: Any) -> dict[str, Any]:
        """The answer to one message, with its ``seq`` and ``at`` beside what the answer holds."""
        id_ = client_message_id or f"m{self.connection_id.rstrip('=')}-{self._commands}"
        answer = self.says_all({id_: text}, cursor, **fields)
        return {**answer, **answer["acknowledged"][0]} if "acknowledged" in answer else answer

    def says_all(self, messages: dict[str, str], cursor: int, **fields: Any) -> dict[str, Any]:
        """The answer to several messages, texts by their ids, in one command."""
        listed = [{"client_message_id": id_, "text": text} for id_, text in messages.items()]
        return self.sends("send_messages", messages=listed, cursor=cursor, **fields)

    def sends_frame(self, frame: str | None) -> dict[str, Any]:
        answer = messages.handler(self.event("MESSAGE", body=frame), None)
        assert answer["statusCode"] == 200
        body = answer.get("body")
        return json.loads(body) if isinstance(body, str) else {}

    def leaves(self) -> None:
        self.world.gateway.open.discard(self.connection_id)
        connections.handler(self.event("DISCONNECT"), None)

    def event(self, event_type: str, **fields: Any) -> dict[str, Any]:
        context = {
            "connectionId": self.connection_id,
            "eventType": event_type,
            "connectedAt": START,
            "authorizer": {**context_of(self.identity), "principalId": "somebody", "integrationLatency": 12},
        }
        return {"requestContext": context, "isBase64Encoded": False, **fields}

    @property
    def added(self) -> list[dict[str, Any]]:
        """The entries that were posted to this connection, in order."""
        return [entry for event in self.received if event["type"] == "entries_added" for entry in event["entries"]]

    @property
    def received(self) -> list[dict[str, Any]]:
        """What was posted to this connection, in order."""
        return [json.loads(frame) for to, frame in self.world.gateway.posted if to == self.connection_id]


class World:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        for part in (
            wiring.chat,
            wiring.store,
            wiring.leases,
            wiring.attendance,
            wiring.admission,
            identity.environment,
            identity.edge_secret,
            identity.callers,
        ):
            part.cache_clear()
        self.gateway = FakeConnections()
        self.now = START
        monkeypatch.setattr(clients, "connections", lambda _url: self.gateway)
        for handler in (messages, presence):
            monkeypatch.setattr(handler, "time", SimpleNamespace(time_ns=lambda: self.now * 1_000_000))
        self.dynamodb = dynamodb_with_table()
        monkeypatch.setattr(clients, "dynamodb", lambda: self.dynamodb)
        self.store = ChatStore(self.dynamodb, TABLE)
        self._monkeypatch = monkeypatch
        self._connections = 0

    def connect(self, identity: Identity) -> Person:
        self._connections += 1
        connection_id = f"connection{self._connections:04}="
        self.gateway.open.add(connection_id)
        return Person(self, identity, connection_id)

    def work_with(self, store: ChatStore) -> None:
        """Put the functions together anew, on another store."""
        self._monkeypatch.setattr(wiring, "ChatStore", lambda *_: store)
        wiring.chat.cache_clear()

    def passes(self, milliseconds: int) -> None:
        self.now += milliseconds

    def rows(self) -> list[dict[str, Any]]:
        """Everything in the table, for tests to look at."""
        return self.dynamodb.scan(TableName=TABLE)["Items"]

    def keys(self, partition: str) -> list[str]:
        return sorted(str(row["sk"]["S"]) for row in self.rows() if row["pk"]["S"] == partition)


def dynamodb_with_table() -> "DynamoDBClient":
    client: DynamoDBClient = boto3.client("dynamodb")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "list", "listed")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_list",
                "KeySchema": [
                    {"AttributeName": "list", "KeyType": "HASH"},
                    {"AttributeName": "listed", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    return client
