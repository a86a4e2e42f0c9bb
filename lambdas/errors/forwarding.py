"""Passes scrubbed reports on to the operator's Sentry, once each: nothing is tried again, queued or kept for it."""

import http.client
import json
import ssl
import threading
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from lambdas.aws.logs import logger
from lambdas.errors.dsns import Dsn
from lambdas.errors.upstream_limits import wait_of

SECONDS: Final = 2.0
"""For all of it: a page may wait for the answer, and is told the same whatever comes of this."""

HELD_BACK_SECONDS: Final = 60
"""After a failure nothing is sent for so long, so that a Sentry that is away does not make every page wait for it."""

_CLIENT: Final = "tresen"
_TAKEN: Final = 200


class Answered(Struct, frozen=True, kw_only=True):
    """All that is read of an answer. The names of ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str]


class Forwarding:
    """``now`` is epoch milliseconds. What ``dsn`` says is the only place that anything is ever sent to."""

    def __init__(self, dsn: Dsn, *, seconds: float = SECONDS) -> None:
        self._dsn = dsn
        self._seconds = seconds
        self._tls = ssl.create_default_context() if dsn.scheme == "https" else None
        self._held_until = 0

    def forward(self, event: Mapping[str, Any], now: int) -> bool:
        """Whether Sentry says that it has it. Never raises for what Sentry does."""
        if now < self._held_until:
            return False
        exchange = _Exchange(self._connection(), _path_of(self._dsn), _envelope_of(event, self._dsn), self._dsn)
        answered = exchange.within(self._seconds)
        seconds = HELD_BACK_SECONDS if answered is None else wait_of(answered.status, answered.headers)
        self._held_until = now + seconds * 1000
        is_taken = answered is not None and answered.status == _TAKEN
        if not is_taken:
            logger().warning("report not passed on", extra={"reason": _reason(answered)})
        return is_taken

    def _connection(self) -> http.client.HTTPConnection:
        dsn, seconds = self._dsn, self._seconds
        if self._tls is None:
            return http.client.HTTPConnection(dsn.host, dsn.port, timeout=seconds)
        return http.client.HTTPSConnection(dsn.host, dsn.port, timeout=seconds, context=self._tls)


class _Exchange(threading.Thread):
    """One request and the beginning of its answer. http.client follows no redirect.

    A time-out of the socket's is one of each read alone, and a name server knows none, so the whole is given up from
    outside.
    """

    def __init__(self, connection: http.client.HTTPConnection, path: str, body: bytes, dsn: Dsn) -> None:
        super().__init__(daemon=True)
        self._connection = connection
        self._path = path
        self._body = body
        self._headers = {
            "content-type": "application/x-sentry-envelope",
            "x-sentry-auth": f"Sentry sentry_version=7, sentry_client={_CLIENT}, sentry_key={dsn.public_key}",
        }
        self._answered: Answered | None = None

    def within(self, seconds: float) -> Answered | None:
        self.start()
        self.join(seconds)
        return self._answered

    def run(self) -> None:
        try:
            self._connection.request("POST", self._path, self._body, self._headers)
            response = self._connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            self._answered = Answered(status=response.status, headers=headers)
        except (OSError, http.client.HTTPException, UnicodeError):
            # Refused, not found, too slow, or not who it should be: there is no answer.
            return
        finally:
            # The body of the answer is left unread.
            self._connection.close()


def _path_of(dsn: Dsn) -> str:
    """https://develop.sentry.dev/sdk/foundations/transport/envelopes/"""
    return f"{dsn.path}/api/{dsn.project}/envelope/"


def _envelope_of(event: Mapping[str, Any], dsn: Dsn) -> bytes:
    """With nothing of the envelope in which it came but the event's id."""
    port = "" if dsn.port == (443 if dsn.scheme == "https" else 80) else f":{dsn.port}"
    host = f"[{dsn.host}]" if ":" in dsn.host else dsn.host
    own = f"{dsn.scheme}://{dsn.public_key}@{host}{port}{dsn.path}/{dsn.project}"
    payload = _line(event)
    lines = (_line({"event_id": event["event_id"], "dsn": own}), _line({"type": "event", "length": len(payload)}))
    return b"\n".join((*lines, payload, b""))


def _line(told: Mapping[str, Any]) -> bytes:
    """By Python's own encoder, which knows numbers of any length."""
    return json.dumps(told, separators=(",", ":"), allow_nan=False).encode()


def _reason(answered: Answered | None) -> str:
    """A fixed word or a number: what Sentry says may have the report in it."""
    return "no answer" if answered is None else str(answered.status)
