"""Verifies an agent's access token of the user pool.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

from collections.abc import Callable
from typing import Annotated, Final, Literal

import jwt
import msgspec
from msgspec import Meta, Struct

from lambdas.identity.people import OPERATOR, Agent, AgentId
from lambdas.identity.rejection import Reason, Rejected
from lambdas.identity.signatures import unverified_header, verified_claims
from lambdas.identity.sites import Sites, groups_of

TOKEN_CHARACTERS: Final = 8_192

FindKey = Callable[[str], jwt.PyJWK]
"""The pool's key of that id. Raises ``Rejected``."""


class _Header(Struct, frozen=True):
    alg: Literal["RS256"]
    kid: Annotated[str, Meta(min_length=1, max_length=256)]


class _Claims(Struct, frozen=True, kw_only=True):
    iss: str
    sub: AgentId
    exp: int
    token_use: str
    client_id: str = ""
    groups: list[str] = msgspec.field(name="cognito:groups", default_factory=list)


def verify_token(token: str, find_key: FindKey, *, issuer: str, client_id: str, sites: Sites, now: int) -> Agent:
    """``now`` in epoch seconds. Groups that no site has are left out. Raises ``Rejected``."""
    claims = _claims(token, find_key)
    if claims.iss != issuer:
        raise Rejected(Reason.ISSUER)
    if claims.token_use != "access":  # noqa: S105 - a kind of token
        raise Rejected(Reason.NOT_AN_ACCESS_TOKEN)
    if claims.client_id != client_id:
        raise Rejected(Reason.CLIENT)
    if claims.exp <= now:
        raise Rejected(Reason.TIME)
    groups, operates = frozenset(claims.groups) & groups_of(sites), OPERATOR in claims.groups
    if not groups and not operates:
        raise Rejected(Reason.GROUPS)
    return Agent(agent_id=claims.sub, groups=groups, expires_at=claims.exp, operates=operates)


def _claims(token: str, find_key: FindKey) -> _Claims:
    if len(token) > TOKEN_CHARACTERS:
        raise Rejected(Reason.MALFORMED)
    header = unverified_header(token, _Header)
    return verified_claims(token, find_key(header.kid), "RS256", _Claims)
