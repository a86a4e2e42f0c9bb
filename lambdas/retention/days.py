"""Days in UTC, as the keys of the errors' table have them."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

DAY_SECONDS: Final = 24 * 60 * 60


def day_of(now: int) -> str:
    """Of a moment in epoch seconds: ``2026-01-31``."""
    return datetime.fromtimestamp(now, UTC).date().isoformat()


def begins_at(day: str) -> int:
    """In epoch seconds."""
    return int(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp())


def days_before(day: str, number: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=number)).isoformat()


def days_from(first: str, last: str) -> list[str]:
    """Both of them too; none if there is none."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(begin + timedelta(days=passed)).isoformat() for passed in range((end - begin).days + 1)]
