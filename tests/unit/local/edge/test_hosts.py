import json
import re

import pytest
from aiohttp import web

from local.edge.viewers import Viewer
from tests.unit.local.edge.around import Browser, around

SCRIPT = "export const greeting = 'moin';\n" * 100


async def echo(request: web.Request) -> web.Response:
    """Says what reached the origin."""
    seen = {"method": request.method, "path": request.raw_path, "body": await request.text()}
    return web.json_response(seen | {"headers": {name.lower(): value for name, value in request.headers.items()}})


async def unread(request: web.Request) -> web.Response:
    """The same of a body that it could not read."""
    return web.json_response({"headers": {name.lower(): value for name, value in request.headers.items()}})


async def script(request: web.Request) -> web.Response:
    headers = {"ETag": '"abc"', "Content-Type": "text/javascript", "Server": "hypercorn"}
    if request.headers.get("If-None-Match") == '"abc"':
        return web.Response(status=304, headers=headers)
    return web.Response(text=SCRIPT, headers=headers)


def test_the_chat_is_asked_of_the_distribution_by_its_own_name() -> None:
    async def scenario(browser: Browser) -> None:
        seen = await (await browser.get("chat.localhost", "/a%20b/c?d=%2F", headers={"X-Forwarded-For": "x"})).json()
        assert (seen["method"], seen["path"]) == ("GET", "/a%20b/c?d=%2F")
        assert seen["headers"]["host"] == "d1.cloudfront.net"
        assert seen["headers"]["x-forwarded-proto"] == "https"
        assert seen["headers"]["x-forwarded-for"] == "203.0.113.7"

    around(echo, scenario)


@pytest.mark.parametrize(
    ("viewer", "address", "country"),
    [
        (Viewer(), "203.0.113.7:50443", "DE"),
        (Viewer(address="198.51.100.77", country="AT", port=1), "198.51.100.77:1", "AT"),
        (Viewer(address="2001:db8::7", country=None), "2001:db8::7:50443", None),
    ],
)
def test_the_origin_is_told_of_the_viewer_what_it_asks_for(viewer: Viewer, address: str, country: str | None) -> None:
    async def scenario(browser: Browser) -> None:
        browser.viewers.now = viewer
        seen = (await (await browser.get("chat.localhost", "/api/events")).json())["headers"]
        told = [seen.get(f"cloudfront-viewer-{name}") for name in ("address", "country")]
        assert (told, seen["x-forwarded-for"]) == ([address, country], viewer.address)

    around(echo, scenario)


@pytest.mark.parametrize("path", ["/api/events", "/api/health"])
def test_what_a_viewer_says_in_the_place_of_cloudfront_is_dropped(path: str) -> None:
    claims = {"CloudFront-Viewer-Address": "192.0.2.1:1", "cloudfront-viewer-city": "X", "X-Forwarded-For": "192.0.2.1"}

    async def scenario(browser: Browser) -> None:
        browser.viewers.now = Viewer(address="198.51.100.77")
        seen = (await (await browser.get("chat.localhost", path, headers=claims)).json())["headers"]
        assert "192.0.2.1" not in str(seen)
        assert "cloudfront-viewer-city" not in seen
        assert ("cloudfront-viewer-address" in seen) == (path == "/api/events")

    around(echo, scenario)


def test_a_viewer_has_an_address() -> None:
    with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6 address"):
        Viewer(address="shop.localhost")


def test_a_body_reaches_the_origin() -> None:
    async def scenario(browser: Browser) -> None:
        answer = await browser.get("chat.localhost", "/api/events", method="POST", data="moin")
        assert (await answer.json())["body"] == "moin"

    around(echo, scenario)


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_body_is_handed_on_as_it_came(encoding: str) -> None:
    async def scenario(browser: Browser) -> None:
        headers = {"Content-Encoding": encoding}
        answer = await browser.get("chat.localhost", "/api/events", method="POST", data="moin", headers=headers)
        seen = (await answer.json())["headers"]
        assert (seen["content-encoding"], seen["content-length"]) == (encoding, "4")

    around(unread, scenario)


def test_a_file_comes_compressed_and_dated() -> None:
    async def scenario(browser: Browser) -> None:
        answer = await browser.get("chat.localhost", "/loader.js", headers={"Accept-Encoding": "br"})
        assert await answer.text() == SCRIPT
        assert answer.headers["Content-Encoding"] == "br"
        assert (answer.headers["Age"], answer.headers["Server"]) == ("0", "CloudFront")
        assert "Date" in answer.headers

    around(script, scenario)


