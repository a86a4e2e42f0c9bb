"""What of an event is told at all, and in which form. Of everything else not even the name stays."""

import math
import re
from calendar import timegm
from typing import Any, Final

from lambdas.errors.scrubber.texts import scrub_text

LEVELS: Final = frozenset({"fatal", "error", "warning", "info", "debug"})
PLATFORMS: Final = frozenset({"javascript", "node", "python"})
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
TAGS: Final = frozenset(
    {"code", "component", "error_code", "feature", "handled", "http.method", "http.status_code", "kind", "level"}
    | {"mechanism", "module", "phase", "route", "runtime", "service", "state", "status", "status_code", "step", "type"}
)
"""Keys. With others an operator's page could tell who somebody is, and a key is a person's as easily as its value."""

_EVENT_ID: Final = re.compile(r"[0-9a-f]{32}")
_NUMBER: Final = re.compile(r"\d{1,12}(?:\.\d{1,9})?")
_TIME: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:Z|\+00:?00)?")
_ENVIRONMENT: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,40}")
_PRODUCTS: Final = (
    frozenset({"Chrome", "Chrome Mobile", "Edge", "Firefox", "Firefox Mobile", "Mobile Safari", "Opera", "Safari"})
    | frozenset({"Samsung Internet", "Android", "ChromeOS", "Chrome OS", "iOS", "iPadOS", "Linux", "Mac OS X", "macOS"})
    | frozenset({"Ubuntu", "Windows", "Bun", "bun", "CPython", "Deno", "deno", "Node", "node", "Node.js", "PyPy"})
)
_MAIN_VERSION: Final = re.compile(r"\d{1,4}(?:\.\d{1,3})?")
_VERSION: Final = re.compile(
    r"(?!.{0,60}\d{9})\d{1,5}(?:\.\d{1,5}){0,2}(?:[a-z]{1,4}\d{0,3})?(?:[+-][A-Za-z0-9]{1,20}(?:\.[A-Za-z0-9]{1,20}){0,2}){0,2}"
)
"""Three numbers at most: four may be somebody's address, and nine digits in a row a telephone number."""
_RELEASE: Final = re.compile(
    r"(?:widget|console)@[0-9a-f]{12}|(?:[A-Za-z][A-Za-z0-9._-]{0,60}@)?"
    rf"(?:{_VERSION.pattern}|(?=\d{{0,39}}[a-f])[0-9a-f]{{7,40}}|(?=\d{{0,15}}[A-Za-z])(?=[A-Za-z_]{{0,15}}\d)\w{{6,16}}"
    r"|dev|local|unknown)",
    re.ASCII,
)
"""A name and a version. Behind an address's sign there would be a domain: that has a dot and ends in letters."""
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,60}")
_LATEST: Final = 10**11
_HIGHEST: Final = 10**7


def mapping(value: Any) -> dict[str, Any]:
    """``value`` if it is one, else an empty one."""
    return value if isinstance(value, dict) else {}


def values(value: Any) -> list[Any]:
    """Those of Sentry's lists, which may stand alone, in a list or below ``values``."""
    found = value.get("values", value) if isinstance(value, dict) else value
    if isinstance(found, dict):
        return [found]
    return found if isinstance(found, list) else []


def text(value: Any, longest: int) -> str | None:
    return scrub_text(value, longest) or None if isinstance(value, str) else None


def one_of(known: frozenset[str], value: Any) -> str | None:
    return value if isinstance(value, str) and value in known else None


def event_id(value: Any) -> str | None:
    """32 small hexadecimal digits; a UUID's hyphens are taken away."""
    bare = value.replace("-", "").lower() if isinstance(value, str) else ""
    return bare if _EVENT_ID.fullmatch(bare) else None


def seconds(value: Any) -> float | None:
    """Since the epoch, of either of Sentry's spellings. https://develop.sentry.dev/sdk/foundations/data-model/event-payloads/"""
    if isinstance(value, str):
        value = _read_time(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return round(float(value), 3) if 1 <= value < _LATEST else None


def _read_time(value: str) -> float | None:
    if _NUMBER.fullmatch(value):
        return float(value)
    found = _TIME.fullmatch(value)
    if not found:
        return None
    try:
        whole = timegm((*(int(part) for part in found.groups()[:6]),))
    except ValueError:
        return None
    return whole + float(found[7] or 0)


def natural(value: Any) -> int | None:
    """A number of a line, a column or a status."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 <= value <= _HIGHEST else None


def flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def release(value: Any) -> str | None:
    return value if isinstance(value, str) and _RELEASE.fullmatch(value) else None


def environment(value: Any) -> str | None:
    return _unless_scrubbed(_ENVIRONMENT, value)


def word(value: Any) -> str | None:
    """A name in code."""
    return _unless_scrubbed(_WORD, value)


def product(value: Any) -> str | None:
    """The name of a browser, system or runtime that is known."""
    return one_of(_PRODUCTS, value)


def main_version(value: Any) -> str | None:
    found = _MAIN_VERSION.match(value) if isinstance(value, str) else None
    return found[0] if found else None


def version(value: Any) -> str | None:
    return value if isinstance(value, str) and _VERSION.fullmatch(value) else None


def _unless_scrubbed(pattern: re.Pattern[str], value: Any) -> str | None:
    is_kept = isinstance(value, str) and pattern.fullmatch(value) and scrub_text(value) == value
    return value if is_kept else None
