"""Sends the contact form as the widget does: reads it, solves its challenge, signs the request."""

import asyncio
import re
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
import altcha

from lambdas.contact.challenges import SOONEST_SECONDS
from tests.end_to_end.clients import Frame, VisitorKey, http_session

TOO_SOON_SECONDS = SOONEST_SECONDS
"""A form that was just read takes nothing yet."""

FIELDS = {"email": "rose@example.org", "message": "Is the shop open on Sunday?"}


def solved(challenge: Frame) -> Frame:
    """The solution of a challenge, found as a browser finds it."""
    found = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    assert found is not None
    return {"counter": found.counter, "derivedKey": found.derived_key}


async def read_form(session: aiohttp.ClientSession, chat: str, origin: str, locale: str = "en") -> Frame:
    """The form and its challenge."""
    answer = await session.get(f"{chat}/api/contact/form", params={"locale": locale}, headers={"origin": origin})
    answer.raise_for_status()
    read: Frame = await answer.json()
    return read


async def post(
    session: aiohttp.ClientSession, chat: str, path: str, origin: str, key: VisitorKey, body: object
) -> tuple[int, Frame]:
    """Status and body of the answer to one request with a proof of its own."""
    proof = key.proof(chat, htm="POST", htu=f"{chat}{path}")
    headers = {"origin": origin, "authorization": f"Proof {proof}"}
    answer = await session.post(f"{chat}{path}", json=body, headers=headers)
    return answer.status, await answer.json()


async def post_as_agent(
    session: aiohttp.ClientSession, chat: str, path: str, token: str, body: object
) -> tuple[int, Frame]:
    headers = {"origin": chat, "authorization": f"Bearer {token}"}
    answer = await session.post(f"{chat}{path}", json=body, headers=headers)
    return answer.status, await answer.json()


async def submit_all(
    chat: str, origin: str, requests: list[tuple[VisitorKey, Frame]], headers: Mapping[str, str] | None = None
) -> list[Frame]:
    """What was received of several requests, each a visitor's key and what differs from an empty body."""
    async with http_session(headers=headers) as session:
        forms = [await read_form(session, chat, origin) for _ in requests]
        waited = time.monotonic() + TOO_SOON_SECONDS + 0.5
        bodies = [
            {
                "request_id": secrets.token_hex(16),
                "locale": "en",
                "fields": FIELDS,
                "challenge": form["challenge"],
                "solution": solved(form["challenge"]),
                **differing,
            }
            for form, (_, differing) in zip(forms, requests, strict=True)
        ]
        await asyncio.sleep(max(0, waited - time.monotonic()))
        received = []
        for body, (key, _) in zip(bodies, requests, strict=True):
            status, answer = await post(session, chat, "/api/contact/requests", origin, key, body)
            assert status in {200, 201}, (status, answer)
            received.append(answer)
        return received


async def submit(chat: str, origin: str, key: VisitorKey, fields: dict[str, str] | None = None, **body: Any) -> Frame:
    """What was received of one request."""
    (received,) = await submit_all(chat, origin, [(key, {"fields": fields or FIELDS, **body})])
    return received


async def submit_by_page(session: aiohttp.ClientSession, page: str, fields: dict[str, str]) -> aiohttp.ClientResponse:
    """The answer to the plain page at that address, as a browser without JavaScript sends it."""
    text = await (await session.get(page)).text()
    hidden = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', text))
    await asyncio.sleep(TOO_SOON_SECONDS + 0.5)
    form = {"content-type": "application/x-www-form-urlencoded"}
    return await session.post(page, data=urlencode({**hidden, **fields}), headers=form, allow_redirects=False)


def contact_id(site: str, key: VisitorKey, received: Frame) -> str:
    return f"{site}.{key.visitor_id}.{received['request_id']}"
