"""All functions of the HTTP API in one process, on moto's table, and requests that are good but for one thing."""

import json
from collections.abc import Callable, Mapping
from types import ModuleType, SimpleNamespace
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from lambdas.analytics import collect_handler, collect_wiring
from lambdas.api import serving
from lambdas.aws import clients
from lambdas.contact import form_handler, inbox_handler, inbox_wiring
from lambdas.contact import wiring as contact
from lambdas.contact.challenges import Work
from lambdas.errors import faults_handler, faults_wiring, tunnel_handler, tunnel_wiring
from lambdas.health import handler as health_handler
from lambdas.health import wiring as health
from lambdas.identity import keys
from lambdas.identity import wiring as identity
from lambdas.privacy import handler as privacy_handler
from lambdas.privacy import wiring as privacy
from lambdas.protocol.route import Caller, Media, Part, Route
from lambdas.protocol.routes import ROUTES
from tests.contract.fake_connections import FakeConnections
from tests.openapi.examples import USAGE
from tests.unit.lambdas.contact.world import FIELDS, FORM, solution_of
from tests.unit.lambdas.credentials import EDGE, Pool, VisitorKey
from tests.unit.lambdas.world import ENVIRONMENT, START, TABLE

SHOP, CHAT = "https://www.example.com", ENVIRONMENT["PUBLIC_URL"]
DSN: Final = "https://tresen@chat.example.com/1"
FORGED: Final = "this-is-no-secret-of-the-edge"

_HANDLERS: Final[Mapping[Part, ModuleType]] = {
    Part.CONTACT: form_handler,
    Part.PAGE: form_handler,
    Part.INBOX: inbox_handler,
    Part.PRIVACY: privacy_handler,
    Part.ANALYTICS: collect_handler,
    Part.TUNNEL: tunnel_handler,
    Part.FAULTS: faults_handler,
    Part.HEALTH: health_handler,
}
_TOLD: Final = {
    **ENVIRONMENT,
    "CONTACT_RETENTION_DAYS": "30",
    "FORMS": json.dumps({"shop": FORM}),
    "RECEIPT_SECRET": "receipts",
    "RECOVERY_DAYS": "7",
    "AUDIT_DAYS": "1095",
    "RELEASE": "1.2.3",
    "MATOMO_SITES": json.dumps({SHOP: 7}),
    "QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/123456789012/events",
    "WAITING_DAYS": "7",
    # Its keys are called the same.
    "ERRORS_TABLE": TABLE,
    "ERRORS_DSN": DSN,
    "ERROR_ORIGINS": json.dumps({SHOP: "shop", CHAT: ""}),
}
_WIRED: Final = (identity, contact, inbox_wiring, privacy, collect_wiring, tunnel_wiring, faults_wiring, health)
_POOL: Final = Pool()


