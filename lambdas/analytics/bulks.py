"""What goes to Matomo together."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from lambdas.analytics.claims import Claim
from lambdas.analytics.records import QueuedBatch, TrackingRequest

BULK_EVENTS: Final = 50
"""As many as one batch may hold. A bulk whose outcome can not be known is lost, so the longest is not the best."""


class Message(Struct, frozen=True, kw_only=True):
    """One message of the queue, read."""

    message_id: str
    batch: QueuedBatch


class Event(Struct, frozen=True, kw_only=True):
    """One place of a batch that was claimed."""

    message: Message
    claim: Claim
    place: int

    @property
    def request(self) -> TrackingRequest:
        return self.message.batch.requests[self.place]


def site_of(message: Message) -> int:
    """A batch came from one page, which is one website of Matomo's."""
    return message.batch.requests[0].idsite


def bulks(messages: Iterable[Message]) -> Iterator[list[Message]]:
    """Whole batches of one website, as many as fit into one bulk. A site that is not in order keeps back no other's."""
    by_site: dict[int, list[Message]] = {}
    for message in messages:
        waiting = by_site.setdefault(site_of(message), [])
        if sum(len(each.batch.requests) for each in [*waiting, message]) > BULK_EVENTS and waiting:
            yield waiting
            by_site[site_of(message)] = waiting = []
        waiting.append(message)
    yield from (waiting for waiting in by_site.values() if waiting)


def halves(events: Sequence[Event]) -> tuple[Sequence[Event], Sequence[Event]]:
    """Of two or more."""
    middle = len(events) // 2
    return events[:middle], events[middle:]
