"""What a browser says when it opens the WebSocket."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from lambdas.identity.rejection import Reason, Rejected
from lambdas.protocol.limits import PROOF_PREFIX, SUBPROTOCOL, TOKEN_PREFIX

_HEADER_CHARACTERS: Final = 10_000


class Handshake(Struct, frozen=True, kw_only=True, rename="camel"):
    """The authorizer's event, as far as it counts. A header may be in both, and in any case.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
    """

    method_arn: str
    headers: Mapping[str, str] | None = None
    multi_value_headers: Mapping[str, list[str]] | None = None


class Offer(Struct, frozen=True, kw_only=True):
    """Where the browser comes from, and its one credential: a visitor's ``proof`` or an agent's ``token``."""

    origin: str
    proof: str | None = None
    token: str | None = None


def offer_of(handshake: Handshake) -> Offer:
    """Raises ``Rejected`` unless ``tresen.v1`` and exactly one credential are offered, from one origin."""
    origins = _values(handshake, "origin")
    if len(origins) != 1:
        raise Rejected(Reason.ORIGIN)
    credential = _credential(_values(handshake, "sec-websocket-protocol"))
    if credential.startswith(PROOF_PREFIX):
        return Offer(origin=origins[0], proof=credential.removeprefix(PROOF_PREFIX))
    if credential.startswith(TOKEN_PREFIX):
        return Offer(origin=origins[0], token=credential.removeprefix(TOKEN_PREFIX))
    raise Rejected(Reason.SUBPROTOCOLS)


def _credential(lines: Iterable[str]) -> str:
    line = ",".join(lines)
    if len(line) > _HEADER_CHARACTERS:
        raise Rejected(Reason.SUBPROTOCOLS)
    offered = [each.strip() for each in line.split(",")]
    others = [each for each in offered if each != SUBPROTOCOL]
    if len(offered) != 2 or len(others) != 1:
        raise Rejected(Reason.SUBPROTOCOLS)
    return others[0]


def _values(handshake: Handshake, name: str) -> list[str]:
    several = handshake.multi_value_headers or {}
    found = [value for header, values in several.items() if header.lower() == name for value in values]
    return found or [value for header, value in (handshake.headers or {}).items() if header.lower() == name]
