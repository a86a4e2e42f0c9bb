"""The steps before an error: what the program did, without what anybody saw, wrote or asked for."""

import re
from typing import Any, Final

from lambdas.errors.scrubber.allowed import LEVELS, METHODS, mapping, natural, one_of, seconds, text, word
from lambdas.errors.scrubber.texts import scrub_address

_MESSAGE: Final = 200
_REQUESTS: Final = frozenset({"fetch", "xhr", "http", "httplib"})
_SAY_NO_MORE_THAN_CODES: Final = frozenset({"frame", "state", "code"})
"""Those of our own scripts. What other steps say is what a page showed, asked for or logged."""

_ATTRIBUTE: Final = re.compile(r"\[[^\[\]]{0,1000}(?:\]|$)")
_PART: Final = re.compile(r"([a-z][a-z0-9-]{0,40})((?:\.[A-Za-z_][\w-]{0,40}){0,5})(?:[#:][\w-]{1,100})?")
_ELEMENT: Final = re.compile(
    r"a|abbr|article|aside|audio|b|body|button|canvas|dd|details|dialog|div|dl|dt|em|fieldset|figure|footer|form|h[1-6]"
    r"|header|html|i|iframe|img|input|label|legend|li|main|nav|ol|option|output|p|path|picture|progress|section|select"
    r"|small|span|strong|summary|svg|table|tbody|td|textarea|th|thead|tr|u|ul|use|[a-z]{1,20}-[a-z-]{1,20}"
)
"""HTML's, and those with a hyphen, which are somebody's own."""


def scrub_crumb(crumb: dict[str, Any]) -> dict[str, Any]:
    """``crumb`` with its category, time and level, and a message or, of a request, its method, address and status."""
    category = word(crumb.get("category"))
    if not category:
        return {}
    data = _request(mapping(crumb.get("data"))) if category in _REQUESTS else {}
    fields = {
        "category": category,
        "timestamp": seconds(crumb.get("timestamp")),
        "level": one_of(LEVELS, crumb.get("level")),
        "message": _message(category, crumb.get("message")),
        "data": data or None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _message(category: str, message: Any) -> str | None:
    if not isinstance(message, str):
        return None
    if category.startswith("ui."):
        return text(selector_of(message), _MESSAGE)
    return text(message, _MESSAGE) if category in _SAY_NO_MORE_THAN_CODES else None


def selector_of(path: str) -> str:
    """Of a path to an element the names of tags and classes: ``body > button.send``."""
    parts = [_PART.fullmatch(part) for part in _ATTRIBUTE.sub("", path[:2000]).split()]
    return " > ".join(part[1] + part[2] for part in parts if part and _ELEMENT.fullmatch(part[1]))


def _request(data: dict[str, Any]) -> dict[str, Any]:
    url = data.get("url")
    fields = {
        "method": one_of(METHODS, data.get("method")),
        "url": (scrub_address(url) or None) if isinstance(url, str) else None,
        "status_code": natural(data.get("status_code")),
    }
    return {name: value for name, value in fields.items() if value is not None}
