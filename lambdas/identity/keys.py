"""The user pool's signing keys, kept for as long as the process lives."""

from collections.abc import Callable
from typing import Any, Final

import jwt
import msgspec
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

from lambdas.identity.rejection import Reason, Rejected

REFETCH_SECONDS: Final = 10
"""An unknown key id asks the pool again, but not more often than this: anybody can make one up."""

_KEYS_BYTES: Final = 64 * 1024


class KeysUnavailable(Exception):
    """The pool did not answer with keys."""


class SigningKeys:
    """``fetch`` answers with the pool's keys by their ids, and raises ``KeysUnavailable``."""

    def __init__(self, fetch: Callable[[], dict[str, jwt.PyJWK]]) -> None:
        self._fetch = fetch
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at: int | None = None

    def find(self, kid: str, now: int) -> jwt.PyJWK:
        """``now`` in epoch seconds. Raises ``Rejected``."""
        if kid not in self._keys and (self._fetched_at is None or now - self._fetched_at >= REFETCH_SECONDS):
            self._fetched_at = now
            self._refetch()
        if kid not in self._keys:
            raise Rejected(Reason.UNKNOWN_KEY)
        return self._keys[kid]

    def _refetch(self) -> None:
        try:
            self._keys = self._fetch()
        except KeysUnavailable as error:
            raise Rejected(Reason.KEYS_UNAVAILABLE) from error


def fetch(url: str) -> dict[str, jwt.PyJWK]:
    """The RSA signing keys that the pool publishes. Raises ``KeysUnavailable``."""
    try:
        with PoolManager(retries=False, timeout=Timeout(connect=1, read=2)) as pool:
            answer = pool.request("GET", url, preload_content=False)
            octets = answer.read(_KEYS_BYTES)
        if answer.status != 200:
            raise KeysUnavailable
        return _usable(msgspec.json.decode(octets, type=dict[str, list[dict[str, Any]]]).get("keys", []))
    except (HTTPError, msgspec.DecodeError) as error:
        raise KeysUnavailable from error


def _usable(published: list[dict[str, Any]]) -> dict[str, jwt.PyJWK]:
    keys = (jwt.PyJWK(each, algorithm="RS256") for each in published if each.get("kty") == "RSA" and each.get("kid"))
    try:
        return {str(key.key_id): key for key in keys}
    except jwt.PyJWTError as error:
        raise KeysUnavailable from error
