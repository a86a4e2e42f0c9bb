"""Error reports: what the operator and supervisors read of them, below ``/api/errors``.

What is posted to ``/api/errors`` itself is an envelope of Sentry's, which ``lambdas.errors.envelopes`` reads.
A *report* is one event of an envelope after it was scrubbed. A *fault* is what all reports with the same fingerprint
tell of. A *sample* is a report that is kept as an example of its fault.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

FaultId = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
Days = Annotated[int, Meta(ge=1, le=27)]


class Source(StrEnum):
    """Where an error happened."""

    PAGE = "page"
    """In a page of a site: in the widget, or in a script of the operator's that uses the tunnel."""
    CONSOLE = "console"
    FUNCTION = "function"


class Level(StrEnum):
    """How bad it is, in Sentry's words."""

    FATAL = "fatal"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    DEBUG = "debug"


class FaultState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    """Somebody said so, and it has not come again since."""
    RETURNED = "returned"
    """It has come again after somebody said that it was resolved."""


class StackFrame(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One call. ``file`` is a path without its origin, or a module of Python; ``line`` and ``column`` count from 1."""

    file: str
    function: str | None = None
    line: int | None = None
    column: int | None = None


class Thrown(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One error of a chain. The frames begin with the outermost call, as Sentry has them."""

    type: str
    message: str | None = None
    frames: list[StackFrame] = []


class Breadcrumb(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of the way to the error. ``before`` is how many milliseconds before it, where that is known."""

    category: str
    message: str | None = None
    before: int | None = None


class Report(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One error, scrubbed. The errors of a chain begin with the cause, as Sentry has them."""

    event_id: str
    platform: str
    level: Level = Level.ERROR
    message: str | None = None
    errors: list[Thrown] = []
    breadcrumbs: list[Breadcrumb] = []
    release: str | None = None
    environment: str | None = None
    place: str | None = None
    """The function of ours, or what Sentry calls the transaction."""
    browser: str | None = None
    """Name and main version, such as ``Chrome 120``."""
    system: str | None = None
    tags: dict[str, str] = {}


class Fault(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What reports with one fingerprint tell of, in the time that was asked for. Times in epoch milliseconds.

    ``count`` is exact as long as a fault is rare, and an estimate in a storm. ``site`` is that of the page.
    """

    fault_id: str
    title: str
    culprit: str
    source: Source
    level: Level
    state: FaultState
    count: int
    first_at: int
    last_at: int
    releases: list[str]
    site: str | None = None


class FaultDay(Struct, frozen=True, kw_only=True):
    """``day`` is a day in UTC, such as ``2026-01-31``."""

    day: str
    count: int


class Sample(Struct, frozen=True, kw_only=True):
    """A report that is kept. ``gone_at`` is when nobody can read it any more; epoch milliseconds."""

    at: int
    gone_at: int
    report: Report


class SearchFaults(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/errors/search``: those of the last ``days``, in UTC. ``state`` ``None`` is for all."""

    days: Days = 7
    state: FaultState | None = None


class FaultsFound(Struct, frozen=True, kw_only=True):
    """The most frequent first; ``total`` is how many there are, of which at most 100 are told."""

    faults: list[Fault]
    total: int


class ReadFault(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/errors/fault``."""

    fault_id: FaultId


class FaultRead(Struct, frozen=True, kw_only=True):
    """A fault with all that is kept of it: its days, the newest first, and at most 20 samples, the newest first."""

    fault: Fault
    days: list[FaultDay]
    samples: list[Sample]


class ResolveFault(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/errors/resolve``: whether it counts as resolved from now on. The answer is the ``Fault``."""

    fault_id: FaultId
    resolved: bool


class ReportTaken(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Answer to ``POST /api/errors``, as Sentry gives it. Without ``id`` there was nothing to keep."""

    id: str | None = None
