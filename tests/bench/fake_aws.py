"""What a message function asks of AWS, answered at once and always the same: only the function's own time shows."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from lambdas.chat import items
from lambdas.chat.records import StoredConnection, StoredConversation, StoredEntry
from lambdas.identity.people import Agent, Visitor
from lambdas.protocol.entries import ConversationState, Party, Taken
from tests.bench.serving import Handler, serving

VISITOR: Final = Visitor(visitor_id="v" * 43, site="shop")
CONNECTION: Final = "visitor="
"""Of the visitor who writes."""
SEQ: Final = 2
"""The newest entry that there is."""

_AGENT: Final = "ada"
_FAR: Final = 4_000_000_000


class FakeAws:
    """DynamoDB and ``@connections`` under one address. ``asked`` counts the calls by their names."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    @contextmanager
    def serve(self) -> Iterator[str]:
        """The URL."""
        with serving(_handler(self)) as address:
            yield f"http://{address}"


def _handler(aws: FakeAws) -> type[Handler]:
    class Calls(Handler):
        def do_POST(self) -> None:  # noqa: N802 - the base class's name
            self.body()
            call = _call(self.headers.get("X-Amz-Target", ""), self.path)
            aws.asked[call] += 1
            self.answer(200, _ANSWERS.get(call, b"{}"), content_type="application/x-amz-json-1.0")

    return Calls


def _call(target: str, path: str) -> str:
    return "PostToConnection" if "@connections" in path else target.rpartition(".")[2]


def _tail() -> list[items.Item]:
    """A conversation that an agent has taken, with one connection each."""
    conversation_id = VISITOR.conversation_id
    taken = Taken(seq=SEQ, at=1_750_000_000_000, author=Party.AGENT)
    state = StoredConversation(
        conversation_id=conversation_id,
        state=ConversationState.TAKEN,
        group="service",
        locale="de",
        seq=SEQ,
        started_at=taken.at,
        changed_at=taken.at,
        agent_id=_AGENT,
        expires_at=_FAR,
    )
    agent = Agent(agent_id=_AGENT, groups=frozenset({"shop.service"}), expires_at=_FAR)
    connections = [
        StoredConnection(connection_id=connection_id, identity=identity, expires_at=_FAR)
        for connection_id, identity in ((CONNECTION, VISITOR), ("agent=", agent))
    ]
    return [
        items.entry_item(conversation_id, StoredEntry(entry=taken, agent_id=_AGENT, expires_at=_FAR)),
        *(items.connection_item(items.conversation_key(conversation_id), each) for each in connections),
        items.conversation_item(state),
    ]


def _listed(rows: list[Any]) -> bytes:
    return json.dumps({"Items": rows, "Count": len(rows), "ScannedCount": len(rows)}).encode()


_ANSWERS: Final = {
    "Query": _listed(_tail()),
    "Scan": _listed([{"connection_id": {"S": each}} for each in (CONNECTION, "agent=")]),
}
