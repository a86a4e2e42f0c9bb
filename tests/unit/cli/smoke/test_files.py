"""Each fault of what CloudFront serves is found by the point that is about it."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from cli.smoke.files import POINTS
from cli.smoke.points import Outcome, result_of
from cli.smoke.target import target_at

STRICT = {"X-Content-Type-Options": "nosniff", "Strict-Transport-Security": "max-age=1"}
LOADER = STRICT | {
    "Content-Type": "text/javascript",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Date,Age",
    "Age": "3",
}
CONSOLE = STRICT | {
    "Content-Type": "text/html",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'",
    "X-Frame-Options": "DENY",
}
PART = {"Content-Type": "text/javascript", "Cache-Control": "public, max-age=31536000, immutable"}

PINNED = "/assets/loader-1.js"
SHARED = PART | {"Access-Control-Allow-Origin": "*"}
INTEGRITY = f"sha256-{b64encode(hashlib.sha256(b'loader').digest()).decode()}"

AVAILABILITY = "/availability/www.example.com.json"
WHO_IS_THERE = {
    "Content-Type": "application/json",
    "Cache-Control": "public, max-age=15",
    "Access-Control-Allow-Origin": "*",
}

Files = dict[str, tuple[int, Mapping[str, str], str]]
"""Path -> status, headers, text."""


def files() -> Files:
    page = '<script src="/assets/console-1.js"></script>'
    return {
        "/loader.js": (200, LOADER, "loader"),
        "/console": (308, {"Location": "/console/"}, ""),
        "/console/": (200, CONSOLE, page),
        "/console/any/where": (200, CONSOLE, page),
        "/assets/console-1.js": (200, PART, "part"),
        PINNED: (200, SHARED, "loader"),
        AVAILABILITY: (200, WHO_IS_THERE, '{"groups":{"service":{"state":"busy","valid_until":1}}}'),
    }


def failed(served: Files, *, compresses: bool = True) -> set[str]:
    """The names of the checks that fail on what is served so."""

    async def answer(request: web.Request) -> web.Response:
        status, headers, text = served.get(request.path, (403, {}, "denied"))
        coding = request.headers["Accept-Encoding"]
        extra = {"Content-Encoding": coding} if compresses and coding != "identity" else {}
        return web.Response(status=status, headers={**headers, **extra}, body=text.encode())

    async def outcomes() -> set[str]:
        application = web.Application()
        application.router.add_get("/{path:.*}", answer)
        async with TestServer(application) as server:
            where: dict[str, Any] = {"url": str(server.make_url("")).rstrip("/"), "origin": "https://www.example.com"}
            outputs = {"PublicUrl": where["url"], "LoaderPath": PINNED, "LoaderIntegrity": INTEGRITY}
            async with target_at(**where, outputs=outputs) as target:
                results = [(point, await result_of(point, target)) for point in POINTS]
        return {point.check.__name__ for point, result in results if result.outcome is Outcome.FAILED}

    return asyncio.run(outcomes())


def without(path: str, header: str) -> Callable[[Files], None]:
    def change(served: Files) -> None:
        status, headers, text = served[path]
        served[path] = (status, {name: value for name, value in headers.items() if name != header}, text)

    return change


def saying(path: str, text: str) -> Callable[[Files], None]:
    def change(served: Files) -> None:
        served[path] = (*served[path][:2], text)

    return change


def listed(served: Files) -> None:
    served["/"] = (200, {}, "<ListBucketResult>")


def lost(path: str) -> Callable[[Files], None]:
    def change(served: Files) -> None:
        del served[path]

    return change


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.smoke.files._TRIES", 2)


def test_a_deployment_in_order_has_no_fault() -> None:
    assert failed(files()) == set()


@pytest.mark.parametrize(
    ("fault", "found_by"),
    [
        (lost("/loader.js"), "loader_is_served"),
        (without("/loader.js", "Access-Control-Allow-Origin"), "loader_is_served"),
        (without("/loader.js", "Access-Control-Expose-Headers"), "clock_can_be_read"),
        (without("/loader.js", "Age"), "clock_can_be_read"),
        (without("/loader.js", "X-Content-Type-Options"), "browsers_are_told_to_be_strict"),
        (without("/console/", "Strict-Transport-Security"), "browsers_are_told_to_be_strict"),
        (without("/console/any/where", "Content-Security-Policy"), "console_is_served"),
        (without("/console/any/where", "X-Frame-Options"), "console_is_served"),
        (lost("/console/any/where"), "console_is_served"),
        (lost("/console"), "console_is_served"),
        (lost("/assets/console-1.js"), "parts_are_kept_for_ever"),
        (without("/assets/console-1.js", "Cache-Control"), "parts_are_kept_for_ever"),
        (lost(PINNED), "pinned_loader_is_what_its_hash_says"),
        (saying(PINNED, "another"), "pinned_loader_is_what_its_hash_says"),
        (without(PINNED, "Access-Control-Allow-Origin"), "pinned_loader_is_what_its_hash_says"),
        (lost(AVAILABILITY), "availability_is_served"),
        (without(AVAILABILITY, "Access-Control-Allow-Origin"), "availability_is_served"),
        (without(AVAILABILITY, "Cache-Control"), "availability_is_served"),
        (saying(AVAILABILITY, "{}"), "availability_is_served"),
        (saying(AVAILABILITY, '{"groups":{"service":{"state":"ada"}}}'), "availability_is_served"),
        (listed, "bucket_shows_nothing"),
    ],
)
def test_each_fault_is_found(fault: Callable[[Files], None], found_by: str) -> None:
    served = files()
    fault(served)
    assert found_by in failed(served)


def test_what_is_not_compressed_is_found() -> None:
    assert failed(files(), compresses=False) == {"brotli_is_used", "gzip_is_used"}
