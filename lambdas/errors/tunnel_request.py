"""What the tunnel looks at of a request. Who sends it is forgotten before anything else is done with it."""

from collections.abc import Mapping
from typing import Any, Final

from lambdas.aws import edge
from lambdas.errors.scrubber.devices import browser_of, system_of

_KEPT: Final = frozenset({edge.HEADER, "origin", "content-encoding"})
_BROWSER: Final = "browser"
_SYSTEM: Final = "system"
"""Headers of our own, which stand for what the browser calls itself."""


def anonymous(event: object) -> dict[str, object]:
    """An event of API Gateway's with method, path, body and the headers that are looked at.

    What a browser calls itself is there as its name, its main version and its system alone.
    """
    received = event if isinstance(event, Mapping) else {}
    kept = {name: received[name] for name in ("rawPath", "body", "isBase64Encoded") if name in received}
    context = received.get("requestContext")
    http = context.get("http") if isinstance(context, Mapping) else None
    method = {"method": http.get("method")} if isinstance(http, Mapping) else {}
    return {"headers": _anonymous_headers(received.get("headers")), "requestContext": {"http": method}, **kept}


def invoked(event: object) -> str | None:
    """The envelope in an event that a function of ours sends, which has nothing else in it.

    What comes by HTTP always has more: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """
    match event:
        case {"envelope": str(envelope), **more} if not more:
            return envelope
    return None


def with_device(event: dict[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    """A browser's event with what is known of the browser, unless it says so itself. Ours need not repeat it."""
    name, _, version = headers.get(_BROWSER, "").rpartition("/")
    system = headers.get(_SYSTEM)
    seen: dict[str, Any] = {"browser": {"name": name, "version": version}} if name else {}
    seen |= {"os": {"name": system}} if system else {}
    told = event.get("contexts")
    return {**event, "contexts": seen | (told if isinstance(told, dict) else {})}


def _anonymous_headers(given: object) -> dict[str, str]:
    named = given.items() if isinstance(given, Mapping) else ()
    headers = {str(name).lower(): value for name, value in named if isinstance(value, str)}
    kept = {name: value for name, value in headers.items() if name in _KEPT}
    agent = headers.get("user-agent", "")
    browser, system = browser_of(agent), system_of(agent)
    kept |= {_BROWSER: "/".join(browser)} if browser else {}
    return kept | ({_SYSTEM: system} if system else {})
