"""The signed token in the plain page: when it was made, and an id that is good for one contact request."""

import hmac
import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

LABEL: Final = "tresen contact page"
"""Of the key that tokens are signed with."""

LIFE_SECONDS: Final = 24 * 60 * 60

_TOKEN: Final = re.compile(r"([0-9]{1,15})\.([0-9a-f]{32})\.([0-9a-f]{64})\Z")


class PageToken(Struct, frozen=True, kw_only=True):
    """``issued_at`` in epoch milliseconds; ``id`` is 32 hexadecimal digits, and becomes the request id."""

    issued_at: int
    id: str

    @property
    def expires_at(self) -> int:
        """Epoch seconds."""
        return self.issued_at // 1000 + LIFE_SECONDS


def signed(token: PageToken, site: str, secret: bytes) -> str:
    return f"{token.issued_at}.{token.id}.{_mac(token, site, secret)}"


def read_token(text: str, site: str, secrets: Iterable[bytes], now: int) -> PageToken | None:
    """``None`` when it is not one of ours for this site, or too old. ``now`` in epoch milliseconds."""
    found = _TOKEN.match(text)
    if not found:
        return None
    token = PageToken(issued_at=int(found[1]), id=found[2])
    is_ours = any(hmac.compare_digest(_mac(token, site, secret), found[3]) for secret in secrets)
    return token if is_ours and now < token.expires_at * 1000 else None


def _mac(token: PageToken, site: str, secret: bytes) -> str:
    return hmac.new(secret, f"{site}.{token.issued_at}.{token.id}".encode(), "sha256").hexdigest()
