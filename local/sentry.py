"""A Sentry elsewhere, to which the local run passes error reports on in place of keeping them alone."""

import re
from collections.abc import Mapping

_DSN = re.compile(r"https?://[0-9A-Za-z]+@[a-z0-9.-]+(:[0-9]+)?/([a-z0-9._-]+/)*[0-9]+")


class WrongSentry(ValueError):
    """The text is one line for a person."""


def sentry_dsn(environment: Mapping[str, str]) -> str | None:
    """The one of ``SENTRY_DSN``. Raises ``WrongSentry``, without what came, as a DSN has a key in it."""
    dsn = environment.get("SENTRY_DSN", "")
    if not dsn:
        return None
    if not _DSN.fullmatch(dsn):
        raise WrongSentry("SENTRY_DSN: expected a DSN such as http://key@127.0.0.1:8000/1, got something else")
    return dsn
