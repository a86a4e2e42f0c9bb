"""The closed edge: what each behaviour answers, and that the APIs answer to nobody else."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp
import pytest

from local.stack import LocalStack
from tests.end_to_end import clients
from tests.end_to_end.clients import VisitorKey


class Reply(NamedTuple):
    """``headers`` by their names in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str


def ask(url: str, method: str = "GET", **headers: str) -> Reply:
    """Names of headers with ``_`` for ``-``."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}

    async def fetch() -> Reply:
        async with (
            clients.http_session() as session,
            session.request(method, url, headers=sent, allow_redirects=False) as answer,
        ):
            got = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(answer.status, got, await answer.text())

    return clients.run(fetch())


def http_origin(stack: LocalStack) -> str:
    """The HTTP API itself, where CloudFront reaches it."""
    return f"{stack.ministack_url}/_aws/execute-api/{stack.outputs['HttpApiId']}"


def socket_origin(stack: LocalStack) -> str:
    return f"{stack.ministack_url}/_aws/execute-api/{stack.outputs['WebSocketApiId']}"


def test_health_answers_through_the_edge(chat: str) -> None:
    assert ask(f"{chat}/api/health").status == 200


@pytest.mark.parametrize("header", [{}, {"x_tresen_edge": "guessed"}])
def test_straight_to_the_http_api_is_refused(stack: LocalStack, header: dict[str, str]) -> None:
    reply = ask(f"{http_origin(stack)}/api/health", **header)
    assert (reply.status, reply.text) == (403, '{"code":"not_from_the_edge"}')


def test_a_header_of_the_viewer_s_is_overwritten(chat: str) -> None:
    assert ask(f"{chat}/api/health", x_tresen_edge="guessed").status == 200


def test_straight_to_the_websocket_api_is_refused(stack: LocalStack, shop: str, chat: str) -> None:
    async def connect(headers: dict[str, str]) -> Any:
        protocols = ("tresen.v1", f"proof.{VisitorKey().proof(chat)}")
        async with clients.http_session() as session:
            url = f"{socket_origin(stack)}/ws"
            async with session.ws_connect(url, protocols=protocols, origin=shop, headers=headers):
                pass

    for headers in ({}, {"x-tresen-edge": "guessed"}):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            clients.run(connect(headers))
        assert refused.value.status == 403


def test_a_site_s_page_may_ask_the_api_and_another_may_not(chat: str, shop: str) -> None:
    for origin, allowed in ((shop, shop), ("https://evil.example", None)):
        assert ask(f"{chat}/api/health", Origin=origin).headers.get("access-control-allow-origin") == allowed
        asked = {"Origin": origin, "Access_Control_Request_Method": "POST"}
        preflight = ask(f"{chat}/api/health", "OPTIONS", Access_Control_Request_Headers="authorization", **asked)
        assert preflight.headers.get("access-control-allow-origin") == allowed


def test_every_page_may_load_the_widget(chat: str) -> None:
    reply = ask(f"{chat}/loader.js", Origin="https://any.example", Accept_Encoding="br")
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/loader.js", "/console/", "/api/health"])
def test_every_behaviour_has_its_security_headers(chat: str, path: str) -> None:
    headers = ask(chat + path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["strict-transport-security"] == "max-age=63072000"


@pytest.mark.parametrize("path", ["/console/", "/console/index.html", "/console/conversations/abc"])
def test_every_path_of_the_console_is_its_page(chat: str, path: str) -> None:
    reply = ask(chat + path)
    assert reply.status == 200
    assert '<div id="console">' in reply.text


def test_the_console_s_name_without_its_slash_leads_there(chat: str) -> None:
    reply = ask(f"{chat}/console")
    assert (reply.status, reply.headers["location"]) == (308, "/console/")


def test_what_is_not_there_stays_an_error_of_its_own(chat: str) -> None:
    assert ask(f"{chat}/api/nothing").status == 404
    assert ask(f"{chat}/console/nothing.js").status in {403, 404}


@pytest.mark.parametrize("path", ["/card/nobody", "/card/shop/nobody", "/card/", "/card"])
def test_where_no_card_is_a_person_is_told_so(chat: str, path: str) -> None:
    reply = ask(chat + path)
    assert (reply.status, reply.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is no chat at this address." in reply.text
    assert "script-src 'self'" in reply.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/card/shop", "/card/shop/", "/card/shop/sales"])
def test_a_card_is_found_also_with_a_slash_too_many(chat: str, path: str) -> None:
    reply = ask(chat + path)
    assert reply.status == 200
    assert "<tresen-panel" in reply.text