class Answered:
    """``media`` is without parameters."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.status: int = answer["statusCode"]
        self.media: str = answer["headers"].get("content-type", "").partition(";")[0]
        self.text: str = answer["body"]

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Functions:
    """``now`` is epoch milliseconds, the functions' clock. Each call of AWS is ``fails``, if there is one.

    ``groups`` are those of whoever asks as an agent.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, dynamodb: Any) -> None:
        self.now = START
        self.key = VisitorKey()
        self.groups = ["shop.supervisor"]
        self.fails: Exception | None = None
        for name, value in _TOLD.items():
            monkeypatch.setenv(name, value)
        secrets = SimpleNamespace(get_secret_value=self._secret)
        queue = SimpleNamespace(send_message=lambda **_: {"MessageId": "1"})
        for name, client in (("dynamodb", dynamodb), ("secrets", secrets), ("queues", queue)):
            monkeypatch.setattr(clients, name, lambda client=client: _Failing(client, lambda: self.fails))
        monkeypatch.setattr(clients, "connections", lambda _url: FakeConnections())
        monkeypatch.setattr(contact, "Work", lambda: Work(cost=10, prefix="0"))
        monkeypatch.setattr(keys, "fetch", lambda _url: _POOL.keys)
        for module in (serving, privacy_handler):
            monkeypatch.setattr(module, "time", SimpleNamespace(time_ns=lambda: self.now * 1_000_000))
        forget_wiring()
        for wired in (identity, collect_wiring, tunnel_wiring, health):
            wired.edge_secret().load(self.now // 1000)

    def asks(self, route: Route, **changes: Any) -> Answered:
        """A request that is good but for ``changes`` of ``path``, ``body``, ``headers`` and who ``signs`` it."""
        path = changes.pop("path", route.path.replace("{site}", "shop"))
        body = changes.pop("body", None)
        signs = changes.pop("signs", route.callers[0])
        headers = self._headers(route, signs, path) | changes.pop("headers", {})
        event = {
            "rawPath": path,
            "headers": headers,
            "requestContext": {"http": {"method": changes.pop("method", route.method)}},
            "body": _text(route, self.good_body(route) if body is None else body),
        }
        assert not changes
        return Answered(_HANDLERS[route.part].handler(event, None))

    def good_body(self, route: Route) -> Any:
        match route.name:
            case "sendContactRequest":
                return self.contact_request()
            case "sendContactPage":
                return self.page()
            case "searchContactRequests":
                return {"state": "new"}
            case "changeContactRequest":
                return {"contact_id": self.contact_id(), "version": 1, "change": {"type": "take"}}
            case "erase":
                return {"erasure_id": uuid4().hex}
            case "tellUsage":
                return USAGE
            case "reportError":
                return error_event()
            case "readFault":
                return {"fault_id": self.fault_id()}
            case "resolveFault":
                return {"fault_id": self.fault_id(), "resolved": True}
        return {}

    def contact_request(self) -> dict[str, Any]:
        """Whose form was read four seconds ago."""
        challenge = self.asks(route_of("readContactForm")).json["challenge"]
        self.now += 4_000
        solution = solution_of(challenge)
        request = {"request_id": uuid4().hex, "locale": "en", "fields": FIELDS}
        return {**request, "challenge": challenge, "solution": solution}

    def contact_id(self) -> str:
        """Of one that has just been stored."""
        body = self.contact_request()
        assert self.asks(route_of("sendContactRequest"), body=body).status == 201
        (found,) = self.asks(route_of("searchContactRequests")).json["requests"]
        return str(found["contact_id"])

    def fault_id(self) -> str:
        """Of one that has just been reported."""
        assert self.asks(route_of("reportError")).status == 200
        (found,) = self.asks(route_of("searchFaults")).json["faults"]
        return str(found["fault_id"])

    def page(self) -> dict[str, str]:
        """What it is filled in with, four seconds after it was opened."""
        opened = self.asks(route_of("readContactPage")).text
        token = opened.partition('name="token" value="')[2].partition('"')[0]
        self.now += 4_000
        return {**FIELDS, "token": token, "homepage": ""}

    def erase(self) -> None:
        assert self.asks(route_of("erase")).json["receipt"]

    def _headers(self, route: Route, signs: Caller | None, path: str) -> dict[str, str]:
        headers = {"x-tresen-edge": EDGE, "origin": CHAT if signs is Caller.AGENT else SHOP}
        headers["content-type"] = (route.body.media if route.body else (Media.JSON,))[0].value
        claims: dict[str, Any]
        match signs:
            case Caller.VISITOR:
                claims = {"htm": route.method, "htu": CHAT + path, "iat": self.now // 1000, "jti": uuid4().hex}
                headers["authorization"] = f"Proof {self.key.proof(**claims)}"
            case Caller.AGENT:
                claims = {"cognito:groups": self.groups, "exp": self.now // 1000 + 60}
                headers["authorization"] = f"Bearer {_POOL.token(**claims)}"
        return headers

    def _secret(self, SecretId: str) -> dict[str, str]:  # noqa: N803 - boto3's name
        edge = {"current": EDGE, "previous": ""}
        return {"SecretString": json.dumps(edge) if SecretId == ENVIRONMENT["EDGE_SECRET"] else "s" * 64}


class _Failing:
    """A client that raises what ``fails`` says."""

    def __init__(self, client: Any, fails: Callable[[], Exception | None]) -> None:
        self._client = client
        self._fails = fails

    def __getattr__(self, name: str) -> Any:
        error = self._fails()
        if error is not None and name != "exceptions":
            raise error
        return getattr(self._client, name)


def route_of(name: str) -> Route:
    return next(route for route in ROUTES if route.name == name)


def forget_wiring(*modules: ModuleType) -> None:
    """So that the functions are put together anew, all of them unless some are named."""
    for module in modules or _WIRED:
        for part in vars(module).values():
            if hasattr(part, "cache_clear"):
                part.cache_clear()


def _text(route: Route, body: Any) -> str:
    if isinstance(body, str):
        return body
    if route.part is Part.TUNNEL:
        return envelope(body)
    is_form = route.body is not None and Media.FORM in route.body.media
    return urlencode(body) if is_form else json.dumps(body)


def error_event() -> dict[str, Any]:
    """As an SDK of Sentry's makes it, but for what is not looked at."""
    thrown = {"type": "TypeError", "value": "x is not a function"}
    return {"event_id": uuid4().hex, "platform": "javascript", "exception": {"values": [thrown]}}


def envelope(event: object, dsn: str = DSN) -> str:
    """With one item, the event."""
    return "\n".join(map(json.dumps, ({"dsn": dsn}, {"type": "event"}, event)))
