"""The values that pass between the layers: of a row only where it lies and until when."""

from collections import Counter
from typing import Any, Final

import msgspec
from msgspec import Struct

ROUND_SECONDS: Final = 23 * 60 * 60 + 30 * 60
"""A table is looked through once a day, by the first hourly call after this."""

SEGMENTS: Final = 64
"""Parts that a table is looked through in. One of them has to be done within a call."""

ENOUGH_SECONDS: Final = 60
"""Who had so much time and did not get through one part has parts that are too large; who had less just had no time."""

MOST_SEGMENTS: Final = 1_000_000
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html"""


class Row(Struct, frozen=True, kw_only=True):
    """``kind`` is what the row says that it is, if it does; ``end`` is ``expires_at`` as DynamoDB has it."""

    pk: str
    sk: str = ""
    kind: str = ""
    end: Any = None

    @property
    def ends_at(self) -> int | None:
        """In epoch seconds. What is no number is no end, neither to DynamoDB's time to live nor to us."""
        return int(float(self.end["N"])) if self.end and "N" in self.end else None


class Page(Struct, frozen=True, kw_only=True):
    """``after`` is where to go on, ``None`` at the end."""

    rows: tuple[Row, ...]
    after: Any = None


class Round(Struct, frozen=True, kw_only=True):
    """How far one look through a table has come: the next of its ``segments`` is ``segment``.

    Where a call of DynamoDB's ended is a key, and a key may be somebody's: so a segment that was not finished is begun
    anew, and the number of it is all that is remembered.
    """

    begun_at: int
    segments: int
    segment: int = 0

    @property
    def is_over(self) -> bool:
        return self.segment >= self.segments

    def is_due_again(self, now: int) -> bool:
        """One that is yet to begin was written by a clock that was wrong."""
        return self.is_over and not self.begun_at <= now < self.begun_at + ROUND_SECONDS

    def after_one(self) -> "Round":
        return msgspec.structs.replace(self, segment=self.segment + 1)

    def in_smaller_parts(self) -> "Round":
        """From the beginning, since the parts of another number are other parts."""
        return msgspec.structs.replace(self, segment=0, segments=min(2 * self.segments, MOST_SEGMENTS))


class Tally:
    """What one call did, by kind of row.

    ``oldest_error_at`` is when the oldest error report came that is left as far as is known, in epoch seconds: also of
    a sweep that came to no end. ``None`` if nobody got to see one.
    """

    def __init__(self) -> None:
        self.swept: Counter[str] = Counter()
        self.shortened: Counter[str] = Counter()
        self.unknown = 0
        self.oldest_error_at: int | None = None
