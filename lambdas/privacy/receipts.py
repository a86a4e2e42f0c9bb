"""Receipts of erasures: what one says, and the signature that anybody can check with a key that is public.

JWS (RFC 7515) with Ed25519 (RFC 8037). The key is derived from a secret that outlives every release.
"""

import base64
import hashlib
from typing import Any, Final

import jwt
import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lambdas.privacy.records import DAY_SECONDS, Erasure
from lambdas.protocol.privacy import Jwk, Jwks, Receipt

TYPE: Final = "tresen-receipt+jwt"

_ALGORITHM: Final = "EdDSA"
_LABEL: Final = b"tresen receipts 1"


class InvalidReceipt(Exception):
    """It was not signed with one of these keys, or is no receipt. ``str()`` is one line for a person."""


class ReceiptKey:
    """``secret`` is text that nobody can guess."""

    def __init__(self, secret: str) -> None:
        octets = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_LABEL).derive(secret.encode())
        self._private = Ed25519PrivateKey.from_private_bytes(octets)
        self.jwk = _jwk(self._private.public_key())

    def sign(self, receipt: Receipt) -> str:
        headers = {"typ": TYPE, "kid": self.jwk.kid}
        return jwt.encode(msgspec.to_builtins(receipt), self._private, algorithm=_ALGORITHM, headers=headers)


def receipt_of(erasure: Erasure, erased_at: int, *, issuer: str, recovery_days: int) -> Receipt:
    """What can be proved of an erasure that is at its end. ``erased_at`` in epoch milliseconds."""
    return Receipt(
        iss=issuer,
        receipt_id=erasure.receipt_id,
        erased_at=erased_at // 1000,
        backups_until=erased_at // 1000 + recovery_days * DAY_SECONDS,
        by=erasure.requester.by.value,
        erased=dict(sorted(erasure.counts.items())),
    )


def verified(receipt: str, keys: Jwks) -> Receipt:
    """What the receipt says. Raises ``InvalidReceipt``."""
    try:
        header: dict[str, Any] = jwt.get_unverified_header(receipt)
        if header.get("typ") != TYPE:
            raise InvalidReceipt("this is not a receipt of an erasure")
        key = next((each for each in keys.keys if each.kid == header.get("kid")), None)
        if key is None:
            raise InvalidReceipt("the receipt was signed with another key than the ones given")
        public = jwt.PyJWK(msgspec.to_builtins(key)).key
        claims = jwt.decode(receipt, public, algorithms=[_ALGORITHM], options=_SIGNATURE_ONLY)
        return msgspec.convert(claims, Receipt)
    except jwt.InvalidSignatureError as error:
        raise InvalidReceipt("the receipt was changed after it was signed, or signed by somebody else") from error
    except (jwt.PyJWTError, msgspec.ValidationError, ValueError, NotImplementedError) as error:
        raise InvalidReceipt("this is not a receipt of an erasure") from error


_SIGNATURE_ONLY: Final[Any] = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
}
"""A receipt has no end."""


def _jwk(key: Ed25519PublicKey) -> Jwk:
    x = _base64url(key.public_bytes_raw())
    canonical = f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'
    return Jwk(kty="OKP", crv="Ed25519", x=x, kid=_base64url(hashlib.sha256(canonical.encode()).digest()))


def _base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
