"""Who may do what with a fault: one table, and nothing that stands beside it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from lambdas.errors.records import StoredFault
from lambdas.identity.people import SUPERVISOR, Agent, Identity
from lambdas.protocol.errors import Source
from lambdas.protocol.problems import ProblemCode, RequestRefused


class Who(StrEnum):
    """What somebody is to a fault."""

    OPERATOR = "operator"
    """Whoever runs the deployment."""
    SUPERVISOR = "supervisor"
    """A supervisor of the site in whose pages it happened. Functions and console are of no site."""
    OUTSIDER = "outsider"
    """Everybody else: a visitor, an agent, a supervisor of another site."""


class Right(StrEnum):
    SEE = "see"
    RESOLVE = "resolve"
    """And take that back."""


RIGHTS: Final[Mapping[Who, frozenset[Right]]] = MappingProxyType(
    {
        Who.OPERATOR: frozenset(Right),
        Who.SUPERVISOR: frozenset(Right),
        Who.OUTSIDER: frozenset(),
    }
)


def who(identity: Identity, fault: StoredFault) -> Who:
    if not isinstance(identity, Agent):
        return Who.OUTSIDER
    if identity.operates:
        return Who.OPERATOR
    is_own = fault.source is Source.PAGE and fault.site is not None and identity.supervises(fault.site)
    return Who.SUPERVISOR if is_own else Who.OUTSIDER


def may(identity: Identity, right: Right, fault: StoredFault) -> bool:
    return right in RIGHTS[who(identity, fault)]


def demand(identity: Identity, right: Right, days: list[StoredFault]) -> list[StoredFault]:
    """The days of a fault, one at the least, if ``identity`` may do this with it.

    Raises ``RequestRefused``: whether there is none, or it is not for this caller, is not told apart.
    """
    if not days or not all(may(identity, right, day) for day in days):
        raise RequestRefused(ProblemCode.NOT_ALLOWED)
    return days


def readers_only(identity: Identity) -> Agent:
    """Who may see any fault at all. Raises ``RequestRefused`` with ``not_allowed``."""
    if not isinstance(identity, Agent) or not (identity.operates or _supervises_somewhere(identity)):
        raise RequestRefused(ProblemCode.NOT_ALLOWED)
    return identity


def _supervises_somewhere(agent: Agent) -> bool:
    return any(group.endswith(f".{SUPERVISOR}") for group in agent.groups)
