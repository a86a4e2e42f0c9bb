"""DynamoDB's form of erasures and of the audit rows: keys, attributes, and the way back."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from lambdas.chat.items import Item, to_item, to_plain
from lambdas.identity.tombstones import PARTITION, SORT_KEY, tombstone_partition
from lambdas.privacy.records import AuditRow, By, Erasure, Requester, scope_of

OPEN: Final = "erasure_open"
"""The index's list of erasures that are to be looked after."""


def erasure_item(erasure: Erasure) -> Item:
    listing = {"list": OPEN, "listed": listed_key(erasure.due, erasure.receipt_id)} if erasure.due is not None else {}
    return to_item(
        {
            "pk": tombstone_partition(erasure.scope.subject),
            "sk": SORT_KEY,
            "by": erasure.requester.by.value,
            "actor": erasure.requester.actor,
            "receipt_id": erasure.receipt_id,
            "started_at": erasure.started_at,
            "version": erasure.version,
            "group": erasure.group,
            "counts": _json(erasure.counts),
            "counted": _json(erasure.counted),
            "erased_at": erasure.erased_at,
            "due": erasure.due,
            "expires_at": erasure.expires_at,
            **listing,
        }
    )


def stored_erasure(item: Mapping[str, Any]) -> Erasure:
    """Raises ``ValueError`` when the key is none of ours."""
    plain = to_plain(item)
    scope = scope_of(plain["pk"].removeprefix(PARTITION))
    if scope is None:
        raise ValueError("not the key of a tombstone")
    plain["requester"] = Requester(by=By(plain["by"]), actor=plain.get("actor"))
    for name in ("counts", "counted"):
        plain[name] = msgspec.json.decode(plain[name])
    return msgspec.convert({**plain, "scope": scope}, Erasure)


def listed_key(due: int, receipt_id: str = "") -> str:
    return f"{due:013}#{receipt_id}"


def audit_item(row: AuditRow) -> Item:
    return to_item(
        {
            "pk": f"audit#{row.site}",
            "sk": f"{row.at:013}#{row.audit_id}",
            "what": row.what.value,
            "by": row.requester.by.value,
            "actor": row.requester.actor,
            "counts": _json(row.counts),
            "expires_at": row.expires_at,
        }
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
