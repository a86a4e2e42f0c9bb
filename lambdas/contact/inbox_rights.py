"""Who may do what with a contact request: one table, and nothing that stands beside it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from lambdas.contact.records import StoredContactRequest
from lambdas.identity.people import Agent, Identity
from lambdas.identity.sites import Sites
from lambdas.protocol.contact import (
    AnyChange,
    ContactState,
    FinishContact,
    HandOverContact,
    NoteContact,
    TakeContact,
)
from lambdas.protocol.problems import ProblemCode, RequestRefused


class Who(StrEnum):
    """What somebody is to a contact request. Its visitor comes by other ways."""

    HOLDER = "holder"
    """The agent who has taken it, or had when it was done."""
    COLLEAGUE = "colleague"
    """Another agent of its group."""
    SUPERVISOR = "supervisor"
    """A supervisor of its site."""
    OUTSIDER = "outsider"
    """Everybody else: a visitor, an agent of another group or site."""


class Right(StrEnum):
    SEE = "see"
    TAKE = "take"
    FINISH = "finish"
    HAND_OVER = "hand_over"
    NOTE = "note"


_NONE: Final[frozenset[Right]] = frozenset()
_ALL: Final = frozenset(Right)
_OVER: Final = _ALL - {Right.FINISH}
"""What is done is opened again by taking it."""

RIGHTS: Final[Mapping[ContactState, Mapping[Who, frozenset[Right]]]] = MappingProxyType(
    {
        ContactState.NEW: {
            Who.HOLDER: _ALL,
            Who.COLLEAGUE: _ALL,
            Who.SUPERVISOR: _ALL,
            Who.OUTSIDER: _NONE,
        },
        ContactState.IN_PROGRESS: {
            Who.HOLDER: _ALL,
            Who.COLLEAGUE: frozenset({Right.SEE, Right.TAKE, Right.NOTE}),
            Who.SUPERVISOR: _ALL,
            Who.OUTSIDER: _NONE,
        },
        ContactState.DONE: {
            Who.HOLDER: _OVER,
            Who.COLLEAGUE: _OVER,
            Who.SUPERVISOR: _OVER,
            Who.OUTSIDER: _NONE,
        },
    }
)
"""A request lasts for days, so that a colleague is away must not hold it up: whoever goes on with it takes it first."""

_NEEDED: Final[Mapping[type[AnyChange], Right]] = MappingProxyType(
    {
        TakeContact: Right.TAKE,
        FinishContact: Right.FINISH,
        HandOverContact: Right.HAND_OVER,
        NoteContact: Right.NOTE,
    }
)


def who(identity: Identity, contact: StoredContactRequest) -> Who:
    if not isinstance(identity, Agent):
        return Who.OUTSIDER
    supervises = identity.supervises(contact.site)
    if not supervises and f"{contact.site}.{contact.group}" not in identity.groups:
        return Who.OUTSIDER
    if identity.agent_id == contact.agent_id:
        return Who.HOLDER
    return Who.SUPERVISOR if supervises else Who.COLLEAGUE


def may(identity: Identity, right: Right, contact: StoredContactRequest) -> bool:
    return right in RIGHTS[contact.state][who(identity, contact)]


def demand(identity: Identity, right: Right, contact: StoredContactRequest | None) -> StoredContactRequest:
    """The request, if ``identity`` may do this with it.

    Raises ``RequestRefused``: whether there is none, or it is not for this caller, is not told apart.
    """
    if contact is None or not may(identity, right, contact):
        raise RequestRefused(ProblemCode.NOT_ALLOWED)
    return contact


def needed(change: AnyChange) -> Right:
    return _NEEDED[type(change)]


def agent_only(identity: Identity) -> Agent:
    """Raises ``RequestRefused`` with ``not_allowed``."""
    if not isinstance(identity, Agent):
        raise RequestRefused(ProblemCode.NOT_ALLOWED)
    return identity


def groups_seen_by(agent: Agent, sites: Sites) -> list[str]:
    """``<site>.<group>``, sorted: an agent's own; a supervisor's are all of the site."""
    return sorted(
        full_name
        for name, site in sites.items()
        for full_name in (f"{name}.{group}" for group in site.groups)
        if full_name in agent.groups or agent.supervises(name)
    )
