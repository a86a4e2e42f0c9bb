"""A small flood while a visitor and an agent talk; ``make flood`` is the large one, with what it costs."""

import pytest

from local.stack import LocalStack
from tests.end_to_end import clients
from tests.flood.attacks import ATTACKS, Attack, Target
from tests.flood.contact_attacks import CONTACT_ATTACKS
from tests.flood.meter import Meter
from tests.flood.run import flood
from tests.flood.usage_attacks import USAGE_ATTACKS

CHEAP = (
    "handshake with garbage",
    "handshake with a used proof",
    "connection with a fresh key, held two hours",
    "frame that is not JSON",
    "close and start again, one agent told",
    "GET /api/health",
    "longest contact request",
    "contact page, filled in at length",
    "longest batch of events",
    "batch of events with an unknown field",
)
"""Those that prepare in no time."""


@pytest.fixture
def attacks() -> list[Attack]:
    return [attack for attack in (*ATTACKS, *CONTACT_ATTACKS, *USAGE_ATTACKS) if attack.name in CHEAP]


def test_honest_visitors_are_served_and_nothing_breaks(
    stack: LocalStack, tokens: dict[str, str], attacks: list[Attack]
) -> None:
    assert len(attacks) == len(CHEAP)
    target, meter = Target.of(stack, tokens["service"]), Meter(stack)
    try:
        clients.run(flood(target, attacks, times=3, pairs=1, messages=2))
    finally:
        meter.stop()
    assert meter.failures() == []
