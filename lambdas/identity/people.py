"""Who is at the other end of a connection: what the authorizer found out, and what later events carry of it."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from lambdas.protocol.entries import Party
from lambdas.protocol.refusals import RefusalCode, Refused

SUPERVISOR: Final = "supervisor"
"""The group of a site's supervisors, ``<site>.supervisor``; no other group may be called so."""

OPERATOR: Final = "operator"
"""The group of those who run the deployment. It is of no site, and no site may be called so."""

VisitorId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}\Z")]
SiteName = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
AgentId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{1,64}\Z")]


class Visitor(Struct, frozen=True, kw_only=True):
    """A person on a site. ``visitor_id`` is the thumbprint of the visitor's key."""

    visitor_id: str
    site: str

    @property
    def party(self) -> Party:
        return Party.VISITOR

    @property
    def conversation_id(self) -> str:
        return f"{self.site}.{self.visitor_id}"


class Agent(Struct, frozen=True, kw_only=True):
    """Somebody who answers. ``groups`` are ``<site>.<group>``; ``expires_at`` is the token's end, epoch seconds.

    ``operates``: is in the operator's group, which is none of ``groups``, so that it opens nothing that a site's does.
    Who is in no other answers nobody. A connection knows nothing of it.
    """

    agent_id: str
    groups: frozenset[str]
    expires_at: int
    operates: bool = False

    @property
    def party(self) -> Party:
        return Party.AGENT

    def serves(self, site: str) -> bool:
        return any(site_of(group) == site for group in self.groups)

    def supervises(self, site: str) -> bool:
        return supervisors_of(site) in self.groups


Identity = Visitor | Agent


def site_of(name: str) -> str:
    """The site in a group's full name or in a conversation id."""
    return name.partition(".")[0]


def supervisors_of(site: str) -> str:
    return f"{site}.{SUPERVISOR}"


class _VisitorContext(Struct, frozen=True, kw_only=True, tag_field="party", tag="visitor"):
    visitor_id: VisitorId
    site: SiteName


class _AgentContext(Struct, frozen=True, kw_only=True, tag_field="party", tag="agent"):
    agent_id: AgentId
    groups: str
    expires_at: int


def context_of(identity: Identity) -> dict[str, str]:
    """The authorizer's context. API Gateway hands on text only."""
    if isinstance(identity, Visitor):
        return {"party": "visitor", "visitor_id": identity.visitor_id, "site": identity.site}
    groups = " ".join(sorted(identity.groups))
    return {"party": "agent", "agent_id": identity.agent_id, "groups": groups, "expires_at": str(identity.expires_at)}


def identity_of(context: object) -> Identity:
    """Who the authorizer said it is. Raises ``Refused`` with ``not_allowed`` when it said nothing of use."""
    try:
        found = msgspec.convert(context, _VisitorContext | _AgentContext, strict=False)
    except msgspec.ValidationError as error:
        raise Refused(RefusalCode.NOT_ALLOWED) from error
    if isinstance(found, _VisitorContext):
        return Visitor(visitor_id=found.visitor_id, site=found.site)
    return Agent(agent_id=found.agent_id, groups=frozenset(found.groups.split()), expires_at=found.expires_at)
