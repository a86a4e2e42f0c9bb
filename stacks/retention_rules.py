"""How long each kind of row of the tables may be kept, out of ``tresen.toml``, as the sweep is told.

``docs/data-model.md`` has the rows, and ``cli/inventory/stores.toml`` what is in them; tests compare all three. Error
reports are kept for 27 days whatever is set, which the functions know that write and sweep them.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from stacks.settings import Retention, Settings

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR

SHORTEST_TOMBSTONE_DAYS: Final = 7
TOMBSTONE_SPARE_DAYS: Final = 2
"""A tombstone is kept for so much longer than what was erased can be restored."""

KEYS: Final[Mapping[str, tuple[str, ...]]] = {"chat": ("pk", "sk"), "claims": ("pk",)}

Rule = dict[str, Any]


def chat_rules(retention: Retention) -> list[Rule]:
    """In the order that they are asked in: the first that is for a row counts."""
    tombstone = max(SHORTEST_TOMBSTONE_DAYS, retention.recovery_days + TOMBSTONE_SPARE_DAYS) * _DAY
    conversation = retention.conversation_days * _DAY
    log = "conversation#*"
    return [
        {"kind": "tombstones", "pk": log, "row_kind": "erased", "seconds": tombstone},
        {"kind": "connections", "pk": log, "sk": "connection#*", "seconds": 2 * _HOUR},
        {"kind": "conversation_states", "pk": log, "sk": "state", "seconds": conversation + _DAY},
        {"kind": "conversations", "pk": log, "seconds": conversation},
        {"kind": "agent_connections", "pk": "group#*", "seconds": 2 * _HOUR},
        {"kind": "presence", "pk": "presence#*", "seconds": 3 * _MINUTE},
        {"kind": "proofs", "pk": "proof#*", "seconds": 5 * _MINUTE},
        {"kind": "tokens", "pk": "token#*", "seconds": 11 * _MINUTE},
        {"kind": "contact_requests", "pk": "contact#*", "seconds": retention.contact_days * _DAY},
        {"kind": "challenges", "pk": "challenge#*", "seconds": _DAY},
        {"kind": "tombstones", "pk": "erased#*", "seconds": tombstone, "may_be_open": True},
        {"kind": "audit", "pk": "audit#*", "seconds": retention.audit_days * _DAY},
    ]


def claims_rules(waiting_days: int) -> list[Rule]:
    """That Matomo is away is noted for as long as it is; all else are claims."""
    return [
        {"kind": "away", "pk": "matomo"},
        {"kind": "claims", "pk": "*", "seconds": (waiting_days + 1) * _DAY},
    ]


CHAT_PARTITIONS: Final = (
    "conversation#*",
    "group#*",
    "presence#*",
    "proof#*",
    "token#*",
    "contact#*",
    "challenge#*",
    "erased#*",
    "audit#*",
)
"""Beginnings of the partition keys that rules are for, as a grant names them."""


def rules_json(settings: Settings, tables: Mapping[str, str]) -> str:
    """Of each of ``tables``, ``chat`` and perhaps ``claims``, what it is called, its keys and its rules."""
    rules = {"chat": chat_rules(settings.retention)}
    if settings.analytics is not None:
        rules["claims"] = claims_rules(settings.analytics.waiting_days)
    told = {name: {"table": table, "keys": KEYS[name], "rules": rules[name]} for name, table in tables.items()}
    return msgspec.json.encode(told).decode()
