"""What API Gateway could hand to the function, and what it never would."""

import base64
from random import Random
from typing import Any, Final

from tests.fuzz.secrets import Secrets
from tests.unit.lambdas.analytics.collect_world import HEADERS, OTHER, SHOP

_ODD: Final = ("", " ", "\x00", "ä", "\ud800", ",", "a" * 9000, "1" * 60, "::::", "%", "null", "[", "\u0661")
_BROWSERS: Final = ("Chrome/125.0", "Version/17.4 Safari/605", "Firefox/126.0", "Edg/1", "OPR/99999", "Trident/7.0", "")


def event_of(chance: Random, secrets: Secrets, body: str | bytes) -> Any:
    """Mostly as the edge sends it."""
    event: dict[str, Any] = {
        "version": "2.0",
        "rawPath": "/api/events",
        "headers": _headers(chance, secrets),
        "requestContext": {"http": {"method": "POST", "sourceIp": secrets.address, "userAgent": secrets.word}},
        "cookies": [secrets.word],
        **_body(chance, body),
    }
    if chance.random() < 0.02:
        return _unsent(chance, event, secrets)
    return event


def _body(chance: Random, body: str | bytes) -> dict[str, Any]:
    """What is no UTF-8 comes as base64 from API Gateway; here it also comes in other ways."""
    raw = body if isinstance(body, bytes) else body.encode(errors="surrogatepass")
    way = chance.random()
    if way < 0.3:
        return {"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}
    text = body if isinstance(body, str) else body.decode("latin-1")
    return {"body": text, "isBase64Encoded": way < 0.35}


def _headers(chance: Random, secrets: Secrets) -> dict[str, Any]:
    headers: dict[str, Any] = {
        **HEADERS,
        "cloudfront-viewer-address": f"{secrets.address}:{chance.randint(0, 65_535)}",
        "user-agent": f"Mozilla/5.0 ({secrets.word}) {chance.choice(_BROWSERS)} {secrets.word}",
        "x-forwarded-for": secrets.address,
        "referer": f"{SHOP}/?{secrets.word}",
        "cookie": secrets.word,
    }
    if chance.random() < 0.2:
        headers[chance.choice([*headers])] = _odd(chance, secrets)
    if chance.random() < 0.05:
        headers[chance.choice(["sec-gpc", "dnt"])] = chance.choice(["0", "1", " 1 ", _odd(chance, secrets)])
    if chance.random() < 0.05:
        headers["origin"] = chance.choice([OTHER, "null", "https://evil.example", secrets.word])
    if chance.random() < 0.05:
        del headers[chance.choice([*headers])]
    return {chance.choice([name, name.upper()]): value for name, value in headers.items()}


def _odd(chance: Random, secrets: Secrets) -> str:
    odd = chance.choice([*_ODD, secrets.word, secrets.address])
    return chance.choice(
        [odd, odd + secrets.word, f"{secrets.address}, {odd}", f"[{odd}]:1", f"{secrets.address}%{odd}"]
    )


def _unsent(chance: Random, event: dict[str, Any], secrets: Secrets) -> Any:
    value = chance.choice([None, 7, "x", [], [secrets.word], {}, {"a": {"b": [secrets.word]}}, {7: 7}])
    name = chance.choice([None, *event, "headers"])
    if name is None:
        return value
    if name == "headers" and chance.random() < 0.5:
        return {**event, "headers": {**event["headers"], chance.choice([*event["headers"], "x"]): value}}
    return {**event, name: value}
