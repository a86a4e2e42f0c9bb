"""Headers that a proxy must not hand on."""

from collections.abc import Mapping

from multidict import CIMultiDict

# RFC 9110, section 7.6.1, and what either side of the edge says about its own connection.
_OF_ONE_CONNECTION = {
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
# The edge is the first proxy here: what a viewer claims of others is not true.
_OF_PROXIES = {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto"}
_MADE_BY_CLOUDFRONT = "cloudfront-"
_OF_A_HANDSHAKE = {"sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions", "sec-websocket-accept"}


def from_viewer(headers: Mapping[str, str]) -> CIMultiDict[str]:
    """What of a viewer's headers may reach MiniStack."""
    return _without(headers, _OF_ONE_CONNECTION | _OF_PROXIES | _OF_A_HANDSHAKE)


def from_origin(headers: Mapping[str, str]) -> CIMultiDict[str]:
    """What of MiniStack's headers may reach the viewer."""
    return _without(headers, _OF_ONE_CONNECTION | {"server"})


def _without(headers: Mapping[str, str], dropped: set[str]) -> CIMultiDict[str]:
    return CIMultiDict((name, value) for name, value in headers.items() if not _is_dropped(name.lower(), dropped))


def _is_dropped(name: str, dropped: set[str]) -> bool:
    return name in dropped or name.startswith(_MADE_BY_CLOUDFRONT)
