"""All functions together, on moto, as the edge calls them: whoever is on a site, and whoever answers there."""

import hashlib
import itertools
import json
import uuid
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from lambdas.api import serving
from lambdas.aws import clients
from lambdas.chat import authorizer
from lambdas.contact import form_handler, inbox_handler, inbox_wiring
from lambdas.contact import wiring as contact_wiring
from lambdas.identity import keys
from lambdas.identity.people import Agent, Identity, Visitor, identity_of
from lambdas.privacy import handler as privacy_handler
from lambdas.privacy import wiring as privacy_wiring
from tests.unit.lambdas.credentials import EDGE, Pool, VisitorKey, write_edge_secret
from tests.unit.lambdas.world import ENVIRONMENT, Person, World

CHAT, SHOP = ENVIRONMENT["PUBLIC_URL"], "https://www.example.com"
SENDER, DESK = "chat@example.com", "desk@example.com"
FORMS = {
    site: {"fields": ["name", "email", "telephone", "message"], "required": ["email"], "notify": [DESK]}
    for site in ("shop", "other")
}
POOL = Pool()

Handler = Callable[[Any, Any], Any]
Got = tuple[int, Any]
"""Status, and the body: JSON, or a page as text."""


class Deployment:
    """``post`` and ``get`` say what a browser gets."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch, **told: str) -> None:
        """``told`` are variables of the functions' that are to be others."""
        self.world = world
        for name, value in {**_TOLD, **told}.items():
            monkeypatch.setenv(name, value)
        for part in (inbox_wiring.inbox, *_cached(contact_wiring), *_cached(privacy_wiring)):
            part.cache_clear()
        for module in (serving, authorizer, privacy_handler):
            monkeypatch.setattr(module, "time", self._clock())
        monkeypatch.setattr(keys, "fetch", lambda _url: POOL.keys)
        monkeypatch.setattr(clients, "mail", lambda: boto3.client("sesv2"))
        boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        write_edge_secret(current=EDGE)
        boto3.client("secretsmanager").create_secret(Name=_TOLD["RECEIPT_SECRET"], SecretString="receipts" * 8)

    def post(self, handler: Handler, path: str, body: object, **headers: str) -> Got:
        return self._answer(handler, "POST", path, json.dumps(body), headers)

    def get(self, handler: Handler, path: str, **headers: str) -> Got:
        return self._answer(handler, "GET", path, None, headers)

    def fill_in(self, path: str, values: Mapping[str, str]) -> Got:
        """The plain page, as a browser without JavaScript sends it."""
        form = {"content-type": "application/x-www-form-urlencoded"}
        return self._answer(form_handler.handler, "POST", path, urlencode(values), form)

    def mails(self) -> list[Any]:
        """What SES was given to send."""
        backend = ses_backends[DEFAULT_ACCOUNT_ID]["eu-central-1"]
        return [vars(message) for message in backend.sent_messages]

    def _answer(self, handler: Handler, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Got:
        raw_path, _, query = path.partition("?")
        answer = handler(
            {
                "version": "2.0",
                "rawPath": raw_path,
                "rawQueryString": query,
                "requestContext": {"http": {"method": method}},
                "headers": {"x-tresen-edge": EDGE, **headers},
                "body": body,
            },
            None,
        )
        text = answer.get("body", "")
        is_json = answer["headers"].get("content-type") == "application/json"
        return answer["statusCode"], json.loads(text) if is_json else text

    def _clock(self) -> SimpleNamespace:
        world = self.world
        return SimpleNamespace(time=lambda: world.now / 1000, time_ns=lambda: world.now * 1_000_000)


class Guest:
    """A visitor with a key of its own, on the shop's page."""

    def __init__(self, deployment: Deployment, origin: str = SHOP) -> None:
        self._deployment = deployment
        self._origin = origin
        self.key = VisitorKey()
        self.proofs: list[str] = []
        identity = self._connected()
        assert isinstance(identity, Visitor)
        self.visitor_id, self.site = identity.visitor_id, identity.site
        self.page: Person = deployment.world.connect(identity)

    @property
    def conversation_id(self) -> str:
        return f"{self.site}.{self.visitor_id}"

    def returns(self) -> Person:
        """On a new page, with the same key."""
        self.page = self._deployment.world.connect(self._connected())
        return self.page

    def asks(self, handler: Handler, path: str, body: object) -> Got:
        """With a new proof."""
        proof = self._proof("POST", path)
        return self._deployment.post(handler, path, body, authorization=f"Proof {proof}", origin=self._origin)

    def sends_form(self, fields: Mapping[str, str], **more: Any) -> Got:
        """Reads the form, takes its time, does the work and sends it."""
        path = "/api/contact/form?locale=de"
        status, form = self._deployment.get(form_handler.handler, path, origin=self._origin)
        assert status == 200
        self._deployment.world.passes(5_000)
        body = {
            "request_id": str(uuid.uuid4()),
            "locale": "de",
            "fields": dict(fields),
            "challenge": form["challenge"],
            "solution": solution(form["challenge"]),
            **more,
        }
        return self.asks(form_handler.handler, "/api/contact/requests", body)

    def _connected(self) -> Identity:
        headers = {
            "origin": self._origin,
            "sec-websocket-protocol": f"tresen.v1, proof.{self._proof('GET', '/ws')}",
            "x-tresen-edge": EDGE,
        }
        arn = "arn:aws:execute-api:eu-central-1:123456789012:abc/ws/$connect"
        event = {"type": "REQUEST", "methodArn": arn, "headers": headers, "requestContext": {}}
        return identity_of(authorizer.handler(event, None)["context"])

    def _proof(self, method: str, path: str) -> str:
        now = self._deployment.world.now // 1000
        proof = self.key.proof(htm=method, htu=f"{CHAT}{path}", iat=now, jti=uuid.uuid4().hex)
        self.proofs.append(proof)
        return proof


class Colleague:
    """An agent with a token, in the console."""

    def __init__(self, deployment: Deployment, name: str, *groups: str) -> None:
        self._deployment = deployment
        self._groups = groups
        self.name = name
        ends = deployment.world.now // 1000 + 3600
        self.page = deployment.world.connect(Agent(agent_id=name, groups=frozenset(groups), expires_at=ends))

    def asks(self, handler: Handler, path: str, body: object) -> Got:
        now = self._deployment.world.now // 1000
        claims: dict[str, Any] = {"cognito:groups": list(self._groups)}
        token = POOL.token(sub=self.name, iat=now, exp=now + 3600, **claims)
        return self._deployment.post(handler, path, body, authorization=f"Bearer {token}", origin=CHAT)

    def inbox(self, state: str = "new", text: str = "") -> list[Any]:
        status, found = self.asks(inbox_handler.handler, "/api/contact/search", {"state": state, "text": text})
        assert status == 200
        requests: list[Any] = found["requests"]
        return requests


def solution(challenge: Mapping[str, Any]) -> dict[str, Any]:
    """The work that a browser does."""
    asked = challenge["parameters"]
    nonce, salt = bytes.fromhex(asked["nonce"]), bytes.fromhex(asked["salt"])
    for counter in itertools.count():
        password = nonce + counter.to_bytes(4)
        key = hashlib.pbkdf2_hmac("sha256", password, salt, asked["cost"], asked["keyLength"]).hex()
        if key.startswith(asked["keyPrefix"]):
            return {"counter": counter, "derivedKey": key}
    raise AssertionError("numbers do not end")


_TOLD = {
    "FORMS": json.dumps(FORMS),
    "CONTACT_RETENTION_DAYS": "180",
    "SENDER": SENDER,
    "NOTE_CONTENT": "false",
    "RECEIPT_SECRET": "receipts",
    "RECOVERY_DAYS": "7",
    "AUDIT_DAYS": "1095",
}


def _cached(module: object) -> list[Any]:
    return [part for part in vars(module).values() if hasattr(part, "cache_clear")]
