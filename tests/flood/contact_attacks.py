"""What an attacker can do to the contact form: by the widget, with keys and solved challenges, and by the page."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final
from urllib.parse import urlencode

import aiohttp

from tests.billing.use import CALL, Use
from tests.end_to_end import clients
from tests.end_to_end.clients import Frame, VisitorKey
from tests.end_to_end.contact_client import FIELDS, TOO_SOON_SECONDS, read_form, solved
from tests.flood.attacks import Act, Attack, Target, check

FORM, REQUESTS = "GET /api/contact/form", "POST /api/contact/requests"
PAGE, PAGE_POSTS = "GET /contact/{site}", "POST /contact/{site}"

_PATH: Final = "/api/contact/requests"
_ASKED: Final = CALL + Use(requests=1, edge_requests=1)
_EMOJI: Final = "\N{GRINNING FACE}"
_LONGEST: Final = {**FIELDS, "subject": _EMOJI * 200, "message": _EMOJI * 4000}
_TYPE: Final = {"content-type": "application/x-www-form-urlencoded"}


def _reading(path: str) -> Callable[[Target], AbstractAsyncContextManager[Act]]:
    @asynccontextmanager
    async def begin(target: Target) -> AsyncIterator[Act]:
        async with clients.http_session() as session:

            async def act() -> Use:
                return await _used(await session.get(target.chat + path, headers={"origin": target.shop}))

            yield act

    return begin


@asynccontextmanager
async def _without_proof(target: Target) -> AsyncIterator[Act]:
    async with clients.http_session() as session:
        body = {**await _body(session, target), "fields": _LONGEST}

        async def act() -> Use:
            return await _used(await session.post(target.chat + _PATH, json=body, headers={"origin": target.shop}))

        yield act


@asynccontextmanager
async def _unsolved(target: Target) -> AsyncIterator[Act]:
    """With a proof, which is noted, and a challenge that is ours, so that a key is derived."""
    async with clients.http_session() as session:
        body = await _body(session, target)
        body["solution"]["counter"] += 1
        await asyncio.sleep(TOO_SOON_SECONDS)

        async def act() -> Use:
            return await _sent(session, target, body)

        yield act


@asynccontextmanager
async def _stored(target: Target) -> AsyncIterator[Act]:
    async with clients.http_session() as session:

        async def act() -> Use:
            body = {**await _body(session, target), "fields": _LONGEST}
            await asyncio.sleep(TOO_SOON_SECONDS)
            return await _sent(session, target, body)

        yield act


@asynccontextmanager
async def _page_filled(target: Target) -> AsyncIterator[Act]:
    async with clients.http_session() as session:

        async def act() -> Use:
            async with session.get(f"{target.chat}/contact/shop?lang=en") as page:
                found = re.search(r'name="token" value="([^"]+)"', await page.text())
            assert found
            await asyncio.sleep(TOO_SOON_SECONDS)
            form = urlencode({"token": found[1], **_LONGEST})
            address = f"{target.chat}/contact/shop?lang=en"
            return await _used(await session.post(address, data=form, headers=_TYPE, allow_redirects=False))

        yield act


async def _body(session: aiohttp.ClientSession, target: Target) -> Frame:
    """A contact request as a browser sends it, with a challenge of its own."""
    challenge = (await read_form(session, target.chat, target.shop))["challenge"]
    solution = await asyncio.to_thread(solved, challenge)
    return {
        "request_id": secrets.token_hex(16),
        "locale": "en",
        "fields": FIELDS,
        "challenge": challenge,
        "solution": solution,
    }


async def _sent(session: aiohttp.ClientSession, target: Target, body: Frame) -> Use:
    """With a proof of a fresh key."""
    proof = VisitorKey().proof(target.chat, htm="POST", htu=target.chat + _PATH)
    headers = {"origin": target.shop, "authorization": f"Proof {proof}"}
    return await _used(await session.post(target.chat + _PATH, json=body, headers=headers))


async def _used(answer: aiohttp.ClientResponse) -> Use:
    async with answer:
        check(answer.status)
        return _ASKED + Use(edge_bytes=len(await answer.read()))


CONTACT_ATTACKS = (
    Attack("form and challenge", FORM, _reading("/api/contact/form?locale=en")),
    Attack("contact request without a proof", REQUESTS, _without_proof),
    Attack("contact request, not solved", REQUESTS, _unsolved),
    Attack("longest contact request", REQUESTS, _stored),
    Attack("contact page", PAGE, _reading("/contact/shop?lang=en")),
    Attack("contact page, filled in at length", PAGE_POSTS, _page_filled),
)
