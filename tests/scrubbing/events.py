"""An event of Sentry's with a text at one of its places."""

from itertools import pairwise
from typing import Any, Final

Event = dict[str, Any]

_FRAME: Final = "exception.values.0.stacktrace.frames.0"
_PLACES: Final = {
    "value": "exception.values.0.value",
    "type": "exception.values.0.type",
    "function": f"{_FRAME}.function",
    "file": f"{_FRAME}.filename",
    "abs_path": f"{_FRAME}.abs_path",
    "crumb": "breadcrumbs.values.0.message",
    "click": "breadcrumbs.values.0.message",
    "input": "breadcrumbs.values.0.message",
    "console": "breadcrumbs.values.0.message",
    "fetch": "breadcrumbs.values.0.data.url",
}
_CATEGORIES: Final = {"click": "ui.click", "input": "ui.input", "console": "console", "fetch": "fetch"}
_TAG: Final = "tag:"


def event_with(place: str, text: str) -> Event:
    """``place`` is one of the short names, ``tag:`` and a key, ``tagkey``, or a path of keys and indexes."""
    event = plain_event()
    event["breadcrumbs"]["values"][0]["category"] = _CATEGORIES.get(place, "code")
    if place == "abs_path":
        del event["exception"]["values"][0]["stacktrace"]["frames"][0]["filename"]
    if place == "tagkey":
        event["tags"][text] = "1"
    else:
        _put(event, _path(place), text)
    return event


def found_at(place: str, event: Event) -> Any:
    """What stands there, or ``None``."""
    value: Any = event
    for step in _path(place):
        try:
            value = value[int(step) if isinstance(value, list) else step]
        except (KeyError, IndexError):
            return None
    return value


def plain_event() -> Event:
    """One that says nothing of anybody."""
    frame = {"filename": "/assets/panel-d604ee2590f4.js", "function": "send", "lineno": 1, "colno": 2, "in_app": True}
    return {
        "event_id": "9f1c3b5a7d2e4f60819203a4b5c6d7e8",
        "timestamp": 1_795_000_000.5,
        "platform": "javascript",
        "level": "error",
        "exception": {"values": [{"type": "Error", "value": "it broke", "stacktrace": {"frames": [frame]}}]},
        "breadcrumbs": {"values": [{"category": "code", "timestamp": 1_795_000_000}]},
        "tags": {},
    }


def _path(place: str) -> list[str]:
    if place.startswith(_TAG):
        return ["tags", place.removeprefix(_TAG)]
    return _PLACES.get(place, place).replace("breadcrumbs.0", "breadcrumbs.values.0").split(".")


def _put(event: Event, path: list[str], text: str) -> None:
    value: Any = event
    for step, following in pairwise(path):
        empty: Any = [{}] if following.isdecimal() else {}
        value = value[int(step)] if isinstance(value, list) else value.setdefault(step, empty)
    if isinstance(value, list):
        value[int(path[-1])] = text
    else:
        value[path[-1]] = text
