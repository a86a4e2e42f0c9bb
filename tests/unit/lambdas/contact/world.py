"""The function of the contact form in a test: its table, its mail, a clock that the test moves, and who asks it."""

import json
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import altcha
import pytest

from lambdas.api import serving
from lambdas.aws import clients
from lambdas.contact import form_handler, wiring
from lambdas.contact.challenges import Work
from lambdas.identity import wiring as identity
from tests.unit.lambdas.credentials import EDGE, VisitorKey, base64url
from tests.unit.lambdas.world import ENVIRONMENT, START, TABLE, dynamodb_with_table

SHOP, OTHER, CHAT = "https://www.example.com", "https://other.example.org", ENVIRONMENT["PUBLIC_URL"]
FORM: dict[str, Any] = {
    "fields": ["name", "email", "telephone", "subject", "message", "reason"],
    "required": ["email", "message"],
    "own_fields": [
        {"name": "reason", "label": {"de": "Anlass", "en": "Reason"}, "kind": "choice", "options": ["A", "B & C"]}
    ],
    "notify": ["service@example.com", "sales@example.com"],
}
CONSENT = {"de": "Ich bin einverstanden.", "en": "I agree."}
FIELDS = {"name": "Grace", "email": "grace@example.org", "message": "Where is <b>my</b> order?"}


class Mailbox:
    """In place of SES. ``fails`` is raised by the next sending."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.fails: Exception | None = None

    def send_email(self, **mail: Any) -> dict[str, Any]:
        if self.fails:
            raise self.fails
        self.sent.append(mail)
        return {"MessageId": "1"}


class ContactWorld:
    """``form`` is the shop's; the other site has none."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, dynamodb: Any = None) -> None:
        self._monkeypatch = monkeypatch
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("CONTACT_RETENTION_DAYS", "30")
        self.dynamodb: Any = dynamodb or dynamodb_with_table()
        self.mailbox = Mailbox()
        self.now = START
        self.edge = {"current": EDGE, "previous": ""}
        self.ids = 0
        monkeypatch.setattr(clients, "dynamodb", lambda: self.dynamodb)
        monkeypatch.setattr(clients, "mail", lambda: self.mailbox)
        monkeypatch.setattr(clients, "secrets", lambda: SimpleNamespace(get_secret_value=self._secret))
        monkeypatch.setattr(wiring, "Work", lambda: Work(cost=10, prefix="0"))
        monkeypatch.setattr(serving, "time", SimpleNamespace(time_ns=lambda: self.now * 1_000_000))
        self.has(FORM, sender="chat@example.com")

    def has(self, form: dict[str, Any], *, sender: str = "", content: bool = False) -> None:
        """From now on."""
        self._monkeypatch.setenv("FORMS", json.dumps({"shop": form}))
        self._monkeypatch.setenv("SENDER", sender)
        self._monkeypatch.setenv("NOTE_CONTENT", json.dumps(content))
        for part in (
            wiring.environment,
            wiring.reception,
            wiring.plain_page,
            wiring._store,
            wiring._notes,
            identity.environment,
            identity.edge_secret,
            identity.callers,
        ):
            part.cache_clear()

    def passes(self, milliseconds: int) -> None:
        self.now += milliseconds

    def asks(self, method: str, address: str, *, body: str | bytes = "", **headers: str) -> "Answered":
        path, query = urlsplit(address).path, urlsplit(address).query
        event = {
            "rawPath": path,
            "rawQueryString": query,
            "headers": {"x-tresen-edge": EDGE} | {name.replace("_", "-"): it for name, it in headers.items()},
            "requestContext": {"http": {"method": method}},
            "body": body if isinstance(body, str) else body.decode("latin-1"),
            "isBase64Encoded": False,
        }
        return Answered(form_handler.handler(event, None))

    def reads_form(self, origin: str = SHOP, locale: str = "en", **named: str) -> "Answered":
        """``named`` is the ``site`` that a page names, if it does."""
        return self.asks("GET", f"/api/contact/form?{urlencode({'locale': locale, **named})}", origin=origin)

    def solved(self, site_origin: str = SHOP) -> dict[str, Any]:
        """Challenge and solution as a browser sends them."""
        challenge = self.reads_form(site_origin).json["challenge"]
        return {"challenge": challenge, "solution": solution_of(challenge)}

    def sends(self, key: VisitorKey, body: dict[str, Any], origin: str = SHOP, **claims: Any) -> "Answered":
        """With a proof that is good but for ``claims``."""
        self.ids += 1
        path = "/api/contact/requests"
        good: dict[str, Any] = {
            "htm": "POST",
            "htu": CHAT + path,
            "iat": self.now // 1000,
            "jti": base64url(b"%024d" % self.ids),
        }
        proof = f"Proof {key.proof(**good | claims)}"
        return self.asks("POST", path, body=json.dumps(body), origin=origin, authorization=proof)

    def new(self, **changes: Any) -> dict[str, Any]:
        """A good contact request whose form was read four seconds ago, but for ``changes``."""
        solved = self.solved()
        self.passes(4000)
        self.ids += 1
        return {"request_id": f"request-{self.ids:012}", "locale": "en", "fields": FIELDS, **solved, **changes}

    def opens(self, query: str = "lang=en", site: str = "shop", **headers: str) -> "Answered":
        return self.asks("GET", f"/contact/{site}?{query}", **headers)

    def fills(self, page: "Answered", **values: str) -> "Answered":
        """Sends the page's form, four seconds later, with its hidden fields and ``values``."""
        self.passes(4000)
        return self.posts(page.action, {"token": page.token, "homepage": "", **values})

    def posts(self, address: str, values: dict[str, str], **headers: str) -> "Answered":
        type_ = {"content_type": "application/x-www-form-urlencoded"}
        return self.asks("POST", address, body=urlencode(values), **type_ | headers)

    def stored(self) -> list[dict[str, Any]]:
        """The contact requests' rows in plain."""
        return [plain(row) for row in self.rows() if row["pk"]["S"].startswith("contact#")]

    def rows(self) -> list[dict[str, Any]]:
        if hasattr(self.dynamodb, "partitions"):
            return [row for partition in self.dynamodb.partitions() for row in self.dynamodb.rows(partition)]
        items: list[dict[str, Any]] = self.dynamodb.scan(TableName=TABLE)["Items"]
        return items

    def _secret(self, SecretId: str) -> dict[str, str]:  # noqa: N803 - boto3's name
        assert SecretId == ENVIRONMENT["EDGE_SECRET"]
        return {"SecretString": json.dumps(self.edge)}


class Answered:
    """What the function answered."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.status = answer["statusCode"]
        self.headers: dict[str, str] = answer["headers"]
        self.text: str = answer["body"]

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def token(self) -> str:
        return self._found(r'name="token" value="([^"]+)"')

    @property
    def action(self) -> str:
        return self._found(r'action="([^"]+)"').replace("&amp;", "&")

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, self.text)
        assert found, self.text
        return found[1]


def solution_of(challenge: dict[str, Any]) -> dict[str, Any]:
    solution = altcha.solve_challenge(altcha.Challenge.from_dict(challenge))
    assert solution
    return {"counter": solution.counter, "derivedKey": solution.derived_key}


def plain(row: dict[str, Any]) -> dict[str, Any]:
    read = {name: next(iter(value.values())) for name, value in row.items()}
    return {name: json.loads(it) if name in {"fields", "notes"} else it for name, it in read.items()}


def query_of(location: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(location).query)
