"""The values that pass between the layers."""

from msgspec import Struct

from lambdas.protocol.errors import Report, Source


class Received(Struct, frozen=True, kw_only=True):
    """A scrubbed report and what the server itself knows of it. ``at`` is its own time, epoch milliseconds.

    ``site`` is that of the page it came from, and ``None`` for console and functions.
    """

    report: Report
    source: Source
    site: str | None
    at: int


class Named(Struct, frozen=True, kw_only=True):
    """The fault that a report tells of, by what is seen in that report."""

    fault_id: str
    title: str
    culprit: str


class StoredFault(Struct, frozen=True, kw_only=True):
    """What one day knows of a fault. ``day`` is in UTC, such as ``2026-01-31``.

    ``expires_at`` is in epoch seconds, the other times in epoch milliseconds.
    """

    fault_id: str
    day: str
    title: str
    culprit: str
    source: Source
    level: str
    site: str | None
    count: int
    first_at: int
    last_at: int
    releases: frozenset[str]
    expires_at: int
