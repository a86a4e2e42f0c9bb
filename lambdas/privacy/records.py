"""Whose data it is, and how far its erasure has come, as values. ``docs/data-model.md`` says where each lies.

``expires_at`` is in epoch seconds, every other time in epoch milliseconds of the server's clock.
"""

import re
from enum import StrEnum
from typing import Final

from msgspec import Struct

from lambdas.contact.records import PAGE

DAY_SECONDS: Final = 24 * 60 * 60
SHORTEST_TOMBSTONE_DAYS: Final = 7
_MARGIN_DAYS: Final = 2

_VISITOR: Final = re.compile(r"([a-z0-9-]{1,32})\.([A-Za-z0-9_-]{43})")
_PAGE_REQUEST: Final = re.compile(rf"([a-z0-9-]{{1,32}})\.{PAGE}\.([A-Za-z0-9-]{{16,36}})")


class By(StrEnum):
    """On whose request something is erased or exported."""

    VISITOR = "visitor"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"


class Requester(Struct, frozen=True, kw_only=True):
    """``actor`` is a supervisor's agent id, or AWS's unique id of an operator; nothing for a visitor."""

    by: By
    actor: str | None = None


class Scope(Struct, frozen=True, kw_only=True):
    """A visitor of a site, or one contact request that came by the site's plain page, where nobody has a key."""

    site: str
    visitor_id: str | None = None
    request_id: str | None = None

    @property
    def subject(self) -> str:
        """``<site>.<visitor id>``, which is the conversation id too, or the contact id."""
        return f"{self.site}.{self.visitor_id or f'{PAGE}.{self.request_id}'}"


def scope_of(subject: str) -> Scope | None:
    """The scope that has this subject. ``None`` for what is neither: least of all a whole page is."""
    if found := _VISITOR.fullmatch(subject):
        return Scope(site=found[1], visitor_id=found[2])
    if found := _PAGE_REQUEST.fullmatch(subject):
        return Scope(site=found[1], request_id=found[2])
    return None


class Erasure(Struct, frozen=True, kw_only=True):
    """How far an erasure has come; its row is the tombstone.

    ``counts`` are the rows of each kind that were there. ``counted`` is, for each partition, the last sort key that is
    among them, so that one which is met again after an interruption is not counted twice. ``group`` is the one whose
    agents have to be told. ``due`` is when it is to be looked after next.
    """

    scope: Scope
    requester: Requester
    receipt_id: str
    started_at: int
    version: int = 1
    group: str | None = None
    counts: dict[str, int] = {}
    counted: dict[str, str] = {}
    erased_at: int | None = None
    due: int | None = None
    expires_at: int | None = None


class Audited(StrEnum):
    """What was done."""

    ERASED = "erased"
    EXPORTED = "exported"


class AuditRow(Struct, frozen=True, kw_only=True):
    """Who did what, and when. Never whose data it was."""

    site: str
    audit_id: str
    at: int
    what: Audited
    requester: Requester
    counts: dict[str, int]
    expires_at: int


def tombstone_seconds(recovery_days: int) -> int:
    """For how long a tombstone is kept: longer than an item that was deleted can be restored."""
    return max(SHORTEST_TOMBSTONE_DAYS, recovery_days + _MARGIN_DAYS) * DAY_SECONDS
