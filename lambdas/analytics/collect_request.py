"""Forgets who sends a request, before anything else is done with it."""

from collections.abc import Mapping
from typing import Final

from lambdas.analytics.addresses import anonymised
from lambdas.analytics.browsers import reduced
from lambdas.analytics.tracking import Seen
from lambdas.aws import edge
from lambdas.aws.http import HttpRequest

_ADDRESS: Final = "cloudfront-viewer-address"
_BROWSER: Final = "user-agent"
_COUNTRY: Final = "cloudfront-viewer-country"
_ORIGIN: Final = "origin"
_OBJECTIONS: Final = ("sec-gpc", "dnt")
"""Global Privacy Control and Do Not Track.

https://www.w3.org/TR/gpc/#the-sec-gpc-header-field-for-http-requests
"""

_LONGEST_START: Final = 60_000
"""More milliseconds than API Gateway waits for a function."""

_KEPT: Final = frozenset({_ORIGIN, _COUNTRY, edge.HEADER, *_OBJECTIONS})


def anonymous(event: object) -> dict[str, object]:
    """An event of API Gateway's with time, body and the headers that are looked at. Nothing of it says whose it is.

    The address and the browser are there in their anonymised forms alone; the address is the one that CloudFront saw.
    """
    received = event if isinstance(event, Mapping) else {}
    kept = {name: received[name] for name in ("body", "isBase64Encoded") if name in received}
    context = received.get("requestContext")
    time = {"timeEpoch": context.get("timeEpoch")} if isinstance(context, Mapping) else {}
    return {"headers": _anonymous_headers(received.get("headers")), "requestContext": time, **kept}


def came_at(request: HttpRequest, now: int) -> int:
    """When it came, both in epoch milliseconds: the function may have taken seconds to begin.

    What it can not be is not believed.
    """
    told = request.came_at
    return now if told is None or not now - _LONGEST_START <= told <= now else told


def _anonymous_headers(given: object) -> dict[str, str]:
    named = given.items() if isinstance(given, Mapping) else ()
    headers = {str(name).lower(): value for name, value in named if isinstance(value, str)}
    return {
        **{name: value for name, value in headers.items() if name in _KEPT},
        _ADDRESS: anonymised(headers.get(_ADDRESS, "")),
        _BROWSER: reduced(headers.get(_BROWSER, "")),
    }


def objects(headers: Mapping[str, str]) -> bool:
    """Whether the browser asks for its visitor that nothing be analysed."""
    return any(headers.get(name, "").strip() == "1" for name in _OBJECTIONS)


def seen_of(headers: Mapping[str, str]) -> Seen:
    country = headers.get(_COUNTRY, "").lower()
    is_country = len(country) == 2 and country.isascii() and country.isalpha()
    return Seen(
        origin=headers.get(_ORIGIN, ""),
        address=headers[_ADDRESS],
        browser=headers[_BROWSER],
        country=country if is_country else None,
    )
