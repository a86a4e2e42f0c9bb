"""Who may do what with a conversation: one table, and nothing that stands beside it."""

from enum import StrEnum
from typing import Final

from lambdas.chat.records import StoredConversation
from lambdas.identity.people import Agent, Identity, Visitor, site_of
from lambdas.protocol.entries import ConversationState
from lambdas.protocol.refusals import RefusalCode, Refused


class Who(StrEnum):
    """What somebody is to a conversation."""

    VISITOR = "visitor"
    """The one whose conversation it is."""
    HOLDER = "holder"
    """The agent who has taken it, or had when it was closed."""
    COLLEAGUE = "colleague"
    """Another agent of its group."""
    SUPERVISOR = "supervisor"
    """A supervisor of its site."""
    OBSERVER = "observer"
    """A supervisor who reads along, as both parties can see."""
    OUTSIDER = "outsider"
    """Everybody else: another visitor, an agent of another group or site."""


class Right(StrEnum):
    READ = "read"
    WRITE = "write"
    MARK = "mark"
    """Tell the other party how far one has got."""
    INTRODUCE = "introduce"
    """Say who the visitor is, or what is known of the visit."""
    START = "start"
    TAKE = "take"
    OBSERVE = "observe"
    CLOSE = "close"
    REOPEN = "reopen"


_NONE: Final[frozenset[Right]] = frozenset()
_VISITORS: Final = frozenset({Right.READ, Right.WRITE, Right.MARK, Right.INTRODUCE, Right.START, Right.CLOSE})
"""As long as the conversation is open."""

RIGHTS: Final = {
    ConversationState.WAITING: {
        Who.VISITOR: _VISITORS,
        Who.HOLDER: _NONE,
        Who.COLLEAGUE: frozenset({Right.READ, Right.TAKE}),
        Who.SUPERVISOR: frozenset({Right.READ, Right.TAKE}),
        Who.OBSERVER: frozenset({Right.READ, Right.TAKE}),
        Who.OUTSIDER: _NONE,
    },
    ConversationState.TAKEN: {
        Who.VISITOR: _VISITORS,
        Who.HOLDER: frozenset({Right.READ, Right.WRITE, Right.MARK, Right.TAKE, Right.CLOSE, Right.REOPEN}),
        Who.COLLEAGUE: _NONE,
        Who.SUPERVISOR: frozenset({Right.OBSERVE, Right.TAKE}),
        Who.OBSERVER: frozenset({Right.READ, Right.TAKE}),
        Who.OUTSIDER: _NONE,
    },
    ConversationState.CLOSED: {
        Who.VISITOR: frozenset({Right.READ, Right.MARK, Right.START, Right.CLOSE}),
        Who.HOLDER: frozenset({Right.READ, Right.MARK, Right.CLOSE, Right.REOPEN}),
        Who.COLLEAGUE: _NONE,
        Who.SUPERVISOR: _NONE,
        Who.OBSERVER: frozenset({Right.READ}),
        Who.OUTSIDER: _NONE,
    },
}
"""A move that has happened already stays allowed to whom it belongs, so that a command may be sent twice."""

_REFUSALS: Final = {
    (ConversationState.TAKEN, Right.TAKE): RefusalCode.TAKEN,
    (ConversationState.CLOSED, Right.TAKE): RefusalCode.NOT_OPEN,
    (ConversationState.CLOSED, Right.WRITE): RefusalCode.NOT_OPEN,
    (ConversationState.CLOSED, Right.INTRODUCE): RefusalCode.NOT_OPEN,
}
"""What insiders are told instead of ``not_allowed``."""


def who(identity: Identity, conversation: StoredConversation) -> Who:
    if isinstance(identity, Visitor):
        own = identity.conversation_id == conversation.conversation_id
        return Who.VISITOR if own else Who.OUTSIDER
    site = site_of(conversation.conversation_id)
    supervises = identity.supervises(site)
    if not supervises and f"{site}.{conversation.group}" not in identity.groups:
        return Who.OUTSIDER
    if identity.agent_id == conversation.agent_id:
        return Who.HOLDER
    if not supervises:
        return Who.COLLEAGUE
    return Who.OBSERVER if identity.agent_id in conversation.observers else Who.SUPERVISOR


def may(identity: Identity, right: Right, conversation: StoredConversation) -> bool:
    return right in RIGHTS[conversation.state][who(identity, conversation)]


def demand(identity: Identity, right: Right, conversation: StoredConversation | None) -> StoredConversation:
    """The conversation, if ``identity`` may do this with it.

    Raises ``Refused``. Only its own visitor learns that a conversation does not exist.
    """
    if conversation is None:
        own = isinstance(identity, Visitor)
        raise Refused(RefusalCode.NOT_OPEN if own else RefusalCode.NOT_ALLOWED)
    if may(identity, right, conversation):
        return conversation
    if who(identity, conversation) is Who.OUTSIDER:
        raise Refused(RefusalCode.NOT_ALLOWED)
    raise Refused(_REFUSALS.get((conversation.state, right), RefusalCode.NOT_ALLOWED))


def conversation_meant(identity: Identity, conversation_id: str | None) -> str:
    """The id of the conversation that a command is about.

    A visitor has one and may leave it out; an agent names one of a site that the agent serves. Raises ``Refused``.
    """
    if isinstance(identity, Visitor):
        if conversation_id not in (None, identity.conversation_id):
            raise Refused(RefusalCode.NOT_ALLOWED)
        return identity.conversation_id
    if conversation_id is None:
        raise Refused(RefusalCode.INVALID_COMMAND)
    if not identity.serves(site_of(conversation_id)):
        raise Refused(RefusalCode.NOT_ALLOWED)
    return conversation_id


def agent_only(identity: Identity) -> Agent:
    if not isinstance(identity, Agent):
        raise Refused(RefusalCode.NOT_ALLOWED)
    return identity


def visitor_only(identity: Identity) -> Visitor:
    if not isinstance(identity, Visitor):
        raise Refused(RefusalCode.NOT_ALLOWED)
    return identity
