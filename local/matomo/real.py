"""A Matomo elsewhere, which the local run sends to in place of showing what it would send."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_URL = re.compile(r"https?://[^\s?#@]+/")


class WrongMatomo(ValueError):
    """The text is one line for a person."""


@dataclass(frozen=True, kw_only=True)
class RealMatomo:
    """``url`` is the installation's, before ``matomo.php``. The local run writes neither anywhere."""

    url: str
    token: str = field(repr=False)


def real_matomo(environment: Mapping[str, str]) -> RealMatomo | None:
    """The one of ``MATOMO_URL`` and ``MATOMO_TOKEN``. Raises ``WrongMatomo``."""
    url, token = environment.get("MATOMO_URL", ""), environment.get("MATOMO_TOKEN", "")
    if not url and not token:
        return None
    if not _URL.fullmatch(url):
        raise WrongMatomo(f"MATOMO_URL: expected an address such as https://matomo.example.com/, got {url!r}")
    if not re.fullmatch(r"[A-Za-z0-9]{32}", token):
        raise WrongMatomo("MATOMO_TOKEN: expected Matomo's token of 32 letters and digits, got something else")
    return RealMatomo(url=url, token=token)
