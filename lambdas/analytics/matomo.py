"""Speaks to the operator's Matomo: its bulk API, and nothing else."""

import http.client
import ssl
import threading
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from lambdas.analytics.outcomes import Away, Outcome, Standing, Unknown, outcome_of, standing_of
from lambdas.analytics.records import TrackingRequest

CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 10.0
_ANSWER_BYTES: Final = 64 * 1024
_UNREADABLE: Final = b"-"


class _DryRun(Struct, frozen=True, omit_defaults=True):
    idsite: int
    cip: str | None = None


class _Bulk(Struct, frozen=True):
    """https://developer.matomo.org/api-reference/tracking-api#bulk-tracking

    A token works in the address, too, and would then stand in every log on the way.
    """

    requests: Sequence[TrackingRequest | _DryRun]
    token_auth: str


class Matomo:
    """``url`` is where Matomo is, such as ``https://matomo.example.com/``.

    Each request has a connection of its own: on one that was kept it could not be told whether a request was sent.
    Nothing is tried twice and no redirect is followed. A request is over after ``connect_seconds`` and
    ``read_seconds`` together, whatever Matomo does.
    """

    def __init__(
        self, url: str, *, connect_seconds: float = CONNECT_SECONDS, read_seconds: float = READ_SECONDS
    ) -> None:
        parts = urlsplit(url)
        # Without a port http.client would look for one in an IPv6 address.
        self._host, self._port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        self._path = f"{parts.path.rstrip('/')}/matomo.php"
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds

    def track(self, requests: Sequence[TrackingRequest], token: str) -> Outcome:
        return self._send(requests, token)

    def dry_run(self, site: int, token: str) -> Standing:
        """Goes the whole way of an event and stores none.

        Matomo leaves out a request without ``rec`` and counts it as tracked, but not before it has looked for the
        website and, for ``cip``, at the token (``core/Tracker/VisitExcluded.php``, ``Request.php``). A refused token
        makes it keep the raw request for two days (``Failures.php``): here that is a number and an empty address.
        """
        return standing_of(self._send([_DryRun(site), _DryRun(site, "0.0.0.0")], token))  # noqa: S104 - no address

    def _send(self, requests: Sequence[TrackingRequest | _DryRun], token: str) -> Outcome:
        body = msgspec.json.encode(_Bulk(requests, token))
        exchange = _Exchange(self._connection(), self._path, body, self._read_seconds)
        found = exchange.within(self._connect_seconds + self._read_seconds)
        return outcome_of(*found, len(requests)) if isinstance(found, tuple) else found

    def _connection(self) -> http.client.HTTPConnection:
        if self._tls is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=self._connect_seconds)
        return http.client.HTTPSConnection(self._host, self._port, timeout=self._connect_seconds, context=self._tls)


class _Exchange(threading.Thread):
    """One request and its answer, which can be given up at any moment.

    A time-out of the socket's is one of each read alone: an answer that comes byte by byte meets none, and a name
    server knows none.
    """

    def __init__(self, connection: http.client.HTTPConnection, path: str, body: bytes, read_seconds: float) -> None:
        super().__init__(daemon=True)
        self._connection = connection
        self._path = path
        self._body = body
        self._read_seconds = read_seconds
        self._lock = threading.Lock()
        self._is_given_up = False
        self._found: tuple[int, bytes] | Away | Unknown = Away(Standing.UNREACHABLE)

    def within(self, seconds: float) -> tuple[int, bytes] | Away | Unknown:
        """Status and body. What was not sent by then never is."""
        self.start()
        self.join(seconds)
        with self._lock:
            self._is_given_up = True
            return self._found

    def run(self) -> None:
        try:
            self._connection.connect()
            if self._may_send():
                self._found = self._answer()
        except (OSError, http.client.HTTPException, UnicodeError):
            # Before it was sent: refused, not found, too slow, or not who it should be. What was found says so.
            return
        finally:
            self._connection.close()

    def _may_send(self) -> bool:
        with self._lock:
            if not self._is_given_up:
                self._found = Unknown()
            return not self._is_given_up

    def _answer(self) -> tuple[int, bytes]:
        self._connection.sock.settimeout(self._read_seconds)
        # Matomo refuses a compressed body.
        self._connection.request(
            "POST",
            self._path,
            self._body,
            {"content-type": "application/json", "accept": "application/json"},
        )
        response = self._connection.getresponse()
        return response.status, _body_of(response)


def _body_of(response: http.client.HTTPResponse) -> bytes:
    """The status says enough for most answers, so a body that was cut or is too long is only an unreadable one."""
    try:
        body = response.read(_ANSWER_BYTES)
    except (OSError, http.client.HTTPException):
        return _UNREADABLE
    return _UNREADABLE if response.length else body
