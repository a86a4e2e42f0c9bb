"""D7: nobody but those whom the rights allow receives anything; D1 at the moment of an acknowledgement."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from lambdas.identity.people import Identity, Visitor
from lambdas.protocol.entries import Conversation
from lambdas.protocol.events import (
    AnyEvent,
    CommandRefused,
    ConversationChanged,
    ConversationsListed,
    MessagesAcknowledged,
    Opened,
    Ponged,
    PresenceRenewed,
)
from tests.model.truth import Truth

_events: Final = msgspec.json.Decoder(AnyEvent)

_EVER: Final = 0


def leaks(to: Identity, frame: bytes, truths: Mapping[str, Truth], *, own: str, since: int) -> Iterator[str]:
    """What is wrong with this frame to this person, from a function that began at ``since``.

    ``own`` is the conversation that the person's page is about.
    """
    event = _events.decode(frame)
    if isinstance(event, MessagesAcknowledged):
        yield from _unstored(event, truths[own])
    if not _is_allowed(to, event, truths, own, since):
        yield f"D7: {type(event).__name__} went to {to}"


def _is_allowed(to: Identity, event: AnyEvent, truths: Mapping[str, Truth], own: str, since: int) -> bool:
    match event:
        case CommandRefused() | Ponged() | PresenceRenewed():
            return True
        case ConversationsListed():
            return all(_may_list(to, each) for each in (*event.waiting, *event.taken))
        case ConversationChanged():
            # Who is shut out is told so.
            told = event.conversation
            return _may_list(to, told) or truths[told.conversation_id].may_read(to, since=_EVER)
        case MessagesAcknowledged():
            return not event.missed or truths[own].may_read(to, since=since)
        case Opened():
            about = event.conversation
            return truths[about.conversation_id].may_read(to, since=since) if about else not event.entries
        case _:
            return truths[event.conversation_id].may_read(to, since=since)


def _may_list(to: Identity, conversation: Conversation) -> bool:
    site = conversation.conversation_id.partition(".")[0]
    return not isinstance(to, Visitor) and bool({f"{site}.{conversation.group}", f"{site}.supervisor"} & to.groups)


def _unstored(event: MessagesAcknowledged, truth: Truth) -> Iterator[str]:
    for each in event.acknowledged:
        stored = truth.entry(each.seq)
        if stored is None or truth.places.get(each.client_message_id) != each.seq:
            yield f"D1: {each.client_message_id} was acknowledged at {each.seq} and is not stored there"
        elif stored.at != each.at:
            yield f"D8: {each.client_message_id} was acknowledged with another time"
