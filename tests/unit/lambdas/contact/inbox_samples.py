"""Contact requests and agents for the inbox's tests."""

from typing import Any

from lambdas.contact.records import StoredContactRequest
from lambdas.identity.people import Agent
from lambdas.protocol.contact import ContactState, FilledField
from tests.unit.lambdas.world import DAY, START

NEW, IN_PROGRESS, DONE = ContactState.NEW, ContactState.IN_PROGRESS, ContactState.DONE
VISITOR_ID = "v" * 43


def an_agent(name: str, *groups: str) -> Agent:
    return Agent(agent_id=name, groups=frozenset(groups), expires_at=2_000_000_000)


def a_contact(number: int = 1, **changes: Any) -> StoredContactRequest:
    """A new request to the shop's service, ``number`` milliseconds after the start."""
    fields = (FilledField(name="email", value="rose@example.org"), FilledField(name="message", value=f"text {number}"))
    given = {
        "request_id": f"request-{number:08}",
        "site": "shop",
        "subject": VISITOR_ID,
        "group": "service",
        "locale": "de",
        "fields": fields,
        "received_at": START + number,
        "changed_at": START + number,
        "expires_at": (START + 30 * DAY) // 1000,
        **changes,
    }
    return StoredContactRequest(**given)
