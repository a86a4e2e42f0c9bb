"""What one call of the function has claimed, and what it notes of it.

What is counted is written to the log before it is noted among the claims. So whatever ends in between is counted once
more as unknown, and never left out.
"""

from collections.abc import Iterable, Sequence

from lambdas.analytics.bulks import Event, Message
from lambdas.analytics.claims import Claims
from lambdas.analytics.dead_letters import DeadLetters, letter_of
from lambdas.aws.metrics import Count, counts


class Ledger:
    """``returned`` are the ids of the messages that are to be delivered again.

    Times in epoch seconds; at ``until`` the call is over for certain.
    """

    def __init__(self, claims: Claims, dead_letters: DeadLetters, *, now: int, until: int) -> None:
        self.returned: set[str] = set()
        self._claims = claims
        self._dead_letters = dead_letters
        self._now = now
        self._until = until
        self._open: dict[str, set[int]] = {}

    def claim(self, messages: Iterable[Message]) -> list[Event]:
        """Those that may be sent. What nobody knows any more is settled as that."""
        return [event for message in messages for event in self._claim(message)]

    def settle(self, events: Sequence[Event], count: Count, number: int | None = None) -> None:
        """``number`` is how many are to be counted, if not all."""
        _count(count, len(events) if number is None else number)
        for claimed in _by_claim(events):
            self._note(claimed, settled=[event.place for event in claimed])

    def release(self, events: Sequence[Event]) -> None:
        """They were not stored, and come again."""
        for claimed in _by_claim(events):
            self._note(claimed, released=[event.place for event in claimed])
            self.give_back([claimed[0].message])

    def bury(self, events: Iterable[Event]) -> None:
        """Among the dead letters.

        One whose letter may be there is not sent again: it would count twice once the letter is brought back.
        """
        for event in events:
            kept = self._dead_letters.put(letter_of(event.message.batch, event.place))
            if kept is False:
                self.release([event])
            else:
                self.settle([event], Count.EVENTS_POISONED if kept else Count.EVENTS_UNKNOWN)

    def stored(self, number: int) -> None:
        _count(Count.EVENTS_FORWARDED, number)

    def give_back(self, messages: Iterable[Message]) -> None:
        self.returned.update(message.message_id for message in messages)

    def _claim(self, message: Message) -> list[Event]:
        claim = self._claims.claim(message.batch, self._now, self._until)
        if claim is None:
            self.give_back([message])
            return []
        self._open[claim.claim_id] = set(claim.free | claim.unknown)
        unknown = [Event(message=message, claim=claim, place=place) for place in sorted(claim.unknown)]
        self.settle(unknown, Count.EVENTS_UNKNOWN)
        return [Event(message=message, claim=claim, place=place) for place in sorted(claim.free)]

    def _note(self, events: Sequence[Event], *, settled: Iterable[int] = (), released: Iterable[int] = ()) -> None:
        claim = events[0].claim
        left = self._open[claim.claim_id]
        left.difference_update(event.place for event in events)
        self._claims.note(claim, settled=settled, released=released, is_over=not left)


def _count(count: Count, number: int) -> None:
    if number:
        counts().add(count, number)
    counts().write()


def _by_claim(events: Iterable[Event]) -> list[list[Event]]:
    by_claim: dict[str, list[Event]] = {}
    for event in events:
        by_claim.setdefault(event.claim.claim_id, []).append(event)
    return list(by_claim.values())
