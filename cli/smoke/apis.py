"""The HTTP API, the way around CloudFront, and the agents' sign-in."""

import base64
import hashlib
import json
import secrets
from urllib.parse import urlencode

from cli.smoke.points import Point, Skipped, expect
from cli.smoke.target import Reply, Target
from cli.smoke.visitor import VisitorKey, handshake
from lambdas.protocol.limits import SUBPROTOCOL

_STRANGER = "https://stranger.invalid"


async def health_answers(target: Target) -> None:
    reply = await target.get("/api/health")
    expect(reply.status == 200, f"status {reply.status}")
    health = json.loads(reply.body)
    expect(health.get("status") == "ok" and bool(health.get("release")), health)
    sniffing = reply.headers.get("X-Content-Type-Options")
    expect(sniffing == "nosniff", f"X-Content-Type-Options: {sniffing}")


async def api_knows_its_sites(target: Target) -> None:
    own = await target.get("/api/health", Origin=target.origin)
    expect(_allowed(own) == target.origin, f"Access-Control-Allow-Origin: {_allowed(own)}")
    foreign = await target.get("/api/health", Origin=_STRANGER)
    expect(_allowed(foreign) is None, f"Access-Control-Allow-Origin: {_allowed(foreign)} for a stranger")


async def preflight_needs_no_sign_in(target: Target) -> None:
    reply = await target.get("/api/health", method="OPTIONS", Origin=target.origin, Access_Control_Request_Method="GET")
    expect(reply.status in {200, 204}, f"status {reply.status}")
    expect(_allowed(reply) == target.origin, f"Access-Control-Allow-Origin: {_allowed(reply)}")


async def http_api_is_closed(target: Target) -> None:
    reply = await target.get(f"{_origin_of(target, 'HttpApiId')}/api/health")
    expect(reply.status == 403, f"status {reply.status}")


async def socket_api_is_closed(target: Target) -> None:
    address = f"{_origin_of(target, 'WebSocketApiId')}/ws".replace("http", "ws", 1)
    status = await handshake(target, (SUBPROTOCOL, VisitorKey().proof(target.url)), address=address)
    expect(status == 403, f"status {status}")


async def sign_in_page_answers(target: Target) -> None:
    config = json.loads((await target.get("/console/config.json")).body)
    query = {
        "response_type": "code",
        "client_id": config["client_id"],
        "redirect_uri": f"{target.url}/console/",
        "scope": "openid",
        "state": secrets.token_urlsafe(8),
        "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(b"smoke").digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    reply = await target.get(f"{config['sign_in_url']}/oauth2/authorize?{urlencode(query)}", follow=True)
    expect(reply.status == 200, f"status {reply.status}")
    expect("html" in reply.headers.get("Content-Type", ""), reply.headers.get("Content-Type"))


async def signing_keys_are_published(target: Target) -> None:
    reply = await target.get(_output(target, "AgentKeysUrl"))
    expect(reply.status == 200, f"status {reply.status}")
    keys = json.loads(reply.body).get("keys", [])
    expect(any(key.get("kty") == "RSA" and key.get("kid") for key in keys), f"{len(keys)} keys, none of use")


POINTS = (
    Point(says="/api/health answers, names the release and tells browsers not to guess types", check=health_answers),
    Point(says="/api may be read by pages of the sites, and by no others", check=api_knows_its_sites),
    Point(says="a preflight needs no sign-in", check=preflight_needs_no_sign_in),
    Point(says="the HTTP API refuses who comes past CloudFront", check=http_api_is_closed),
    Point(
        says="the WebSocket API refuses who comes past CloudFront, even with a good proof", check=socket_api_is_closed
    ),
    Point(says="the console knows the sign-in page, and it answers", check=sign_in_page_answers),
    Point(says="the user pool publishes the keys of its tokens", check=signing_keys_are_published),
)


def _origin_of(target: Target, api: str) -> str:
    """The API's own address, made from the one that the outputs spell out."""
    url = _output(target, "ConnectionsUrl").removesuffix("/ws")
    return url.replace(_output(target, "WebSocketApiId"), _output(target, api))


def _output(target: Target, name: str) -> str:
    if not target.outputs:
        raise Skipped("the stack's outputs could not be read: it needs credentials of the account")
    if target.outputs["PublicUrl"] != target.url:
        raise Skipped(f"the settings are those of {target.outputs['PublicUrl']}")
    return target.outputs[name]


def _allowed(reply: Reply) -> str | None:
    return reply.headers.get("Access-Control-Allow-Origin")
