"""DSNs: Sentry's way to name a place for error reports, ``https://<public key>@<host>/<project>``.

https://docs.sentry.io/concepts/key-terms/dsn-explainer/
"""

import re
from typing import Final

from msgspec import Struct

_PORTS: Final = {"https": 443, "http": 80}
_THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})

# A number can be an IPv4 address in many spellings (2130706433, 0x7f.1), and the last part of a name never is one:
# https://url.spec.whatwg.org/#ends-in-a-number-checker
_DSN: Final = re.compile(
    r"(?P<scheme>https?)://(?P<public_key>[A-Za-z0-9]{1,64})@"
    r"(?P<host>\[::1\]|127\.0\.0\.1|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){0,9}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<path>(?:/(?!\.{1,2}/)[A-Za-z0-9._-]{1,64}){0,5})/(?P<project>[1-9][0-9]{0,18})",
)


class InvalidDsn(ValueError):
    """Says nothing of the DSN, which may hold a password."""


class Dsn(Struct, frozen=True, kw_only=True):
    """``path`` is where Sentry itself is on the host: empty, or with a slash before and none behind."""

    scheme: str
    public_key: str
    host: str
    port: int
    path: str
    project: str


def is_own(given: str | None, own: str) -> bool:
    """Letter by letter, as ``@sentry/browser`` repeats the DSN that it was given.

    What else would lead to the same place is of no interest: nothing is ever sent where a report says.
    """
    return given == own


def parse_dsn(text: str) -> Dsn:
    """One that an operator gave. Looks nothing up. Raises ``InvalidDsn``.

    Without TLS a report may go to this machine alone. There is no password: Sentry has given up on them.
    """
    found = _DSN.fullmatch(text)
    if found is None:
        raise InvalidDsn("not a DSN such as https://key@sentry.example.com/1")
    scheme, host = found["scheme"], found["host"].strip("[]")
    port = int(found["port"] or _PORTS[scheme])
    if port > 65_535 or (scheme == "http" and host not in _THIS_MACHINE):
        raise InvalidDsn("not a DSN with https and a port up to 65535")
    return Dsn(
        scheme=scheme,
        public_key=found["public_key"],
        host=host,
        port=port,
        path=found["path"],
        project=found["project"],
    )
