"""Verifies a visitor's proof: RFC 9449's form, signed with the key that it names.

https://www.rfc-editor.org/rfc/rfc9449#section-4.3
"""

import base64
import binascii
import hashlib
from typing import Annotated, Final, Literal

from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Meta, Struct

from lambdas.identity.people import SiteName
from lambdas.identity.rejection import Reason, Rejected
from lambdas.identity.signatures import unverified_header, verified_claims

PROOF_CHARACTERS: Final = 2_048
OLDEST_SECONDS: Final = 120
AHEAD_SECONDS: Final = 30
PROOF_KEPT_SECONDS: Final = 300
"""How long a used proof is remembered: longer than any time at which it is still in date."""

Coordinate = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z")]


class _Key(Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly a P-256 public key: a private member is an unknown field."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: Coordinate
    y: Coordinate


class _Header(Struct, frozen=True, forbid_unknown_fields=True):
    typ: Literal["dpop+jwt"]
    alg: Literal["ES256"]
    jwk: _Key


class _Claims(Struct, frozen=True):
    htm: str
    htu: str
    iat: int
    jti: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{16,64}\Z")]
    site: SiteName | None = None


class Proof(Struct, frozen=True):
    """Who proved to hold the key, the proof's own id, which is good for one use, and the site that it names."""

    visitor_id: str
    jti: str
    site: str | None = None


def verify_proof(proof: str, *, method: str, address: str, now: int) -> Proof:
    """``method`` and ``address`` are what the proof must be made out to; ``now`` in epoch seconds.

    Raises ``Rejected``. Whether the proof was used before is the caller's to find out.
    """
    if len(proof) > PROOF_CHARACTERS:
        raise Rejected(Reason.MALFORMED)
    header = unverified_header(proof, _Header)
    claims = verified_claims(proof, _public_key(header.jwk), "ES256", _Claims)
    if (claims.htm, claims.htu) != (method, address):
        raise Rejected(Reason.ADDRESS)
    if not now - OLDEST_SECONDS <= claims.iat <= now + AHEAD_SECONDS:
        raise Rejected(Reason.TIME)
    return Proof(visitor_id=_thumbprint(header.jwk), jti=claims.jti, site=claims.site)


def _public_key(key: _Key) -> ec.EllipticCurvePublicKey:
    try:
        numbers = ec.EllipticCurvePublicNumbers(_coordinate(key.x), _coordinate(key.y), ec.SECP256R1())
        return numbers.public_key()
    except ValueError as error:
        raise Rejected(Reason.KEY) from error


def _coordinate(text: str) -> int:
    """32 bytes of base64url in their one canonical spelling: another would be another thumbprint of the same key."""
    octets = base64.urlsafe_b64decode(text + "=")
    if _base64url(octets) != text:
        raise binascii.Error
    return int.from_bytes(octets)


def _thumbprint(key: _Key) -> str:
    """RFC 7638: the members in alphabetical order, without white space."""
    canonical = f'{{"crv":"{key.crv}","kty":"{key.kty}","x":"{key.x}","y":"{key.y}"}}'
    return _base64url(hashlib.sha256(canonical.encode()).digest())


def _base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