def test_a_file_that_the_browser_has_is_not_sent_again() -> None:
    async def scenario(browser: Browser) -> None:
        answer = await browser.get("chat.localhost", "/loader.js", headers={"If-None-Match": 'W/"abc"'})
        assert (answer.status, await answer.read()) == (304, b"")

    around(script, scenario)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/oauth2/authorize", 200),
        ("GET", "/login", 200),
        ("POST", "/login", 200),
        ("POST", "/oauth2/token", 200),
        ("OPTIONS", "/oauth2/token", 200),
        ("GET", "/logout", 200),
        ("GET", "/", 404),
        ("POST", "/", 404),
        ("GET", "/_ministack/health", 404),
        ("POST", "/_ministack/reset", 404),
        ("GET", "/some-bucket/some-key", 404),
    ],
)
def test_only_the_sign_in_of_ministack_can_be_reached(method: str, path: str, status: int) -> None:
    async def scenario(browser: Browser) -> None:
        assert (await browser.get("login.localhost", path, method=method)).status == status

    around(echo, scenario)


def test_the_shop_carries_the_widget_as_any_page_would() -> None:
    async def scenario(browser: Browser) -> None:
        page = await (await browser.get("shop.localhost")).text()
        assert '<script async src="http://chat.localhost:1/loader.js"></script>' in page

    around(echo, scenario)


@pytest.mark.parametrize(
    ("path", "accept_language", "language"),
    [
        ("/", "de-AT,de;q=0.9,en;q=0.8", "de"),
        ("/", "fr,en-GB;q=0.8,de;q=0.7", "en"),
        ("/", "fr", "en"),
        ("/?lang=de", "en", "de"),
        ("/?lang=xx", "de", "de"),
    ],
)
def test_a_demo_page_speaks_the_language_of_its_reader(path: str, accept_language: str, language: str) -> None:
    async def scenario(browser: Browser) -> None:
        answer = await browser.get("shop.localhost", path, headers={"Accept-Language": accept_language})
        assert f'<html lang="{language}">' in await answer.text()
        assert answer.headers["Content-Language"] == language

    around(echo, scenario)


def test_a_page_with_a_policy_has_another_nonce_each_time() -> None:
    async def scenario(browser: Browser) -> None:
        seen = set()
        for _ in range(2):
            answer = await browser.get("shop.localhost", "/strict")
            (nonce,) = re.findall(r"script-src 'nonce-([^']{20,})' ", answer.headers["Content-Security-Policy"])
            assert f'<script nonce="{nonce}">' in await answer.text()
            seen.add(nonce)
        assert len(seen) == 2
        assert "Content-Security-Policy" not in (await browser.get("shop.localhost", "/")).headers

    around(echo, scenario)


def test_a_script_of_a_page_comes_as_it_is() -> None:
    async def scenario(browser: Browser) -> None:
        answer = await browser.get("shop.localhost", "/hostile.js")
        assert answer.content_type == "text/javascript"
        assert "window.$ = " in await answer.text()

    around(echo, scenario)


@pytest.mark.parametrize(("method", "path"), [("GET", "/pages.py"), ("GET", "/../pages.py"), ("POST", "/")])
def test_a_demo_host_has_its_pages_only(method: str, path: str) -> None:
    async def scenario(browser: Browser) -> None:
        assert (await browser.get("shop.localhost", path, method=method)).status == 404

    around(echo, scenario)


def test_a_token_is_renewed_by_the_api_that_keeps_the_groups() -> None:
    async def cognito(request: web.Request) -> web.Response:
        assert request.headers["X-Amz-Target"].endswith(".InitiateAuth")
        asked = json.loads(await request.text())
        if asked["AuthParameters"]["REFRESH_TOKEN"] != "good":
            return web.json_response({"__type": "NotAuthorizedException"}, status=400)
        renewed = {"AccessToken": "new", "IdToken": "who", "ExpiresIn": 3600}
        return web.json_response({"AuthenticationResult": renewed})

    async def scenario(browser: Browser) -> None:
        for token, status in (("good", 200), ("bad", 400)):
            form = {"grant_type": "refresh_token", "client_id": "console", "refresh_token": token}
            answer = await browser.get("login.localhost", "/oauth2/token", method="POST", data=form)
            assert answer.status == status
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert (await answer.json()).get("access_token") == ("new" if token == "good" else None)

    around(cognito, scenario)
