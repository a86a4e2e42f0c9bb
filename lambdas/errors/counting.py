"""How many reports of a fault there were on a day, for a few writes.

A report that is written counts for ``weight`` reports, and is written with a chance of 1 in ``weight``. Whatever
the weight was chosen by, as long as chance has no part in it, the count is right on average (Morris 1978, "Counting
large numbers of events in small registers"). The weight is 1 while a fault is rare, and then grows with the count, so
that n reports of a fault take about ``20 + 20 * ln(n / 20)`` writes and the count strays by a sixth
(``1 / sqrt(2 * 20)``, its standard deviation).
"""

from typing import Final

from msgspec import Struct

EXACT: Final = 20
"""Up to so many a day, each report counts once: its id is remembered."""

SAMPLES: Final = 5
"""A day, of the first reports; and the first report of each further release."""

RELEASES: Final = 10
"""That are told of a fault and a day."""

LOOKED_AT_MS: Final = 5 * 60 * 1000
"""After so long a report is written in any case, so that the last time is true, and that a fault is back."""


class Known(Struct, frozen=True, kw_only=True):
    """What one day's row of a fault says, as far as it is known here. ``ids`` are those of the first reports."""

    count: int = 0
    ids: frozenset[str] = frozenset()
    releases: frozenset[str] = frozenset()
    last_at: int = 0


def weight_of(known: Known, release: str | None, now: int) -> int:
    """For how many reports the next one counts if it is written; ``now`` in epoch milliseconds."""
    if known.count < EXACT or is_new_release(known, release) or now >= known.last_at + LOOKED_AT_MS:
        return 1
    return 1 + known.count // EXACT


def is_exact(known: Known) -> bool:
    """Whether the next report's id is to be remembered."""
    return known.count < EXACT


def is_new_release(known: Known, release: str | None) -> bool:
    return release is not None and release not in known.releases and len(known.releases) < RELEASES


def is_sample(before: Known, release: str | None) -> bool:
    """Whether a report is kept as an example, by what the row said ``before`` it."""
    return before.count < SAMPLES or is_new_release(before, release)


def counted(before: Known, event_id: str, release: str | None, *, weight: int, at: int) -> Known:
    """What the row says after a report was written."""
    ids = before.ids | {event_id} if is_exact(before) else before.ids
    releases = before.releases | {release} if release and is_new_release(before, release) else before.releases
    return Known(count=before.count + weight, ids=ids, releases=releases, last_at=max(before.last_at, at))
