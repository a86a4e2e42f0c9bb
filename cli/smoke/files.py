"""What CloudFront serves out of the bucket."""

import asyncio
import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Callable

from cli.smoke.points import Missed, Point, Skipped, expect
from cli.smoke.target import Reply, Target

_TRIES = 10


async def loader_is_served(target: Target) -> None:
    reply = await target.get("/loader.js", Origin=target.origin)
    expect(reply.status == 200, f"status {reply.status}")
    expect("javascript" in reply.headers.get("Content-Type", ""), _header(reply, "Content-Type"))
    expect(reply.headers.get("Access-Control-Allow-Origin") == "*", _header(reply, "Access-Control-Allow-Origin"))


async def clock_can_be_read(target: Target) -> None:
    """A widget whose clock is wrong adds ``Age`` to ``Date``, see docs/protocol.md."""
    reply = await _until(target, "identity", lambda reply: "Age" in reply.headers)
    exposed = reply.headers.get("Access-Control-Expose-Headers", "").lower()
    expect("date" in exposed and "age" in exposed, _header(reply, "Access-Control-Expose-Headers"))
    expect("Date" in reply.headers, _header(reply, "Date"))
    expect("Age" in reply.headers, _header(reply, "Age"))


async def brotli_is_used(target: Target) -> None:
    reply = await _until(target, "br", lambda reply: reply.headers.get("Content-Encoding") == "br")
    expect(reply.headers.get("Content-Encoding") == "br", _header(reply, "Content-Encoding"))


async def gzip_is_used(target: Target) -> None:
    reply = await _until(target, "gzip", lambda reply: reply.headers.get("Content-Encoding") == "gzip")
    expect(reply.headers.get("Content-Encoding") == "gzip", _header(reply, "Content-Encoding"))


async def http_leads_to_https(target: Target) -> None:
    if not target.is_secure:
        raise Skipped("the local run has no TLS")
    reply = await target.get(target.url.replace("https://", "http://", 1) + "/loader.js")
    expect(reply.status in {301, 308}, f"status {reply.status}")
    expect(reply.headers.get("Location", "").startswith(target.url), _header(reply, "Location"))


async def browsers_are_told_to_be_strict(target: Target) -> None:
    for path in ("/loader.js", "/console/"):
        reply = await target.get(path)
        expect(reply.headers.get("X-Content-Type-Options") == "nosniff", _header(reply, "X-Content-Type-Options"))
        hsts = reply.headers.get("Strict-Transport-Security", "")
        expect("max-age=" in hsts, _header(reply, "Strict-Transport-Security"))


async def console_is_served(target: Target) -> None:
    for path in ("/console", "/console/", "/console/any/where"):
        reply = await target.get(path, follow=True)
        expect(reply.status == 200, f"status {reply.status} for {path}")
        expect("html" in reply.headers.get("Content-Type", ""), _header(reply, "Content-Type"))
    policy = reply.headers.get("Content-Security-Policy", "")
    expect("default-src 'none'" in policy, _header(reply, "Content-Security-Policy"))
    expect(reply.headers.get("X-Frame-Options") == "DENY", _header(reply, "X-Frame-Options"))


async def availability_is_served(target: Target) -> None:
    """The page's own: it says which groups there are, and soon something else."""
    reply = await target.get(f"/availability/{target.origin.partition('//')[2]}.json", Origin=target.origin)
    expect(reply.status == 200, f"status {reply.status}")
    groups = json.loads(reply.body).get("groups", {}).values()
    states = {group["state"] for group in groups}
    expect(bool(states) and states <= {"available", "busy", "offline"}, ", ".join(sorted(states)) or "no group")
    expect(reply.headers.get("Access-Control-Allow-Origin") == "*", _header(reply, "Access-Control-Allow-Origin"))
    expect(reply.headers.get("Cache-Control") == "public, max-age=15", _header(reply, "Cache-Control"))


async def parts_are_kept_for_ever(target: Target) -> None:
    page = await target.get("/console/")
    parts = re.findall(r'"(/assets/[^"]+)"', page.body.decode())
    expect(bool(parts), "no /assets/ in the console's page")
    for part in parts:
        reply = await target.get(part)
        expect(reply.status == 200, f"status {reply.status} for {part}")
        expect("immutable" in reply.headers.get("Cache-Control", ""), _header(reply, "Cache-Control"))


async def pinned_loader_is_what_its_hash_says(target: Target) -> None:
    """Else no page that names the hash has a chat: browsers drop what differs, or is not shared with them."""
    if target.outputs.get("PublicUrl") != target.url or "LoaderPath" not in target.outputs:
        raise Skipped("it needs the outputs of this deployment's stack")
    reply = await target.get(target.outputs["LoaderPath"], Origin=target.origin)
    expect(reply.status == 200, f"status {reply.status}")
    digest = f"sha256-{b64encode(hashlib.sha256(reply.body).digest()).decode()}"
    expect(digest == target.outputs["LoaderIntegrity"], f"a file whose hash is {digest}")
    expect(reply.headers.get("Access-Control-Allow-Origin") == "*", _header(reply, "Access-Control-Allow-Origin"))


async def bucket_shows_nothing(target: Target) -> None:
    for path in ("/", "/no-such-file.js"):
        reply = await target.get(path)
        expect(reply.status in {403, 404}, f"status {reply.status} for {path}")
        expect(b"ListBucketResult" not in reply.body, f"a list of files for {path}")


POINTS = (
    Point(says="loader.js is served, and pages of every origin may load it", check=loader_is_served),
    Point(says="pages may read Date and Age, from which the widget corrects its clock", check=clock_can_be_read),
    Point(says="who takes brotli gets brotli", check=brotli_is_used),
    Point(says="who takes gzip only gets gzip", check=gzip_is_used),
    Point(says="plain http leads to https", check=http_leads_to_https),
    Point(says="browsers are told not to guess types and to stay with https", check=browsers_are_told_to_be_strict),
    Point(
        says="the console is served for every path below /console, with a strict policy and in no frame",
        check=console_is_served,
    ),
    Point(says="a page may know whether agents are there, as of the last seconds", check=availability_is_served),
    Point(says="hashed files are there and may be kept for ever", check=parts_are_kept_for_ever),
    Point(says="the loader that pages pin is the one that its hash names", check=pinned_loader_is_what_its_hash_says),
    Point(says="a path that does not exist shows nothing of the bucket", check=bucket_shows_nothing),
)


async def _until(target: Target, encoding: str, enough: Callable[[Reply], bool]) -> Reply:
    """CloudFront has ``Age`` on hits only, and compresses when it finds the time: the first answers may be without."""
    for attempt in range(_TRIES):
        reply = await target.get("/loader.js", Origin=target.origin, Accept_Encoding=encoding)
        if reply.status != 200:
            raise Missed(f"got status {reply.status}")
        if enough(reply):
            break
        await asyncio.sleep(attempt / 10)
    return reply


def _header(reply: Reply, name: str) -> str:
    return f"{name}: {reply.headers.get(name, 'nothing')}"
