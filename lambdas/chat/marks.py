"""How far each party has got. A mark never falls, and one of an old log says nothing of the next."""

from collections.abc import Iterable
from typing import Final

from lambdas.chat.records import StoredConversation, StoredMark
from lambdas.protocol.entries import Mark, Marks, Party

UNMARKED: Final = Mark(delivered=0, seen=0)


def marks_of(rows: Iterable[StoredMark], conversation: StoredConversation | None) -> Marks:
    """Those of the log that ``conversation`` is about now."""
    started_at = conversation.started_at if conversation else None
    found = {row.party: row for row in rows if row.started_at == started_at}
    return Marks(visitor=_shown(found.get(Party.VISITOR)), agent=_shown(found.get(Party.AGENT)))


def raised(before: Mark, delivered: int, seen: int) -> Mark | None:
    """The mark after a party has said how far it has got, ``None`` when that is nothing new."""
    after = Mark(delivered=max(before.delivered, delivered, seen), seen=max(before.seen, seen))
    return None if after == before else after


def _shown(row: StoredMark | None) -> Mark:
    return Mark(delivered=row.delivered, seen=row.seen) if row else UNMARKED
