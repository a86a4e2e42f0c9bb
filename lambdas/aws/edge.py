"""Lets in only what came through CloudFront, which adds a secret header to each request.

Whoever asks API Gateway itself gets past the edge's rules, so this is asked before any other work.
``stacks.edge_secret`` makes the secret, ``cli.edge_secret`` rotates it.
"""

import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec
from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from lambdas.aws.logs import logger

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

HEADER: Final = "x-tresen-edge"

KEPT_SECONDS: Final = 300
"""For how long values are trusted. ``cli.edge_secret`` waits longer than that before it changes the header."""

ASKED_AGAIN_SECONDS: Final = 30
"""An unknown value may be a new one, so the secret is read anew for it, but no more often than this."""


class Values(Struct, frozen=True, kw_only=True):
    """The secret's JSON. ``previous`` is empty but for the time of a rotation."""

    current: str
    previous: str = ""

    def include(self, value: str) -> bool:
        """In constant time, and never for an empty value."""
        # JSON may hold half of a surrogate pair.
        given = value.encode(errors="surrogatepass")
        matches = [hmac.compare_digest(given, known.encode()) for known in (self.current, self.previous) if known]
        return any(matches)


class EdgeSecret:
    """``now`` is epoch seconds everywhere. What can not be checked is refused."""

    def __init__(self, client: "SecretsManagerClient", secret_id: str) -> None:
        self._client = client
        self._id = secret_id
        self._values: Values | None = None
        self._asked_at = 0

    def load(self, now: int) -> None:
        """Ahead of the first request."""
        self._asked_at = now
        try:
            answer = self._client.get_secret_value(SecretId=self._id)
            self._values = msgspec.json.decode(answer["SecretString"], type=Values)
        except (ClientError, BotoCoreError, msgspec.MsgspecError) as error:
            # Those that are known stay good.
            logger().error("edge secret not read", extra={"problem": type(error).__name__})

    def was_sent(self, headers: Mapping[str, str] | None, now: int) -> bool:
        """Whether the header is among ``headers``, whose names may be in any case."""
        value = next((value for name, value in (headers or {}).items() if name.lower() == HEADER), "")
        if not value:
            return False
        if now >= self._asked_at + KEPT_SECONDS:
            self.load(now)
        if not self._knows(value) and now >= self._asked_at + ASKED_AGAIN_SECONDS:
            self.load(now)
        return self._knows(value)

    def derived(self, label: str) -> tuple[bytes, ...]:
        """Keys of 32 bytes for another use, so that no further secret is needed: sign with the first, accept all.

        The values are random, so RFC 5869's second half is enough (section 3.3). There are none before ``load``.
        """
        known = (self._values.current, self._values.previous) if self._values else ()
        return tuple(hmac.digest(value.encode(), label.encode() + b"\x01", "sha256") for value in known if value)

    def _knows(self, value: str) -> bool:
        return self._values is not None and self._values.include(value)
