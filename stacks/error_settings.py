"""What the function that takes error reports is told of the settings."""

from typing import Final

import msgspec

from stacks.settings import Settings
from stacks.wrong_setting import WrongSetting

ORIGINS_BYTES: Final = 3000
"""Longest ``ERROR_ORIGINS``, without the console's: a function's whole environment holds 4 KB.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""


def check_errors(settings: Settings) -> None:
    """Raises ``WrongSetting``."""
    size = len(msgspec.json.encode(error_origins(settings)))
    if size > ORIGINS_BYTES:
        expected = f"at most {ORIGINS_BYTES} bytes of origins, each with its site's name"
        raise WrongSetting("sites", expected=expected, got=f"{size} bytes")


def error_origins(settings: Settings) -> dict[str, str]:
    """Of each page's origin the site's name."""
    return {origin: name for name, site in settings.sites.items() for origin in site.origins}
