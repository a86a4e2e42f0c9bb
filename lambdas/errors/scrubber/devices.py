"""A browser's name for itself, down to family, major version and system: what an error depends on."""

import re
from typing import Final

USER_AGENT: Final = re.compile(
    r"\bMozilla/\d\.\d(?: \([^()]{0,300}(?:\([^()]{0,100}\)[^()]{0,100})?\)| [\w.]{1,30}/[\w.+-]{1,40}){1,20}"
    r"|\((?=[^()]{0,200}\b(?:Android|iPhone|iPad|iOS|Windows NT|Mac OS X|CrOS|Linux)\b)[^();]{1,100};[^()]{1,300}\)"
)
_READ: Final = 512
"""Characters that are looked at. Browsers' own names are shorter."""

_BROWSERS: Final = tuple(
    (re.compile(rf"\b(?:{names})/(\d{{1,3}})(?!\d)", re.ASCII), name)
    for names, name in (
        ("Edg|EdgA|EdgiOS|Edge", "Edge"),
        ("OPR", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox|FxiOS", "Firefox"),
        ("Chrome|CriOS|HeadlessChrome", "Chrome"),
        ("Version", "Safari"),
    )
)
"""What each calls itself, the others first that call themselves Chrome, too."""

_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> tuple[str, str] | None:
    """Name and main version."""
    seen = user_agent[:_READ]
    for pattern, name in _BROWSERS:
        if found := pattern.search(seen):
            return name, found[1]
    return None


def system_of(user_agent: str) -> str | None:
    """The name alone."""
    return next((name for sign, name in _SYSTEMS if sign in user_agent[:_READ]), None)


def reduced(found: re.Match[str]) -> str:
    """In a text, in place of what ``USER_AGENT`` has found."""
    return " ".join(browser_of(found[0]) or ("[browser]",))
