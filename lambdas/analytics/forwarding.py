"""Brings what waits to Matomo: never twice, and without letting an event that it refuses keep back the others."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from lambdas.analytics.bulks import Event, Message, bulks, halves, site_of
from lambdas.analytics.claims import Claims
from lambdas.analytics.dead_letters import DeadLetters
from lambdas.analytics.ledger import Ledger
from lambdas.analytics.outcomes import Away, Outcome, Refused, Standing, Taken, Unknown
from lambdas.analytics.pauses import Pauses
from lambdas.analytics.watch import Watch
from lambdas.aws.logs import logger
from lambdas.aws.metrics import Count

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
        # A claim lasts for longer than the call that made it.
        until = now + int(time_left()) + ENOUGH_SECONDS
        ledger = Ledger(self._claims, self._dead_letters, now=now, until=until)
        run = _Run(ledger, self._watch, now=now, time_left=time_left)
        for bulk in bulks(messages):
            run.take(bulk)
        run.judge()
        if run.away is not None:
            self._pauses.note(*run.away, now)
        return frozenset(ledger.returned)


class _Run:
    """One call of the function. ``away`` is why Matomo takes nothing any more, and the website that showed it."""

    def __init__(self, ledger: Ledger, watch: Watch, *, now: int, time_left: Callable[[], float]) -> None:
        self.away: tuple[Standing, int] | None = None
        self._ledger = ledger
        self._watch = watch
        self._now = now
        self._time_left = time_left
        self._has_stored = False
        self._suspects: list[Event] = []

    def take(self, bulk: Sequence[Message]) -> None:
        if self._is_late():
            self._ledger.give_back(bulk)
            return
        late = [message for message in bulk if self._now >= message.batch.deadline]
        self._ledger.settle(self._ledger.claim(late), Count.EVENTS_EXPIRED)
        rest = [message for message in bulk if self._now < message.batch.deadline]
        if not rest:
            return
        standing = self._standing(site_of(rest[0]))
        if standing is None or standing.is_away:
            self._ledger.give_back(rest)
            return
        events = self._ledger.claim(rest)
        if standing is Standing.SITE_UNKNOWN:
            self._ledger.bury(events)
        else:
            self._deliver(events)

    def judge(self) -> None:
        """Those that were refused, each alone, are poisoned if Matomo has stored others meanwhile.

        If it has not, it may be unable to store any, which a dry run does not show; so they wait for company. Letters
        do not: they were judged before.
        """
        self._ledger.bury(event for event in self._suspects if self._has_stored or event.message.batch.is_letter)
        waiting = [event for event in self._suspects if not (self._has_stored or event.message.batch.is_letter)]
        if waiting:
            self.away = self.away or (Standing.NOT_STORING, waiting[0].request.idsite)
            self._ledger.release(waiting)

    def _standing(self, site: int) -> Standing | None:
        """``None`` when there is no use in asking."""
        if self.away is not None:
            return None
        standing = self._watch.standing(site, self._now)
        if standing.is_away:
            self.away = (standing, site)
        return standing

    def _deliver(self, events: Sequence[Event], *, again: bool = False) -> None:
        """``again``: this one has been refused before, while Matomo was well."""
        if not events:
            return
        if self.away is not None or self._is_late():
            self._ledger.release(events)
            return
        outcome: Outcome = self._watch.track([event.request for event in events], self._now)
        match outcome:
            case Taken():
                self._taken(events, outcome)
            case Unknown(why):
                self._watch.doubt()
                logger().warning("outcome not known")
                self._ledger.settle(events, Count.EVENTS_UNKNOWN)
                if why is Standing.BUSY or self._watch.holds_back(self._now):
                    self.away = (why, events[0].request.idsite)
            case Away(why):
                self._watch.doubt()
                self.away = (why, events[0].request.idsite)
                self._ledger.release(events)
            case Refused():
                self._refused(events, again=again)

    def _taken(self, events: Sequence[Event], outcome: Taken) -> None:
        invalid = [events[place] for place in outcome.invalid]
        rest = [event for place, event in enumerate(events) if place not in outcome.invalid]
        self._has_stored |= outcome.stored > 0
        self._ledger.stored(outcome.stored)
        self._ledger.settle(rest, Count.EVENTS_UNKNOWN, outcome.lost)
        if invalid and self._is_well(invalid):
            self._ledger.bury(invalid)

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
            self._suspects.extend(events)
        else:
            self._deliver(events, again=True)

    def _is_well(self, events: Sequence[Event]) -> bool:
        """Whether these, which are not stored, are the reason. If Matomo is, they wait."""
        site = events[0].request.idsite
        standing = self._watch.look(site, self._now)
        if standing.is_away:
            self.away = (standing, site)
            self._ledger.release(events)
        return not standing.is_away

    def _is_late(self) -> bool:
        return self._time_left() < ENOUGH_SECONDS
