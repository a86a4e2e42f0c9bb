"""Brings what waits to Matomo: never twice, and without letting one event that it does not take keep back the others.

What is counted is written to the log before it is noted among the claims. So whatever ends in between is counted once
more as unknown, and never left out.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from lambdas.analytics.bulks import Event, Message, bulks, halves, site_of
from lambdas.analytics.claims import Claims
from lambdas.analytics.dead_letters import DeadLetters, letter_of
from lambdas.analytics.outcomes import Away, Outcome, Refused, Standing, Taken, Unknown
from lambdas.analytics.pauses import Pauses
from lambdas.analytics.watch import Watch
from lambdas.aws.logs import logger
from lambdas.aws.metrics import Count, counts

ENOUGH_SECONDS: Final = 30
"""What one request, a look at Matomo and the notes after it may take, at the worst."""


class Forwarding:
    def __init__(self, claims: Claims, dead_letters: DeadLetters, pauses: Pauses, watch: Watch) -> None:
        self._claims = claims
        self._dead_letters = dead_letters
        self._pauses = pauses
        self._watch = watch

    def forward(self, messages: Iterable[Message], now: int, time_left: Callable[[], float]) -> frozenset[str]:
        """The ids of the messages that are to be delivered again. ``now`` in epoch seconds."""
        run = _Run(self._claims, self._dead_letters, self._watch, now=now, time_left=time_left)
        for bulk in bulks(messages):
            run.take(bulk)
        if run.away is not None:
            self._pauses.note(*run.away, now)
        return frozenset(run.returned)


class _Run:
    """One call of the function. ``away`` is why Matomo takes nothing any more, and the website that showed it."""

    def __init__(
        self, claims: Claims, dead_letters: DeadLetters, watch: Watch, *, now: int, time_left: Callable[[], float]
    ) -> None:
        self.returned: set[str] = set()
        self.away: tuple[Standing, int] | None = None
        self._claims = claims
        self._dead_letters = dead_letters
        self._watch = watch
        self._now = now
        self._time_left = time_left
        self._until = now + int(time_left()) + ENOUGH_SECONDS
        self._open: dict[str, set[int]] = {}

    def take(self, bulk: Sequence[Message]) -> None:
        if self._is_late():
            self._return(bulk)
            return
        late = [message for message in bulk if self._now >= message.batch.deadline]
        self._settle(self._claimed(late), Count.EVENTS_EXPIRED)
        rest = [message for message in bulk if self._now < message.batch.deadline]
        if not rest:
            return
        standing = self._standing(site_of(rest[0]))
        if standing is None or standing.is_away:
            self._return(rest)
            return
        events = self._claimed(rest)
        if standing is Standing.SITE_UNKNOWN:
            self._poison(events)
        else:
            self._deliver(events)

    def _standing(self, site: int) -> Standing | None:
        """``None`` when there is no use in asking."""
        if self.away is not None:
            return None
        standing = self._watch.standing(site, self._now)
        if standing.is_away:
            self.away = (standing, site)
        return standing

    def _claimed(self, messages: Iterable[Message]) -> list[Event]:
        return [event for message in messages for event in self._claim(message)]

    def _claim(self, message: Message) -> list[Event]:
        claim = self._claims.claim(message.batch, self._now, self._until)
        if claim is None:
            self._return([message])
            return []
        self._open[claim.claim_id] = set(claim.free | claim.unknown)
        unknown = [Event(message=message, claim=claim, place=place) for place in sorted(claim.unknown)]
        self._settle(unknown, Count.EVENTS_UNKNOWN)
        return [Event(message=message, claim=claim, place=place) for place in sorted(claim.free)]

    def _deliver(self, events: Sequence[Event], *, again: bool = False) -> None:
        """``again``: this one has been refused before, while Matomo was well."""
        if not events:
            return
        if self.away is not None or self._is_late():
            self._release(events)
            return
        outcome: Outcome = self._watch.track([event.request for event in events], self._now)
        match outcome:
            case Taken():
                self._taken(events, outcome)
            case Unknown():
                self._watch.doubt()
                logger().warning("outcome not known")
                self._settle(events, Count.EVENTS_UNKNOWN)
            case Away(why):
                self._watch.doubt()
                self.away = (why, events[0].request.idsite)
                self._release(events)
            case Refused():
                self._refused(events, again=again)

    def _taken(self, events: Sequence[Event], outcome: Taken) -> None:
        invalid = [events[place] for place in outcome.invalid]
        rest = [event for place, event in enumerate(events) if place not in outcome.invalid]
        _count(Count.EVENTS_FORWARDED, outcome.stored)
        self._settle(rest, Count.EVENTS_UNKNOWN, outcome.lost)
        if invalid and self._is_well(invalid):
            self._poison(invalid)

    def _refused(self, events: Sequence[Event], *, again: bool) -> None:
        """Half by half, until the one that is the reason is alone.

        A deadlock in Matomo's database looks the same, so that one gets another chance.
        """
        if not self._is_well(events):
            return
        if len(events) > 1:
            for half in halves(events):
                self._deliver(half)
        elif again:
            self._poison(events)
        else:
            self._deliver(events, again=True)

    def _is_well(self, events: Sequence[Event]) -> bool:
        """Whether these, which are not stored, are the reason. If Matomo is, they wait."""
        site = events[0].request.idsite
        standing = self._watch.look(site, self._now)
        if standing.is_away:
            self.away = (standing, site)
            self._release(events)
        return not standing.is_away

    def _poison(self, events: Iterable[Event]) -> None:
        for event in events:
            if self._dead_letters.put(letter_of(event.message.batch, event.place)):
                self._settle([event], Count.EVENTS_POISONED)
            else:
                self._release([event])

    def _settle(self, events: Sequence[Event], count: Count, number: int | None = None) -> None:
        _count(count, len(events) if number is None else number)
        for claimed in _by_claim(events):
            self._note(claimed, settled=[event.place for event in claimed])

    def _release(self, events: Sequence[Event]) -> None:
        """They were not stored, and come again."""
        for claimed in _by_claim(events):
            self._note(claimed, released=[event.place for event in claimed])
            self._return([claimed[0].message])

    def _note(self, events: Sequence[Event], *, settled: Iterable[int] = (), released: Iterable[int] = ()) -> None:
        claim = events[0].claim
        left = self._open[claim.claim_id]
        left.difference_update(event.place for event in events)
        self._claims.note(claim, settled=settled, released=released, is_over=not left)

    def _return(self, messages: Iterable[Message]) -> None:
        self.returned.update(message.message_id for message in messages)

    def _is_late(self) -> bool:
        return self._time_left() < ENOUGH_SECONDS


def _count(count: Count, number: int) -> None:
    if number:
        counts().add(count, number)
    counts().write()


def _by_claim(events: Iterable[Event]) -> list[list[Event]]:
    by_claim: dict[str, list[Event]] = {}
    for event in events:
        by_claim.setdefault(event.claim.claim_id, []).append(event)
    return list(by_claim.values())
