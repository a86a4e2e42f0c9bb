"""Who listens on loopback: a trap that nobody may speak to, and a Sentry that may answer whatever it likes."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

TAKEN: Final = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_SECONDS: Final = 60.0


class Listener:
    """``requests`` are what came, whole. ``answer`` is sent for each, as it is."""

    def __init__(self, answer: bytes | None = None) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(_SECONDS)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(_SECONDS)
                self.requests.append(b"" if self.answer is None else _request(connection))
                connection.sendall(self.answer or b"")


def _request(connection: socket.socket) -> bytes:
    received = b""
    while chunk := connection.recv(65_536):
        received += chunk
        head, _, body = received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r\n")
        if length and len(body) >= int(length[1]):
            break
    return received


@contextmanager
def listening(answer: bytes | None = None) -> Iterator[Listener]:
    listener = Listener(answer)
    try:
        yield listener
    finally:
        listener.close()


@dataclass
class Reached:
    """Every name that was looked up and every address that was connected to."""

    places: list[tuple[str, int]] = field(default_factory=list)

    def take(self) -> list[tuple[str, int]]:
        taken, self.places = self.places, []
        return taken


def watch_network(patch: pytest.MonkeyPatch, allowed: Callable[[], set[tuple[str, int]]]) -> Reached:
    """From now on nobody gets further than to ``allowed`` hosts and ports, and whatever is tried is noted."""
    reached = Reached()
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def demand(host: Any, port: Any) -> None:
        reached.places.append((host, port))
        if (host, port) not in allowed():
            raise OSError("nobody may go there")

    def looked_up(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        demand(host, port)
        return look_up(host, port, *rest, **more)

    def connected(connecting: socket.socket, address: Any) -> Any:
        demand(*address[:2])
        return connect(connecting, address)

    def by_name(host: Any, *_: Any) -> Any:
        demand(host, 0)

    patch.setattr(socket, "getaddrinfo", looked_up)
    patch.setattr(socket.socket, "connect", connected)
    patch.setattr(socket.socket, "connect_ex", connected)
    for name in ("gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        patch.setattr(socket, name, by_name)
    return reached
