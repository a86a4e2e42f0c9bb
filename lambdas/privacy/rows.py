"""Which rows are somebody's, what kind of data each holds, and what becomes of it at an erasure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from lambdas.chat.items import CONNECTION, MARK, STATE, conversation_key, is_entry, is_tombstone, mark_key
from lambdas.contact.items import contact_key, request_key
from lambdas.contact.records import PAGE
from lambdas.identity.used_proofs import partition_of
from lambdas.privacy.records import Scope
from lambdas.protocol.entries import Party
from lambdas.protocol.privacy import StoredKind

YOUNG_MS: Final = 60_000
"""An entry this much older than an erasure can be missing from no read on which a message may still be on its way.

That is six times as long as a function may run.
"""

GUARDED: Final = (mark_key(Party.AGENT), mark_key(Party.VISITOR), STATE)
"""Rows of a conversation that may be written without its next entry, or read without its entries."""


class Partition(Struct, frozen=True, kw_only=True):
    """Rows of one person: all below ``pk``, or the one whose sort key is ``only``."""

    name: str
    pk: str
    only: str = ""


class Fate(StrEnum):
    KEPT = "kept"
    DELETED = "deleted"
    OVERWRITTEN = "overwritten"


def partitions_of(scope: Scope) -> tuple[Partition, ...]:
    """All rows that are this person's, tombstones apart."""
    if scope.visitor_id is None:
        only = request_key(scope.request_id or "")
        return (Partition(name="contact", pk=contact_key(scope.site, PAGE), only=only),)
    return (
        Partition(name="conversation", pk=conversation_key(scope.subject)),
        Partition(name="contact", pk=contact_key(scope.site, scope.visitor_id)),
        Partition(name="proofs", pk=partition_of(scope.visitor_id)),
    )


def kind_of(partition: Partition, row: Mapping[str, Any]) -> StoredKind | None:
    """``None`` for what only says something about rows of a kind: state and marks of a conversation."""
    if partition.name == "contact":
        return StoredKind.CONTACT_REQUESTS
    if partition.name == "proofs":
        return StoredKind.PROOFS
    if is_entry(row):
        return StoredKind.CONVERSATION
    return StoredKind.CONNECTIONS if row["sk"]["S"].startswith(CONNECTION) else None


def fate_of(partition: Partition, row: Mapping[str, Any], started_at: int) -> Fate:
    """A row of a conversation of which a late writer may not know yet is overwritten: its place is not to be free."""
    if partition.name != "conversation":
        return Fate.DELETED
    if is_tombstone(row):
        return Fate.KEPT
    if is_entry(row):
        return Fate.OVERWRITTEN if int(row["at"]["N"]) > started_at - YOUNG_MS else Fate.DELETED
    is_guarded = row["sk"]["S"] == STATE or row["sk"]["S"].startswith(MARK)
    return Fate.OVERWRITTEN if is_guarded else Fate.DELETED
