import socket

import pytest
from aiohttp import web

from local.edge.server import Doors, PortInUse
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
