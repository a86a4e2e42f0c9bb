"""Who takes part, and who would like to."""

from typing import Any, Final

from lambdas.identity.people import Identity
from tests.unit.lambdas.world import agent, visitor

VISITOR, STRANGER = visitor("v"), visitor("w")
ADA, BOB, SUE, EVE = agent("ada"), agent("bob"), agent("sue", "shop.supervisor"), agent("eve", "shop.sales")

PEOPLE: Final[dict[str, tuple[Identity, int]]] = {
    "visitor": (VISITOR, 3),
    "ada": (ADA, 2),
    "bob": (BOB, 1),
    "sue": (SUE, 1),
    "eve": (EVE, 1),
    "stranger": (STRANGER, 1),
}
"""By browser who uses it, and the most pages that it has open."""

ATTACKS: Final[dict[str, dict[str, Any]]] = {
    "open": {"cursor": 1},
    "read_history": {"before": 3},
    "send_messages": {"cursor": 1, "messages": [{"client_message_id": "strange", "text": "strange"}]},
    "announce_typing": {"seen": 1},
    "mark_entries": {"delivered": 2, "seen": 2},
    "close": {},
    "reopen": {},
}
"""Commands of somebody whose page would not send them."""
