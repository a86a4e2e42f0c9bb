"""How long each kind of row may be kept: the rules as ``stacks`` derives them from ``tresen.toml``."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from lambdas.retention.records import Row

SLACK_SECONDS: Final = 60 * 60
"""So much longer than it may a row can have to live before it is shortened.

It was written by another clock, and perhaps while the sweep that finds it was under way.
"""


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of row, and the longest that such a row may still have to live; ``None`` where nothing ends it.

    ``pk``, ``sk`` and ``row_kind``, the attribute ``kind``, are written as in a grant: a ``*`` at the end stands for
    anything. A row that ``may_be_open`` has no end as long as what it tells of has none.
    """

    kind: str
    pk: str
    sk: str = "*"
    row_kind: str = "*"
    seconds: int | None = None
    may_be_open: bool = False

    def is_for(self, row: Row) -> bool:
        return _fits(self.pk, row.pk) and _fits(self.sk, row.sk) and _fits(self.row_kind, row.kind)


class Fate(StrEnum):
    KEPT = "kept"
    EXPIRED = "expired"
    SHORTENED = "shortened"
    """It has no end, or one that is later than its rule allows: it gets that of its rule."""
    UNKNOWN = "unknown"
    """There is no rule for it, so nobody may touch it; somebody has to write one."""


class Verdict(Struct, frozen=True, kw_only=True):
    """``kind`` is the rule's; ``ends_at`` is when a shortened row ends, in epoch seconds."""

    fate: Fate
    kind: str = ""
    ends_at: int = 0


def judge(row: Row, rules: Iterable[Rule], now: int) -> Verdict:
    """By the first rule that is for it. ``now`` in epoch seconds."""
    rule = next((rule for rule in rules if rule.is_for(row)), None)
    if rule is None:
        return Verdict(fate=Fate.UNKNOWN)
    if row.ends_at is not None and row.ends_at <= now:
        return Verdict(fate=Fate.EXPIRED, kind=rule.kind)
    if rule.seconds is None or (row.ends_at is None and rule.may_be_open):
        return Verdict(fate=Fate.KEPT, kind=rule.kind)
    latest = now + rule.seconds
    if row.ends_at is not None and row.ends_at <= latest + SLACK_SECONDS:
        return Verdict(fate=Fate.KEPT, kind=rule.kind)
    return Verdict(fate=Fate.SHORTENED, kind=rule.kind, ends_at=latest)


def _fits(pattern: str, value: str) -> bool:
    return value.startswith(pattern[:-1]) if pattern.endswith("*") else value == pattern
