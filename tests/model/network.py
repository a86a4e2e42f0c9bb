"""The network between browsers and API Gateway: sockets, what travels on them, and what goes wrong on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from lambdas.identity.people import Identity
from tests.model.faults import Fault, Faults
from tests.model.schedule import Schedule

HOP_MS: Final = 20
"""From a browser to API Gateway, and back."""


@dataclass
class Socket:
    """One WebSocket. ``is_dead`` is a network that carries nothing any more, whoever has noticed."""

    id: int
    page: int
    identity: Identity
    connection_id: str
    connected_at: int
    used_at: int
    is_first: bool
    """Of its page."""
    is_dead: bool = False
    missed: bool = False
    """A post to it was lost: it may be behind until it asks the next time."""


class Browsers(Protocol):
    """The one end of the sockets, which names them by number."""

    def opened(self, socket: int) -> None: ...
    def frame(self, socket: int, data: str) -> None: ...
    def closed(self, socket: int, code: int) -> None: ...


class Api(Protocol):
    """The other end."""

    def shakes_hands(self, socket: Socket) -> None: ...
    def takes(self, socket: Socket, frame: str) -> None: ...
    def ended(self, socket: Socket) -> None: ...


class Network:
    """``api`` has to be set before the first use. ``frames`` counts both ways."""

    api: Api

    def __init__(self, schedule: Schedule, faults: Faults, browsers: Browsers) -> None:
        self.sockets: dict[int, Socket] = {}
        self.frames = 0
        self._schedule = schedule
        self._faults = faults
        self._browsers = browsers

    def of_page(self, page: int) -> list[Socket]:
        """Its sockets that work."""
        return [each for each in self.sockets.values() if each.page == page and not each.is_dead]

    # What a page does.

    def connect(self, socket: int, page: int, identity: Identity, *, is_online: bool) -> None:
        if not is_online or self._faults.strikes(Fault.REFUSE_HANDSHAKE) is not None:
            self._schedule.after(HOP_MS, partial(self._browsers.closed, socket, 1006))
            return
        is_first, now = all(each.page != page for each in self.sockets.values()), self._schedule.now
        made = Socket(
            socket, page, identity, f"connection{socket:05}=", connected_at=now, used_at=now, is_first=is_first
        )
        self.sockets[socket] = made
        self._schedule.after(HOP_MS, partial(self._shake_hands, made))

    def send(self, socket: int, frame: str) -> None:
        found = self.sockets.get(socket)
        if found is None or found.is_dead:
            return
        self.frames += 1
        if self._faults.strikes(Fault.TRUNCATE_UP) is not None:
            frame = frame[: len(frame) // 2]
        late = self._faults.strikes(Fault.DELAY_UP) or 0
        self._schedule.after(HOP_MS + late, partial(self._arrive, found, frame))
        if self._faults.strikes(Fault.DUPLICATE_UP) is not None:
            self._schedule.after(HOP_MS + 2 * late, partial(self._arrive, found, frame))
        if self._faults.strikes(Fault.CUT_AFTER_UP) is not None:
            self._schedule.after(HOP_MS, partial(self.cut, socket, client_notices=True, server_notices=False))

    def send_and_end(self, socket: int, frame: str) -> None:
        """Nobody hears the answer, and the page comes back on another socket."""
        self.send(socket, frame)
        self._schedule.after(HOP_MS, partial(self.cut, socket, client_notices=True, server_notices=False))

    def close(self, socket: int) -> None:
        found = self.sockets.get(socket)
        if found and not found.is_dead:
            self._end(found)
            self._schedule.after(2 * HOP_MS, partial(self._browsers.closed, socket, 1000))

    def forget(self, page: int) -> None:
        """The page is gone; the browser ends its sockets."""
        for each in self.of_page(page):
            self._end(each)

    # What befalls it.

    def cut(self, socket: int, *, client_notices: bool, server_notices: bool) -> None:
        """Nothing that is on its way arrives any more."""
        found = self.sockets[socket]
        found.is_dead = True
        if client_notices:
            self._schedule.after(HOP_MS, partial(self._browsers.closed, socket, 1006))
        if server_notices:
            self._schedule.after(HOP_MS, partial(self.api.ended, found))

    # What API Gateway does.

    def open(self, socket: Socket) -> None:
        self._schedule.after(HOP_MS, partial(self._to_page, socket, partial(self._browsers.opened, socket.id)))

    def deliver(self, socket: Socket, frame: str) -> None:
        if socket.is_dead:
            return
        self.frames += 1
        socket.used_at = self._schedule.now
        if self._faults.strikes(Fault.CUT_BEFORE_DOWN) is not None:
            self.cut(socket.id, client_notices=True, server_notices=True)
            return
        if self._faults.strikes(Fault.TRUNCATE_DOWN) is not None:
            frame = frame[: len(frame) // 2]
            socket.missed = True
        arrive = partial(self._to_page, socket, partial(self._browsers.frame, socket.id, frame))
        late = self._faults.strikes(Fault.DELAY_DOWN) or 0
        self._schedule.after(HOP_MS + late, arrive)
        if self._faults.strikes(Fault.DUPLICATE_DOWN) is not None:
            self._schedule.after(HOP_MS + 2 * late, arrive)

    def end(self, socket: Socket, code: int) -> None:
        self._schedule.after(HOP_MS, partial(self._to_page, socket, partial(self._closed, socket, code)))

    def _end(self, socket: Socket) -> None:
        socket.is_dead = True
        self._schedule.after(HOP_MS, partial(self.api.ended, socket))

    def _shake_hands(self, socket: Socket) -> None:
        if not socket.is_dead:
            self.api.shakes_hands(socket)

    def _arrive(self, socket: Socket, frame: str) -> None:
        if not socket.is_dead:
            socket.used_at = self._schedule.now
            self.api.takes(socket, frame)

    def _to_page(self, socket: Socket, action: Callable[[], None]) -> None:
        if not socket.is_dead:
            action()

    def _closed(self, socket: Socket, code: int) -> None:
        socket.is_dead = True
        self._browsers.closed(socket.id, code)
