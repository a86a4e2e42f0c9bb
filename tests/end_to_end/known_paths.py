"""The ways of a known visitor, and of the agents who answer, through all of the product, honest and otherwise."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from local.faults.config import Faults
from local.stack import LocalStack
from tests.end_to_end import clients, contact_client
from tests.end_to_end.around import client
from tests.end_to_end.clients import Client, Frame, VisitorKey
from tests.end_to_end.error_client import ERRORS, envelope_of, event_of
from tests.end_to_end.traffic import EVENTS
from tests.promises.known_visitor import ADDRESSES, OPENED, Known
from tests.promises.markers import Markers


class NotedKey(VisitorKey):
    """Remembers each proof that it has signed."""

    def __init__(self) -> None:
        super().__init__()
        self.proofs: list[str] = []

    def proof(self, url: str, *, header: Frame | None = None, **claims: Any) -> str:
        self.proofs.append(super().proof(url, header=header, **claims))
        return self.proofs[-1]


@dataclass(frozen=True)
class Scene:
    """``tokens`` are those of the agents, by their names."""

    stack: LocalStack
    tokens: Mapping[str, str]
    known: Known = field(default_factory=Known)
    key: NotedKey = field(default_factory=NotedKey)

    def markers(self, more: Mapping[str, str]) -> Markers:
        credentials = {
            "visitor id": self.key.visitor_id,
            "public key": self.key.jwk["x"],
            **{f"proof {number}": proof for number, proof in enumerate(self.key.proofs)},
            **{f"token of {name}": token for name, token in self.tokens.items()},
        }
        return self.known.markers(**credentials, **more)

    @property
    def chat(self) -> str:
        return self.stack.addresses.chat

    @property
    def shop(self) -> str:
        return self.stack.addresses.shop

    @property
    def headers(self) -> dict[str, str]:
        return {"user-agent": self.known.user_agent}

    @property
    def conversation_id(self) -> str:
        return f"{self.stack.site}.{self.key.visitor_id}"

    def session(self) -> aiohttp.ClientSession:
        return clients.http_session(headers=self.headers)

    @asynccontextmanager
    async def visitor(self, proof: str | None = None) -> AsyncIterator[Client]:
        offered = f"proof.{proof or self.key.proof(self.chat)}"
        async with clients.connection(self.chat, self.shop, "tresen.v1", offered, headers=self.headers) as opened:
            yield opened

    async def asks(self, path: str, body: object, key: VisitorKey | None = None) -> tuple[int, Frame]:
        async with self.session() as session:
            return await contact_client.post(session, self.chat, path, self.shop, key or self.key, body)

    async def agent_asks(self, name: str, path: str, body: object) -> tuple[int, Frame]:
        async with clients.http_session() as session:
            return await contact_client.post_as_agent(session, self.chat, path, self.tokens[name], body)

    async def tells(self, body: object, origin: str | None = None, **headers: str) -> tuple[int, Frame]:
        """How the widget is used. ``body`` is text, or what is to be JSON."""
        told = body if isinstance(body, str) else json.dumps(body)
        return await self._posts(EVENTS, told, origin, **headers)

    async def reports(self, envelope: str, origin: str | None = None) -> tuple[int, Frame]:
        """What went wrong in a page."""
        return await self._posts(ERRORS, envelope, origin)

    async def _posts(self, path: str, body: str, origin: str | None, **headers: str) -> tuple[int, Frame]:
        headers = {"origin": origin or self.shop, "content-type": "text/plain", **headers}
        async with self.session() as session:
            answer = await session.post(f"{self.chat}{path}", data=body.encode(), headers=headers)
            return answer.status, await answer.json()


async def talks(scene: Scene) -> None:
    """A conversation in both directions, with all that belongs to one."""
    known = scene.known
    async with scene.visitor() as visitor, clients.agent(scene.chat, scene.tokens["sales"]) as agent:
        await agent.ask("renew_presence", presence="available")
        started = await visitor.ask("start", locale="en", group="sales")
        sent = await visitor.send(known.said, started["entries"][-1]["seq"])
        named = {"conversation_id": started["conversation"]["conversation_id"]}
        await agent.ask("list_conversations")
        await agent.socket.send_json({"type": "announce_typing", "command_id": "t1", "seen": sent["seq"], **named})
        taken = await agent.ask("take", **named)
        answered = await agent.send(known.answered, taken["entries"][-1]["seq"], **named)
        await visitor.socket.send_json({"type": "announce_typing", "command_id": "t2", "seen": answered["seq"]})
        await visitor.send(known.said, answered["seq"])
        marks = {"delivered": answered["seq"], "seen": answered["seq"]}
        await visitor.socket.send_json({"type": "mark_entries", "command_id": "t3", **marks})
        await visitor.ask("read_history", before=answered["seq"])
        await agent.ask("close", **named)
        await agent.ask("reopen", **named)
        await agent.ask("renew_presence", presence="offline")


async def writes(scene: Scene) -> None:
    """A contact request, with the widget's form and with the plain page, and what the agents do with it."""
    known = scene.known
    asked = {"fields": known.fields, "group": "sales"}
    requests: list[tuple[VisitorKey, Frame]] = [(scene.key, asked)]
    (received,) = await contact_client.submit_all(scene.chat, scene.shop, requests, scene.headers)
    async with scene.session() as session:
        page = f"{scene.chat}/contact/{scene.stack.site}?lang=de"
        assert (await contact_client.submit_by_page(session, page, known.page_fields)).status == 303
        wrong = {**known.page_fields, "email": known.never_taken}
        assert (await contact_client.submit_by_page(session, page, wrong)).status != 303
    await is_looked_after(scene, contact_client.contact_id(scene.stack.site, scene.key, received))


