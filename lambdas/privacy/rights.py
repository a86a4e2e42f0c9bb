"""Who may do what with whose data: one table, and nothing that stands beside it."""

from enum import StrEnum
from typing import Final

from lambdas.identity.people import Agent, Identity, Visitor
from lambdas.privacy.records import By, Requester, Scope, scope_of
from lambdas.protocol.problems import ProblemCode, RequestRefused


class Right(StrEnum):
    SEE_WHAT_IS_STORED = "see_what_is_stored"
    EXPORT = "export"
    ERASE = "erase"


class Who(StrEnum):
    """What somebody is to a visitor's data."""

    VISITOR = "visitor"
    """The visitor."""
    SUPERVISOR = "supervisor"
    """A supervisor of the visitor's site."""
    OUTSIDER = "outsider"
    """Everybody else: another visitor, an agent, a supervisor of another site."""


RIGHTS: Final = {
    Who.VISITOR: frozenset({Right.SEE_WHAT_IS_STORED, Right.EXPORT, Right.ERASE}),
    Who.SUPERVISOR: frozenset({Right.ERASE}),
    Who.OUTSIDER: frozenset[Right](),
}
"""The operator has the command line."""


def who(identity: Identity, scope: Scope) -> Who:
    if isinstance(identity, Visitor):
        return Who.VISITOR if identity.conversation_id == scope.subject else Who.OUTSIDER
    return Who.SUPERVISOR if identity.supervises(scope.site) else Who.OUTSIDER


def demand(identity: Identity, right: Right, conversation_id: str | None = None) -> Scope:
    """Whose data is meant, if ``identity`` may do this with it: a visitor's own, unless it names another.

    Raises ``RequestRefused``.
    """
    named = conversation_id or (identity.conversation_id if isinstance(identity, Visitor) else None)
    if named is None:
        raise RequestRefused(ProblemCode.INVALID_REQUEST if right is Right.ERASE else ProblemCode.NOT_ALLOWED)
    scope = scope_of(named)
    if scope is None or right not in RIGHTS[who(identity, scope)]:
        raise RequestRefused(ProblemCode.NOT_ALLOWED)
    return scope


def requester_of(identity: Identity) -> Requester:
    """For the audit rows, which do not name visitors."""
    if isinstance(identity, Agent):
        return Requester(by=By.SUPERVISOR, actor=identity.agent_id)
    return Requester(by=By.VISITOR)
