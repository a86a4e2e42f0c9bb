"""D1 to D8 of ``docs/guarantees.md`` as questions to what a page shows and what is written.

Each answer is text that begins with the invariant's name, or there is none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Final

import msgspec

from lambdas.protocol.entries import AnyEntry, Message, Party
from tests.model.pages import FATES, Left, Page
from tests.model.truth import Truth, may_read


class Reached:
    """How far each party has got really: what any of its pages ever held, and held before somebody's eyes."""

    def __init__(self) -> None:
        self.delivered: Final = dict.fromkeys(Party, 0)
        self.seen: Final = dict.fromkeys(Party, 0)

    def note(self, page: Page) -> None:
        self.delivered[page.party] = max(self.delivered[page.party], page.newest)
        if page.is_looking or page.state.unfrozen:
            self.seen[page.party] = max(self.seen[page.party], page.newest)


def broken_on(page: Page, truth: Truth, reached: Reached, failed: Set[str]) -> Iterator[str]:
    """At any time. ``failed`` are the messages that any page has shown as failed."""
    yield from _shown_once(page)
    yield from _is_a_part(page, truth)
    yield from _in_order(page, truth, failed)
    yield from _shows_what_waits(page, truth)
    yield from _tells_the_truth(page, truth, reached)


def taken_up(page: Page, left: Iterable[Left]) -> Iterator[str]:
    """D6: what a former page of this browser had not got off, this one shows as waiting or failed."""
    for each in left:
        if page.state.ready and each.last_page < page.id and each.client_message_id not in page.unsent:
            yield f"D6: {each.client_message_id} is neither in the log nor taken up by page {page.id} of {page.browser}"


def behind(page: Page, truth: Truth) -> Iterator[str]:
    """D5, when all has come to rest: the page has what its reader may read."""
    if truth.state and may_read(page.identity, truth.state) and page.newest != len(truth.log):
        yield f"D5: page {page.id} of {page.browser} ends at {page.newest}, the log at {len(truth.log)}"


def unsettled(page: Page) -> Iterator[str]:
    """D6, when all has come to rest: nothing waits for ever."""
    if page.waiting:
        yield f"D6: page {page.id} of {page.browser} still waits with {page.waiting}"


def unaltered(truth: Truth, texts: Mapping[str, str]) -> Iterator[str]:
    """D1: what is stored is what was written."""
    for stored in truth.log:
        entry = stored.entry
        if isinstance(entry, Message) and texts.get(entry.client_message_id) != entry.text:
            yield f"D1: {entry.client_message_id} is stored with another text"


def _shown_once(page: Page) -> Iterator[str]:
    shown = Counter(each.client_message_id for each in page.state.entries if isinstance(each, Message))
    shown.update(each.client_message_id for each in page.state.unsent)
    for id_, times in shown.items():
        if times > 1:
            yield f"D2: page {page.id} of {page.browser} shows {id_} {times} times"


def _in_order(page: Page, truth: Truth, failed: Set[str]) -> Iterator[str]:
    """D4. Those that failed in between stand wherever they were sent again."""
    kept = [id_ for id_ in page.written if id_ in truth.places and id_ not in failed]
    places = [truth.places[id_] for id_ in kept]
    if places != sorted(places):
        yield f"D4: {kept} stand at {places}"


def _shows_what_waits(page: Page, truth: Truth) -> Iterator[str]:
    for id_ in page.written:
        if id_ not in truth.places and id_ not in page.unsent:
            yield f"D6: {id_} is neither in the log nor shown as unsent on page {page.id} of {page.browser}"


def _is_a_part(page: Page, truth: Truth) -> Iterator[str]:
    entries = page.state.entries
    for place, entry in enumerate(entries, start=entries[0].seq if entries else 1):
        if entry.seq != place:
            yield f"D3: entry {entry.seq} is shown in the place of {place}"
        elif place > len(truth.log):
            yield f"D1: entry {place} is shown but not stored"
        elif differing := _differing(entry, truth.log[place - 1].entry, page.party):
            name = "D8" if differing == {"at"} else "D3"
            yield f"{name}: entry {place} is shown on page {page.id} with another {sorted(differing)}"


def _differing(shown: AnyEntry, stored: AnyEntry, reader: Party) -> set[str]:
    """Fields. What an own message says to have seen is for the other side: a resend may not know it any more."""
    if shown == stored:
        return set()
    one, other = msgspec.to_builtins(shown), msgspec.to_builtins(stored)
    names = {name for name in one | other if one.get(name) != other.get(name)}
    return names - {"seen"} if shown.author is reader else names


def _tells_the_truth(page: Page, truth: Truth, reached: Reached) -> Iterator[str]:
    """Marks: how far a message is said to have got never falls, and the other side has got there."""
    other = Party.AGENT if page.party is Party.VISITOR else Party.VISITOR
    for id_, fate in page.state.fates.items():
        level, before = FATES.index(fate), page.fates.get(id_, 0)
        if level < before:
            yield f"marks: {id_} was {FATES[before]} and is {fate} on page {page.id}"
        page.fates[id_] = level
        bound = (len(truth.log), reached.delivered[other], reached.seen[other])[level]
        if truth.places.get(id_, 0) > bound:
            yield f"marks: {id_} is said to be {fate} on page {page.id}, the other side is at {bound}"
