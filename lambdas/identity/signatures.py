"""The part of a signed credential that is the same for visitors and agents: read the header, check the signature."""

from typing import Any, Final, TypeVar

import jwt
import msgspec
from jwt.types import Options

from lambdas.identity.rejection import Reason, Rejected

_SIGNATURE_ONLY: Final[Options] = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
}
"""Claims are judged where they are understood, and times by a clock that is an argument."""

_Model = TypeVar("_Model")


def unverified_header(credential: str, model: type[_Model]) -> _Model:
    """The header as it claims to be. Raises ``Rejected``."""
    try:
        return msgspec.convert(jwt.get_unverified_header(credential), model)
    except (jwt.PyJWTError, msgspec.ValidationError, ValueError, RecursionError) as error:
        raise Rejected(Reason.MALFORMED) from error


def verified_claims(credential: str, key: Any, algorithm: str, model: type[_Model]) -> _Model:
    """What was signed with ``key``. Raises ``Rejected``."""
    try:
        claims = jwt.decode(credential, key, algorithms=[algorithm], options=_SIGNATURE_ONLY)
        return msgspec.convert(claims, model)
    except jwt.InvalidSignatureError as error:
        raise Rejected(Reason.SIGNATURE) from error
    except (jwt.PyJWTError, msgspec.ValidationError, ValueError, RecursionError) as error:
        raise Rejected(Reason.MALFORMED) from error
