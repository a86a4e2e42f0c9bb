"""A browser's name for itself, down to family and major version.

What is kept is written so that Matomo's DeviceDetector reads it as that browser: it wants a minor version after the
major one, and it takes for a robot's what has no version at all. Of the system, the device and the language that a
browser names, nothing is left, and a telephone's browser is the same as a desktop's.
https://github.com/matomo-org/device-detector/blob/master/regexes/client/browsers.yml
"""

import re
from typing import Final

UNKNOWN: Final = "Unknown"
"""Matomo reads no browser in it. It must be told something, or it takes the name of what sends the request."""

_READ: Final = 512
"""Characters that are looked at. Browsers' own names are shorter."""

_FAMILIES: Final = tuple(
    (re.compile(rf"\b(?:{names})/(\d{{1,3}})(?!\d){after}", re.ASCII), written)
    for names, after, written in (
        ("Edg|EdgA|EdgiOS|Edge", "", "Edg/{}.0"),
        ("OPR", "", "OPR/{}.0"),
        ("SamsungBrowser", "", "SamsungBrowser/{}.0"),
        ("Firefox|FxiOS", "", "Firefox/{}.0"),
        ("Chrome|CriOS", "", "Chrome/{}.0"),
        ("Version", r".*\bSafari/", "Version/{}.0 Safari/605.1.15"),
    )
)
"""What each calls itself, the others first that call themselves Chrome or Safari, too.

A rarer one is counted as the one that it is built from: it could tell its visitor from all the others.
"""


def reduced(user_agent: str) -> str:
    """Never raises. The same of what it has given itself."""
    seen = user_agent[:_READ]
    for family, written in _FAMILIES:
        if found := family.search(seen):
            return written.format(int(found[1]))
    return UNKNOWN
