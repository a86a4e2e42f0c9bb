"""A copy of all that is kept of a visitor, part by part, and how much of each kind there is."""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from lambdas.chat.conversation import shown_to
from lambdas.chat.items import (
    CONNECTION,
    STATE,
    Item,
    is_entry,
    is_tombstone,
    stored_connection,
    stored_conversation,
    stored_entry,
    stored_mark,
)
from lambdas.chat.marks import marks_of
from lambdas.chat.records import live
from lambdas.contact.items import stored_contact
from lambdas.contact.records import is_kept, shown
from lambdas.privacy.records import Scope
from lambdas.privacy.rows import Partition, kind_of, partitions_of
from lambdas.privacy.store import PrivacyStore
from lambdas.protocol.contact import ContactRequest
from lambdas.protocol.entries import Party
from lambdas.protocol.privacy import ExportedConnection, ExportPage, StoredData, StoredKind

PAGE_ROWS: Final = 100
"""Rows of one part. A hundred of the longest messages make an answer of some 3 MB, and Lambda takes 6."""

SOMEBODY: Final = "agent"
"""Stands for whoever wrote a note: it is about the visitor, but who works for the operator is not."""


class WrongCursor(Exception):
    """A cursor that was not made here."""


class _Cursor(Struct, frozen=True, array_like=True):
    """Says nothing of whose data it is, so that one that somebody made up leads nowhere else."""

    partition: Literal["conversation", "contact", "proofs"]
    after: Annotated[str, Meta(min_length=1, max_length=200)] | None


_FIRST: Final = _Cursor("conversation", None)


class Copies:
    """``now`` is epoch milliseconds everywhere. What has expired is not shown: DynamoDB deletes it later."""

    def __init__(self, store: PrivacyStore) -> None:
        self._store = store

    def export(self, scope: Scope, cursor: str | None, now: int) -> ExportPage:
        """One part of the copy, in the order of the table. Raises ``WrongCursor``."""
        place = _read(cursor) if cursor else _FIRST
        partitions = {each.name: each for each in partitions_of(scope)}
        if place.partition not in partitions:
            place = _Cursor("contact", None)
        page = self._store.page(partitions[place.partition], after=place.after, limit=PAGE_ROWS)
        part = _part(scope, place.partition, page.rows, now)
        if place == _FIRST and scope.visitor_id is not None:
            part = _with_state(part, self._store.guarded(scope.subject), now)
        return msgspec.structs.replace(part, cursor=_next(place, page.last, tuple(partitions)))

    def stored(self, scope: Scope, now: int) -> list[StoredData]:
        """The kinds of which there is something, each row counted."""
        rows: dict[StoredKind, list[Item]] = {}
        for partition in partitions_of(scope):
            for row in self._store.rows(partition, PAGE_ROWS * 10):
                kind = _kind_shown(partition, row, now)
                if kind is not None:
                    rows.setdefault(kind, []).append({name: row[name] for name in _TIMES if name in row})
        return [_summed_up(kind, rows[kind]) for kind in StoredKind if kind in rows]


_TIMES: Final = ("at", "received_at", "expires_at")


def _kind_shown(partition: Partition, row: Item, now: int) -> StoredKind | None:
    if is_tombstone(row) or int(row["expires_at"]["N"]) <= now // 1000:
        return None
    if row.get("party", {}).get("S") == Party.AGENT:
        return None
    return kind_of(partition, row)


def _summed_up(kind: StoredKind, rows: Sequence[Item]) -> StoredData:
    since = [int((row.get("at") or row["received_at"])["N"]) for row in rows if row.keys() & {"at", "received_at"}]
    return StoredData(
        kind=kind,
        items=len(rows),
        since=min(since, default=None),
        until=max(int(row["expires_at"]["N"]) for row in rows) * 1000,
    )


def _part(scope: Scope, partition: str, rows: Iterable[Item], now: int) -> ExportPage:
    kept = [row for row in rows if not is_tombstone(row)]
    part = ExportPage(visitor_id=scope.visitor_id or "", site=scope.site)
    if partition == "conversation":
        return _conversation(part, kept, now)
    if partition == "contact":
        requests = [stored_contact(row) for row in kept]
        return msgspec.structs.replace(
            part, contact_requests=[_without_agents(shown(each)) for each in requests if is_kept(each, now)]
        )
    return msgspec.structs.replace(part, proofs=sum(int(row["expires_at"]["N"]) > now // 1000 for row in kept))


def _conversation(part: ExportPage, rows: Sequence[Item], now: int) -> ExportPage:
    """Connections of agents are theirs."""
    connections = live((stored_connection(row) for row in rows if row["sk"]["S"].startswith(CONNECTION)), now)
    entries = live((stored_entry(row) for row in rows if is_entry(row)), now)
    return msgspec.structs.replace(
        part,
        entries=[each.entry for each in entries],
        connections=[
            ExportedConnection(connection_id=each.connection_id, until=each.expires_at * 1000)
            for each in connections
            if each.identity.party is Party.VISITOR
        ],
    )


def _with_state(part: ExportPage, rows: Mapping[str, Item], now: int) -> ExportPage:
    """How it stands, and how far both sides have got. ``rows`` are the state's and the marks' by their sort keys."""
    found = {sort_key: row for sort_key, row in rows.items() if not is_tombstone(row)}
    states = live([stored_conversation(found.pop(STATE))] if STATE in found else [], now)
    if not states:
        return part
    marks = marks_of(live(map(stored_mark, found.values()), now), states[0])
    return msgspec.structs.replace(part, conversation=shown_to(Party.VISITOR, states[0]), marks=marks)


def _without_agents(request: ContactRequest) -> ContactRequest:
    notes = [msgspec.structs.replace(note, agent_id=SOMEBODY) for note in request.notes]
    return msgspec.structs.replace(request, notes=notes, agent_id=None)


def _next(place: _Cursor, last: str | None, partitions: Sequence[str]) -> str | None:
    if last is not None:
        return _written(_Cursor(place.partition, last))
    following = partitions[partitions.index(place.partition) + 1 :]
    return _written(_Cursor(following[0], None)) if following else None  # type: ignore[arg-type]


def _written(cursor: _Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode()


def _read(cursor: str) -> _Cursor:
    try:
        return msgspec.json.decode(base64.b64decode(cursor, altchars=b"-_", validate=True), type=_Cursor)
    except (binascii.Error, msgspec.DecodeError, UnicodeError, ValueError) as error:
        raise WrongCursor from error
