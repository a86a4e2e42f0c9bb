"""The settings of the local run: the operator's, and where they have no analytics some, so that it can be seen."""

import tomllib
from collections.abc import Mapping
from typing import Any, Final

import tomli_w

_MATOMO_URL: Final = "https://matomo.example/"
"""Never asked: the local run puts an address of its own in its place, as it does with one that an operator has set."""


def local_settings(text: bytes) -> bytes:
    """The settings file to synthesize from. One that is wrong stays as it is: the app names what is wrong."""
    try:
        table = tomllib.loads(text.decode())
    except ValueError:
        return text
    sites = table.get("sites")
    if "analytics" in table or not isinstance(sites, dict) or not all(isinstance(it, dict) for it in sites.values()):
        return text
    return tomli_w.dumps(table | {"sites": _numbered(sites), "analytics": {"matomo_url": _MATOMO_URL}}).encode()


def named_fonts(text: bytes) -> list[str]:
    """The font files that the sites name, beside the settings file; of wrong settings those that can be seen."""
    try:
        sites = tomllib.loads(text.decode()).get("sites")
    except ValueError:
        return []
    widgets = [it.get("widget") for it in sites.values() if isinstance(it, dict)] if isinstance(sites, dict) else []
    fonts = [it.get("font") for it in widgets if isinstance(it, dict)]
    return [font for font in fonts if isinstance(font, str)]


def _numbered(sites: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """As Matomo numbers the websites that are added to it."""
    return {name: {"matomo_site": number, **site} for number, (name, site) in enumerate(sites.items(), 1)}
