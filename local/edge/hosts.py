"""The hosts of the local run, all but Matomo's, and what each serves."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from aiohttp import ClientSession, web
from botocore.exceptions import ClientError
from multidict import CIMultiDict
from yarl import URL

from local.demo.pages import Page, language_of
from local.edge.compression import compress
from local.edge.distribution import Distribution
from local.edge.headers import from_origin, from_viewer
from local.edge.socket import Sockets
from local.edge.viewers import Viewers

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

# MiniStack answers on one port for all of AWS: only what a browser may ask Cognito for is let through.
_SIGN_IN = re.compile(r"GET /(oauth2/authorize|login|logout)|(POST|OPTIONS) /(login|oauth2/token)|GET /oauth2/userInfo")


class Host(Protocol):
    """Whoever answers for one host name."""

    async def answer(self, request: web.Request, session: ClientSession) -> web.StreamResponse: ...


class Chat:
    """CloudFront: everything goes to the deployed distribution."""

    def __init__(self, distribution: Distribution, *, ministack: str, sockets: Sockets, viewers: Viewers) -> None:
        self._distribution = distribution
        self._ministack = ministack
        self._sockets = sockets
        self._viewers = viewers

    async def answer(self, request: web.Request, session: ClientSession) -> web.StreamResponse:
        behaviour = self._distribution.behaviour_for(request.path)
        told = self._viewers.told(behaviour.forwarding)
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._sockets.relay(request, behaviour, session, told)
        headers = from_viewer(request.headers)
        headers.update(told)
        headers["Host"] = self._distribution.domain_name
        # A browser takes *.localhost for as good as TLS; the viewer protocol policy would send it to https.
        headers["X-Forwarded-Proto"] = "https"
        # CloudFront compares entity tags weakly, S3 knows strong ones only.
        if "If-None-Match" in headers:
            headers["If-None-Match"] = headers["If-None-Match"].replace("W/", "")
        status, answered, body = await _fetched(request, session, self._ministack, headers)
        body = compress(
            status=status,
            headers=answered,
            body=body,
            accept_encoding=request.headers.get("Accept-Encoding", ""),
            encodings=behaviour.encodings,
        )
        answered["Server"] = "CloudFront"
        if "ETag" in answered:
            # With the Date it gives the time of the server, also out of a cache, which the edge does not keep.
            answered["Age"] = "0"
        return web.Response(status=status, headers=answered, body=body)


class SignIn:
    """Cognito's sign-in page and token endpoint."""

    def __init__(self, *, ministack: str, cognito: "CognitoIdentityProviderClient") -> None:
        self._ministack = ministack
        self._cognito = cognito

    async def answer(self, request: web.Request, session: ClientSession) -> web.StreamResponse:
        if not _SIGN_IN.fullmatch(f"{request.method} {request.path}"):
            return not_found()
        if request.method == "POST" and request.path == "/oauth2/token":
            form = await request.post()
            if form.get("grant_type") == "refresh_token":
                return await asyncio.to_thread(
                    self._renewed, str(form.get("client_id")), str(form.get("refresh_token"))
                )
        headers = from_viewer(request.headers)
        status, answered, body = await _fetched(request, session, self._ministack, headers)
        return web.Response(status=status, headers=answered, body=body)

    def _renewed(self, client_id: str, refresh_token: str) -> web.Response:
        """MiniStack's token endpoint leaves the groups out of a renewed token, and its API does not."""
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
        try:
            renewed = self._cognito.initiate_auth(
                AuthFlow="REFRESH_TOKEN_AUTH", ClientId=client_id, AuthParameters={"REFRESH_TOKEN": refresh_token}
            )["AuthenticationResult"]
        except ClientError:
            return web.json_response({"error": "invalid_grant"}, status=400, headers=headers)
        tokens = {
            "access_token": renewed["AccessToken"],
            "id_token": renewed["IdToken"],
            "token_type": "Bearer",
            "expires_in": renewed["ExpiresIn"],
        }
        return web.json_response(tokens, headers=headers)


class Demo:
    """Static pages in two languages, with the addresses of this run filled in; ``raw`` is filled in as it is."""

    def __init__(
        self, pages: Mapping[str, Page], values: Mapping[str, str], raw: Mapping[str, str] | None = None
    ) -> None:
        self._pages = pages
        self._values = values
        self._raw = raw or {}

    async def answer(self, request: web.Request, _: ClientSession) -> web.StreamResponse:
        page = self._pages.get(request.path)
        if page is None or request.method not in {"GET", "HEAD"}:
            return not_found()
        language = language_of(request.query.get("lang"), request.headers.get("Accept-Language", ""))
        headers = {"Cache-Control": "no-store", "Content-Language": language}
        values = {**self._values, "nonce": secrets.token_urlsafe(16)}
        if page.policy:
            headers["Content-Security-Policy"] = "; ".join(page.directives(values))
        text = page.text(language, values, self._raw)
        return web.Response(text=text, headers=headers, content_type=page.content_type)


def not_found() -> web.Response:
    """What every unknown host and page gets."""
    return web.Response(status=404, text="Not found\n")


async def _fetched(
    request: web.Request, session: ClientSession, ministack: str, headers: Mapping[str, str]
) -> tuple[int, CIMultiDict[str], bytes]:
    address = URL(f"{ministack}{request.raw_path}", encoded=True)
    sent = await request.read()
    async with session.request(request.method, address, headers=headers, data=sent, allow_redirects=False) as answer:
        return answer.status, from_origin(answer.headers), await answer.read()
