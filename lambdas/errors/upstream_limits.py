"""For how long a Sentry wants no more errors, by what it answers.

https://develop.sentry.dev/sdk/expected-features/rate-limiting/
"""

import re
from collections.abc import Mapping
from typing import Final

LONGEST_SECONDS: Final = 60 * 60
"""Whatever it says: an instance forgets it at the latest when it ends."""

UNKNOWN_SECONDS: Final = 60
"""Where it wants less and does not say for how long."""

_TOO_MANY: Final = 429
_SERVER_FAULT: Final = 500
_OURS: Final = frozenset({"", "error", "default"})
"""The categories that an error belongs to; an empty one is all of them."""

_NUMBER: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?\Z")
_LIMITS_READ: Final = 20


def wait_of(status: int, headers: Mapping[str, str]) -> int:
    """Seconds, 0 when more may be sent at once. Names of ``headers`` are in lower case."""
    told = headers.get("x-sentry-rate-limits")
    if told is not None:
        return max(map(_wait_for_errors, told.split(",", _LIMITS_READ)[:_LIMITS_READ]))
    if status == _TOO_MANY:
        return _seconds(headers.get("retry-after", ""), UNKNOWN_SECONDS)
    return UNKNOWN_SECONDS if status >= _SERVER_FAULT else 0


def _wait_for_errors(limit: str) -> int:
    """``60:error;default:organization``. What can not be read limits nothing, as the SDKs have it."""
    seconds, _, rest = limit.strip().partition(":")
    categories = rest.partition(":")[0].split(";")
    return _seconds(seconds, 0) if not _OURS.isdisjoint(categories) else 0


def _seconds(text: str, otherwise: int) -> int:
    """Rounded up. A date, which is what ``Retry-After`` may be too, is not read."""
    number = text.strip()
    return min(int(-(-float(number) // 1)), LONGEST_SECONDS) if _NUMBER.match(number) else otherwise
