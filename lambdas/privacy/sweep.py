"""One look through all that is somebody's, which removes what it finds."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from lambdas.chat.delivery import Delivery
from lambdas.chat.items import CONNECTION, Item
from lambdas.privacy.records import Erasure
from lambdas.privacy.rows import Fate, Partition, fate_of, kind_of, partitions_of
from lambdas.privacy.store import PrivacyStore

PAGE_ROWS: Final = 100


class Sweep:
    """``budget`` is how many rows it may remove; ``expires_at`` is that of the tombstones that it leaves."""

    def __init__(
        self, store: PrivacyStore, delivery: Delivery, erasure: Erasure, *, budget: int, expires_at: int
    ) -> None:
        self.erasure = erasure
        self._store = store
        self._delivery = delivery
        self._left = budget
        self._expires_at = expires_at

    def until_clean(self) -> bool:
        """Look again and again; whether a last, whole look has found nothing any more. Raises ``Overtaken``."""
        while self._left > 0:
            if not self._look():
                return True
        return False

    def _look(self) -> int:
        """How many rows there were to remove."""
        return sum(self._look_in(partition) for partition in partitions_of(self.erasure.scope))

    def _look_in(self, partition: Partition) -> int:
        found = 0
        after: str | None = None
        while self._left > 0:
            page = self._store.page(partition, after=after, limit=PAGE_ROWS)
            found += self._remove(partition, page.rows)
            after = page.last
            if after is None:
                return found
        # Something may be behind it, so this look was not a whole one.
        return found + 1

    def _remove(self, partition: Partition, rows: Sequence[Item]) -> int:
        fates = [(row, fate_of(partition, row, self.erasure.started_at)) for row in rows]
        going = [row for row, fate in fates if fate is not Fate.KEPT]
        if not going:
            return 0
        self._count(partition, going)
        self._tell(going)
        self._store.remove(
            [row for row, fate in fates if fate is Fate.DELETED],
            self._expires_at,
            overwritten=[row for row, fate in fates if fate is Fate.OVERWRITTEN],
        )
        self._left -= len(going)
        return len(going)

    def _count(self, partition: Partition, rows: Iterable[Item]) -> None:
        """Ahead of the deletion, so that nothing is deleted that was not counted."""
        if self.erasure.erased_at is not None:
            return
        counts, counted = dict(self.erasure.counts), dict(self.erasure.counted)
        for row in rows:
            kind, sort_key = kind_of(partition, row), str(row["sk"]["S"])
            if sort_key <= counted.get(partition.name, ""):
                continue
            counted[partition.name] = sort_key
            if kind is not None:
                counts[kind.value] = counts.get(kind.value, 0) + 1
        if counted != self.erasure.counted:
            self.save(msgspec.structs.replace(self.erasure, counts=counts, counted=counted))

    def save(self, erasure: Erasure) -> None:
        """Raises ``Overtaken``."""
        erasure = msgspec.structs.replace(erasure, version=erasure.version + 1)
        self._store.save(erasure)
        self.erasure = erasure

    def _tell(self, rows: Iterable[Item]) -> None:
        """The pages that have it open, before it is forgotten that they have."""
        sort_keys = (str(row["sk"]["S"]) for row in rows)
        ids = [sort_key.removeprefix(CONNECTION) for sort_key in sort_keys if sort_key.startswith(CONNECTION)]
        if ids:
            self._delivery.conversation_erased(self.erasure.scope.subject, ids)
