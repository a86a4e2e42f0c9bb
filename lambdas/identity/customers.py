"""Verifies what a site's own server says of a visitor: a token that is good for some minutes and one browser.

``docs/identify.md`` has its form. Only imported when such a token comes: see ``lambdas.chat.wiring``.
"""

import hashlib
import unicodedata
from functools import lru_cache
from typing import Annotated, Final, Literal

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from msgspec import Meta, Struct

from lambdas.identity.rejection import Reason, Rejected
from lambdas.identity.signatures import unverified_header, verified_claims

LONGEST_SECONDS: Final = 600
"""From ``iat`` to ``exp`` at the most."""

LEEWAY_SECONDS: Final = 30
"""By which the clock of the site's server may differ from ours."""

_NOT_SHOWN: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
"""What no name has. Format characters are left, since names in Persian have one."""


class _Header(Struct, frozen=True):
    alg: Literal["ES256"]


class _Claims(Struct, frozen=True, kw_only=True):
    aud: str
    sub: Annotated[str, Meta(min_length=1, max_length=64)]
    iat: int
    exp: int
    name: Annotated[str, Meta(min_length=1, max_length=120)] | None = None
    email: Annotated[str, Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\Z")] | None = None


class Customer(Struct, frozen=True, kw_only=True):
    """Who the visitor is to the site. ``token_id`` tells tokens apart; ``ends_at`` is when the token counts no more."""

    customer_id: str
    name: str | None
    email: str | None
    token_id: str
    ends_at: int


def verify_customer(token: str, key: str, *, audience: str, now: int) -> Customer:
    """``key`` is the site's public key in PEM, ``audience`` the chat's public address; times are epoch seconds.

    Raises ``Rejected``, with ``expired`` when the token was good before.
    """
    unverified_header(token, _Header)
    claims = verified_claims(token, _public_key(key), "ES256", _Claims)
    if claims.aud != audience:
        raise Rejected(Reason.AUDIENCE)
    if not 0 < claims.exp - claims.iat <= LONGEST_SECONDS or claims.iat > now + LEEWAY_SECONDS:
        raise Rejected(Reason.TIME)
    if not all(_is_shown(text) for text in (claims.sub, claims.name, claims.email) if text is not None):
        raise Rejected(Reason.MALFORMED)
    ends_at = claims.exp + LEEWAY_SECONDS
    if ends_at <= now:
        raise Rejected(Reason.EXPIRED)
    return Customer(
        customer_id=claims.sub, name=claims.name, email=claims.email, token_id=_id_of(token), ends_at=ends_at
    )


@lru_cache(maxsize=64)
def _public_key(pem: str) -> ec.EllipticCurvePublicKey:
    """The settings have been checked for it; a key that is another one is a fault of ours."""
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise TypeError("not a P-256 key")
    return key


def _is_shown(text: str) -> bool:
    return bool(text.strip()) and not any(unicodedata.category(character) in _NOT_SHOWN for character in text)


def _id_of(token: str) -> str:
    """Of what was signed: the signature itself can be written in two ways, and both are right."""
    return hashlib.sha256(token.rpartition(".")[0].encode()).hexdigest()