async def is_looked_after(scene: Scene, contact_id: str) -> None:
    async def changes(version: int, **change: str) -> None:
        body = {"contact_id": contact_id, "version": version, "change": change}
        status, answer = await scene.agent_asks("sales", "/api/contact/changes", body)
        assert status == 200, answer

    search = {"state": "new", "text": scene.known.fields["email"]}
    status, found = await scene.agent_asks("sales", "/api/contact/search", search)
    assert (status, len(found["requests"])) == (200, 1)
    await changes(1, type="take")
    await changes(2, type="note", text=scene.known.noted)
    await changes(3, type="finish")
    await changes(4, type="hand_over", group="service")


async def sees_its_data(scene: Scene) -> None:
    status, stored = await scene.asks("/api/privacy/stored", {})
    assert (status, len(stored["stored"])) == (200, 3), stored
    status, part = await scene.asks("/api/privacy/export", {})
    assert (status, part["visitor_id"]) == (200, scene.key.visitor_id)


async def is_analysed(scene: Scene) -> int:
    """From each kind of address. So many events were taken."""
    known = scene.known
    mail = f"{scene.shop}/customers/{known.fields['email']}/orders"
    for address in ADDRESSES.values():
        scene.stack.viewers(address=address, country="CH")
        assert await scene.tells(known.batch(mail, OPENED, {"type": "messages_sent", "age": 9, "count": 2})) == (
            202,
            {"queued": 2},
        )
    return 2 * len(ADDRESSES)


async def is_not_analysed(scene: Scene) -> None:
    """What is refused, and who asks not to be followed."""
    known, page = scene.known, f"{scene.shop}/"
    nothing = (200, {"queued": 0})
    unasked = known.batch(page, visit_id=known.unasked_visit_id)
    assert await scene.tells(unasked, **{"sec-gpc": "1"}) == nothing
    assert await scene.tells(unasked, dnt="1") == nothing
    invalid = (400, {"code": "invalid_request"})
    for body in (
        known.batch(page, email=known.never_taken),
        known.batch(page, {**OPENED, "text": known.never_taken}),
        known.batch(page, {"type": known.never_taken, "age": 1}),
        known.batch(page, visit_id=known.never_taken),
        known.batch(f"{page}?q={known.never_taken.replace(' ', '+')}"),
        known.batch(f"https://another.example/{known.tag}/{known.never_taken.replace(' ', '-')}"),
    ):
        assert _code(await scene.tells(body)) == invalid, body
    assert _code(await scene.tells("{" + known.never_taken)) == (400, {"code": "not_json"})
    assert _code(await scene.tells(known.never_taken * 1000)) == (413, {"code": "too_long"})
    elsewhere = f"https://{known.tag}.example"
    assert _code(await scene.tells(known.batch(page), origin=elsewhere)) == (403, {"code": "not_allowed"})


async def is_reported(scene: Scene) -> None:
    """As the official SDK does it, with all of the visitor in all places: taken, refused, and of another kind."""
    known, dsn = scene.known, scene.stack.outputs["ErrorsDsn"]
    mail = known.fields["email"]
    event = event_of(
        "RangeError",
        f"no account for {mail} at {ADDRESSES['address']}, {ADDRESSES['IPv6 address']}, signed {scene.key.proofs[-1]}",
        user={
            "id": scene.key.visitor_id,
            "email": mail,
            "ip_address": ADDRESSES["address"],
            "name": known.fields["name"],
        },
        request={
            "url": f"{scene.shop}/tea?mail={mail}#{known.said}",
            "headers": {"User-Agent": known.user_agent, "Cookie": known.said},
            "data": known.fields,
        },
        extra={known.said: known.fields, "token": scene.tokens["sales"]},
        tags={mail: known.said, "customer": known.visit_id},
        contexts={"device": {"model": known.device, "name": known.fields["name"]}},
        breadcrumbs=[
            {"category": "console", "message": known.said},
            {
                "category": "ui.input",
                "message": f'input[value="{known.said}"]',
                "data": {"value": known.fields["message"]},
            },
            {"category": "fetch", "data": {"url": f"{scene.chat}/api/contact?{mail}", "method": "POST"}},
        ],
        server_name=known.answered,
        transaction=f"/customers/{mail}/orders",
    )
    taken = envelope_of(dsn, event)
    attached = "\n".join((json.dumps({"dsn": dsn}), '{"type":"attachment"}', json.dumps(known.fields)))
    assert await scene.reports(taken) == (200, {"id": event["event_id"]})
    assert await scene.reports(attached) == (200, {})
    wrong = envelope_of(f"http://{known.tag}@evil.example/1", event)
    assert await scene.reports(wrong) == (403, {"code": "wrong_dsn"})
    assert await scene.reports(known.never_taken) == (400, {"code": "not_an_envelope"})
    assert await scene.reports(taken, origin=f"https://{known.tag}.example") == (403, {"code": "not_allowed"})


