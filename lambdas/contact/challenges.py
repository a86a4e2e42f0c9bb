"""ALTCHA's proof of work: what a browser has to find out before its contact request is stored.

The server remembers nothing of a challenge but that it was used. https://altcha.org/docs/v2/proof-of-work/
"""

import hashlib
import hmac
import math
from collections.abc import Iterable
from typing import Final

import altcha
import msgspec
from msgspec import Struct

from lambdas.protocol.contact import Challenge, Solution
from lambdas.protocol.problems import ProblemCode, RequestRefused

LABEL: Final = "tresen contact challenge"
"""Of the key that challenges are signed with."""

LIFE_SECONDS: Final = 60 * 60

SOONEST_SECONDS: Final = 3
"""Nobody reads a form and fills it in any faster."""

_ALGORITHM: Final = "PBKDF2/SHA-256"
_SITE: Final = "site"
_ISSUED_AT: Final = "issued_at"


class Work(Struct, frozen=True, kw_only=True):
    """``cost`` rounds for each try; of 16 tries to the power of the length of ``prefix`` one is good."""

    cost: int = 5000
    prefix: str = "00"


def new_challenge(site: str, now: int, secret: bytes, work: Work) -> Challenge:
    """``now`` in epoch milliseconds, here and below."""
    made = altcha.create_challenge(
        _ALGORITHM,
        work.cost,
        key_prefix=work.prefix,
        expires_at=now // 1000 + LIFE_SECONDS,
        data={_SITE: site, _ISSUED_AT: now},
        hmac_secret=secret,
    )
    return msgspec.convert(made.to_dict(), Challenge)


def check_signed(challenge: Challenge, site: str, secrets: Iterable[bytes]) -> None:
    """That it is one of ours, for this site. Before anything that it says is believed, or worked on.

    ``altcha.verify_solution`` would believe its time first, and look at a clock of its own.
    """
    canonical = msgspec.json.encode(challenge.parameters, order="sorted")
    given = challenge.signature.encode()
    signatures = [hmac.new(secret, canonical, "sha256").hexdigest().encode() for secret in secrets]
    is_ours = any(hmac.compare_digest(signature, given) for signature in signatures)
    if not (is_ours and challenge.parameters.data.get(_SITE) == site):
        raise RequestRefused(ProblemCode.CHALLENGE_WRONG)


def check_time(challenge: Challenge, now: int) -> None:
    """That it is still good, and that somebody had the time to write."""
    if now >= challenge.parameters.expires_at * 1000:
        raise RequestRefused(ProblemCode.CHALLENGE_EXPIRED)
    check_not_too_soon(int(challenge.parameters.data[_ISSUED_AT]), now)


def check_not_too_soon(issued_at: int, now: int) -> None:
    missing = issued_at + SOONEST_SECONDS * 1000 - now
    if missing > 0:
        raise RequestRefused(ProblemCode.TOO_SOON, retry_after_seconds=math.ceil(missing / 1000))


def check_solved(challenge: Challenge, solution: Solution) -> None:
    """Derives one key, so only what is signed may get here."""
    asked = challenge.parameters
    password = bytes.fromhex(asked.nonce) + solution.counter.to_bytes(4)
    key = hashlib.pbkdf2_hmac("sha256", password, bytes.fromhex(asked.salt), asked.cost, asked.key_length).hex()
    same = hmac.compare_digest(key.encode(), solution.derived_key.encode())
    if not (same and key.startswith(asked.key_prefix)):
        raise RequestRefused(ProblemCode.CHALLENGE_WRONG)
