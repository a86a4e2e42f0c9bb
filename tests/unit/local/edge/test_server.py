import contextlib
import socket

import pytest
from aiohttp import ClientSession, web

from local.edge.server import Doors, Edge, PortInUse
from tests.unit.local.edge.around import Browser, around


async def origin(_: web.Request) -> web.Response:
    return web.Response()


@pytest.mark.parametrize("host", ["other.localhost", "127.0.0.1", "chat.localhost.example.com", "example.com"])
def test_a_host_that_is_not_ours_is_not_found(host: str) -> None:
    async def scenario(browser: Browser) -> None:
        assert (await browser.get(host)).status == 404

    around(origin, scenario)


@pytest.mark.parametrize("host", ["chat.localhost", "chat.localhost:1", "[", "a:b:c", ""])
def test_our_name_with_another_port_or_none_is_not_found(host: str) -> None:
    async def scenario(browser: Browser) -> None:
        assert (await browser.get("x", headers={"Host": host})).status in {400, 404}

    around(origin, scenario)


def test_host_names_are_the_same_in_capitals() -> None:
    async def scenario(browser: Browser) -> None:
        assert (await browser.get("Chat.LOCALHOST")).status == 200

    around(origin, scenario)


def test_a_port_in_use_is_said_in_one_line_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"^port {port} is in use; choose another: make run PORT={port + 1}$"):
            Doors(port)


def test_the_doors_lead_to_the_loopback_interfaces_only() -> None:
    doors = Doors(0)
    addresses = {door.getsockname()[0] for door in doors.sockets}
    doors.close()
    assert addresses <= {"127.0.0.1", "::1"}
    assert "127.0.0.1" in addresses


class Large:
    """Answers with more than a connection holds."""

    async def answer(self, _: web.Request, __: ClientSession) -> web.StreamResponse:
        return web.Response(body=bytes(8 * 1024 * 1024))


@pytest.mark.parametrize("asked", [b"", b"GET / HTTP/1.1\r\n\r\n"], ids=["nothing yet", "an answer"])
def test_what_has_just_been_accepted_is_closed_when_the_edge_ends(asked: bytes) -> None:
    doors = Doors(0)
    edge = Edge(doors, {"localhost": Large()})
    edge.start()
    accepted: list[socket.socket] = []

    def knock() -> None:
        for door in doors.sockets:
            accepted.append(socket.create_connection(door.getsockname()[:2]))
            accepted[-1].sendall(asked)

    # In the edge's own thread, so that it accepts and ends in one turn of its loop.
    edge.call(knock)
    edge.stop()
    doors.close()
    for connection in accepted:
        with connection:
            assert_closed(connection)


def test_who_does_not_read_on_does_not_keep_the_edge_from_ending() -> None:
    doors = Doors(0)
    edge = Edge(doors, {"localhost": Large()})
    edge.start()
    with socket.create_connection(("127.0.0.1", doors.port)) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % doors.port)
        assert slow.recv(1) == b"H"
        edge.stop()
        doors.close()
        assert_closed(slow)


def assert_closed(connection: socket.socket) -> None:
    """Raises ``TimeoutError`` where the other end is still open."""
    connection.settimeout(5)
    with contextlib.suppress(ConnectionResetError):
        while connection.recv(1024 * 1024):
            pass