def _code(told: tuple[int, Frame]) -> tuple[int, Frame]:
    """Without what a refusal may say besides."""
    return told[0], {"code": told[1].get("code")}


async def goes_astray(scene: Scene) -> None:
    """Frames, proofs, tokens and bodies that are wrong in each way."""
    known, key = scene.known, scene.key
    async with scene.visitor() as visitor:
        for frame in (
            "{" + known.never_taken,
            json.dumps({"type": known.never_taken, "command_id": "a1"}),
            json.dumps({"type": "open", "command_id": "a2", "text": known.never_taken}),
            json.dumps({"type": "open", "command_id": "a3", "conversation_id": f"other.{known.tag}"}),
        ):
            await visitor.socket.send_str(frame)
            assert (await visitor.receive())["type"] == "command_refused"
        assert (await visitor.send(known.never_taken * 200, 1))["code"] == "text_too_long"
    used = scene.key.proofs[-1]
    for proof in (used, key.proof(scene.chat, htu="https://other.example/ws"), key.proof(scene.chat, iat=1), used[:-9]):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            async with scene.visitor(proof):
                pass
    async with scene.session() as session:
        for path in ("/api/contact/requests", "/api/privacy/stored", "/api/contact/search"):
            for credential in (f"Proof {used}", f"Bearer {scene.tokens['sales'][:-9]}", known.never_taken):
                headers = {"origin": scene.shop, "authorization": credential}
                answer = await session.post(f"{scene.chat}{path}", data=known.never_taken, headers=headers)
                assert answer.status in {400, 401, 403}, (path, answer.status)
    assert (await scene.asks("/api/contact/requests", {"message": known.never_taken}))[0] == 400


async def meets_trouble(scene: Scene) -> None:
    """Stores that ask to wait, and that are not there."""
    known = scene.known
    batch = known.batch(f"{scene.shop}/")
    scene.stack.faults(Faults(throttle=1))
    assert (await scene.tells(batch))[0] == 429
    assert (await scene.asks("/api/privacy/stored", {"a": known.never_taken}))[0] in {400, 429}
    assert (await scene.asks("/api/privacy/stored", {}))[0] == 429
    scene.stack.faults()
    with without_stores(scene.stack):
        assert (await scene.tells(batch)) == (500, {"code": "failed"})
        form = {"text": known.never_taken, "fields": known.fields}
        assert (await scene.asks("/api/contact/requests", form))[0] in {400, 500}
        assert (await scene.asks("/api/privacy/stored", {})) == (500, {"code": "failed"})


@contextmanager
def without_stores(stack: LocalStack) -> Iterator[None]:
    """Functions that look for their stores where there are none, and so fail as nobody has foreseen."""
    functions: Any = client(stack, "lambda")
    broken = {stack.outputs["ChatTable"]: "no-such-table", stack.outputs["EventsQueue"]: "https://queue.invalid/1/none"}
    before: dict[str, dict[str, str]] = {}
    for function in functions.list_functions()["Functions"]:
        variables = function.get("Environment", {}).get("Variables", {})
        changed = {name: broken.get(value, value) for name, value in variables.items()}
        if changed != variables:
            before[function["FunctionName"]] = variables
            functions.update_function_configuration(
                FunctionName=function["FunctionName"], Environment={"Variables": changed}
            )
    try:
        yield
    finally:
        for name, variables in before.items():
            functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})


async def is_erased(scene: Scene) -> None:
    erase = {"erasure_id": secrets.token_hex(16), "conversation_id": scene.conversation_id}
    status, done = await scene.agent_asks("supervisor", "/api/privacy/erasures", erase)
    assert (status, bool(done["receipt"])) == (200, True)


async def until(is_so: Any, seconds: float = 90) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():
            await asyncio.sleep(0.2)
