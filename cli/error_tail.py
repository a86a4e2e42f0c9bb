"""Waits for what goes wrong next."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from cli.printable import line
from lambdas.errors.records import StoredFault

Look = Callable[[], Iterable[StoredFault]]
"""What the last days know of each fault, now."""


class News(Struct, frozen=True, kw_only=True):
    """``more`` is by how much a fault has been counted further since the look before."""

    at: int
    fault_id: str
    source: str
    level: str
    title: str
    culprit: str
    more: int
    site: str | None = None


def news(look: Look, wait: Callable[[], None]) -> Iterator[News]:
    """Without an end, oldest first: what ``look`` finds after each ``wait`` and did not the time before."""
    known = {_key(row): row for row in look()}
    while True:
        wait()
        found = {_key(row): row for row in look()}
        for key, row in sorted(found.items(), key=lambda each: each[1].last_at):
            before = known.get(key)
            more = row.count - (before.count if before else 0)
            if more > 0:
                yield _news(row, more)
        known = found


def _key(row: StoredFault) -> tuple[str, str]:
    return row.day, row.fault_id


def _news(row: StoredFault, more: int) -> News:
    return News(
        at=row.last_at,
        fault_id=row.fault_id,
        source=row.source.value,
        level=row.level,
        title=line(row.title),
        culprit=line(row.culprit),
        more=more,
        site=row.site,
    )
