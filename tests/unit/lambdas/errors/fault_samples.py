"""Days of faults, and people who may read them or not."""

from typing import Any

from lambdas.errors.days import day_of
from lambdas.errors.items import expiry_of
from lambdas.errors.records import StoredFault
from lambdas.identity.people import Agent, Identity
from lambdas.protocol.errors import Source
from tests.unit.lambdas.world import START, visitor

FAULT = "0123456789abcdef"


def an_agent(*groups: str, operates: bool = False) -> Agent:
    return Agent(agent_id="ada", groups=frozenset(groups), expires_at=2_000_000_000, operates=operates)


OPERATOR = an_agent(operates=True)

PEOPLE: dict[str, Identity] = {
    "visitor of the shop": visitor(),
    "agent of the shop": an_agent("shop.service"),
    "supervisor of the shop": an_agent("shop.supervisor"),
    "supervisor of another site": an_agent("other.supervisor"),
    "operator": OPERATOR,
    "operator who serves the shop": an_agent("shop.service", operates=True),
}


def a_fault(*, at: int = START, **changes: Any) -> StoredFault:
    """One day of a fault of the shop's page, of which one report came ``at``."""
    given = {
        "fault_id": FAULT,
        "day": day_of(at),
        "title": "TypeError: x is undefined",
        "culprit": "send (core.js)",
        "source": Source.PAGE,
        "level": "error",
        "site": "shop",
        "count": 1,
        "first_at": at,
        "last_at": at,
        "releases": frozenset({"widget@1"}),
        "expires_at": expiry_of(at),
        **changes,
    }
    return StoredFault(**given)
