"""What a change makes of a contact request."""

from collections.abc import Collection
from typing import Final

import msgspec
from msgspec.structs import replace

from lambdas.contact.records import StoredContactRequest
from lambdas.identity.people import Agent
from lambdas.protocol.contact import (
    AnyChange,
    ContactState,
    FinishContact,
    HandOverContact,
    Note,
    NoteContact,
    TakeContact,
)
from lambdas.protocol.problems import ProblemCode, RequestRefused

NOTES: Final = 50
"""Notes of one request."""

NOTES_BYTES: Final = 64 * 1024
"""All notes of one request as they are stored. With the fields they stay far below DynamoDB's 400 KB for an item."""


def changed(
    contact: StoredContactRequest, change: AnyChange, agent: Agent, groups: Collection[str], now: int
) -> StoredContactRequest:
    """The request as it is after the change, one version on. ``groups`` are those of its site, ``now`` epoch ms.

    Raises ``RequestRefused`` with ``invalid_request`` when there is no such group, or no room for another note.
    """
    moved = _moved(contact, change, agent, groups, now)
    return replace(moved, version=contact.version + 1, changed_at=now)


def _moved(
    contact: StoredContactRequest, change: AnyChange, agent: Agent, groups: Collection[str], now: int
) -> StoredContactRequest:
    match change:
        case TakeContact():
            return replace(contact, state=ContactState.IN_PROGRESS, agent_id=agent.agent_id)
        case FinishContact():
            return replace(contact, state=ContactState.DONE, agent_id=agent.agent_id)
        case HandOverContact(group=group):
            if group not in groups:
                raise RequestRefused(ProblemCode.INVALID_REQUEST)
            return replace(contact, state=ContactState.NEW, group=group, agent_id=None)
        case NoteContact(text=text):
            return replace(contact, notes=_noted(contact, text, agent, now))


def _noted(contact: StoredContactRequest, text: str, agent: Agent, now: int) -> tuple[Note, ...]:
    written = text.strip()
    notes = (*contact.notes, Note(at=now, agent_id=agent.agent_id, text=written))
    if not written or len(notes) > NOTES or len(msgspec.json.encode(notes)) > NOTES_BYTES:
        raise RequestRefused(ProblemCode.INVALID_REQUEST)
    return notes
