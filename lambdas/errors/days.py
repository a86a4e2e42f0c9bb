"""Days in UTC, by which everything lies that is kept of errors."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from lambdas.errors.items import KEPT_DAYS


def day_of(at: int) -> str:
    """Such as ``2026-01-31``; ``at`` in epoch milliseconds."""
    return _date(at).isoformat()


def days_back(now: int, number: int = KEPT_DAYS + 1) -> Sequence[str]:
    """So many days, the newest first, which is that of ``now``. Without a number all that something can be kept of."""
    today = _date(now)
    return [(today - timedelta(days=day)).isoformat() for day in range(number)]


def _date(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).date()
