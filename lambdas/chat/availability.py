"""What a site's visitors are told of its agents: whether somebody answers, never who.

``now`` and ``valid_until`` are epoch seconds.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import UNSET, Raw, Struct, UnsetType

from lambdas.chat.records import Expiring
from lambdas.identity.sites import Analysis, Site
from lambdas.protocol.entries import Presence

AHEAD_SECONDS: Final = 120
"""What is written is renewed when it would end sooner than this.

With leases of three minutes, renewed every minute by however many agents, that is at most one write a minute, and two
renewals in a row may fail before visitors notice.
"""


class Lease(Expiring, frozen=True, kw_only=True):
    """What an agent said of itself on one connection, and until when it counts."""

    presence: Presence


class State(StrEnum):
    """``busy`` means that agents are there and none of them is free."""

    AVAILABLE = "available"
    BUSY = "busy"
    OFFLINE = "offline"


class GroupAvailability(Struct, frozen=True, kw_only=True):
    """Past ``valid_until`` it is offline, whatever the state says."""

    state: State = State.OFFLINE
    valid_until: int = 0


class Availability(Struct, frozen=True, kw_only=True):
    """The file. Its groups are in the order of the site's; one that is missing is offline.

    ``contact`` says whether the site has a contact form, ``analysis`` when use is analysed, if it is at all;
    ``conversation_days`` is for how long a conversation is kept. ``look`` is what the deployment says of the widget's
    looks and texts: it is handed on as it was read, and missing when there was no file to read it from.
    """

    unanswered_seconds: int
    conversation_days: int = 0
    contact: bool = False
    analysis: Analysis | None = None
    look: Raw | UnsetType = UNSET
    groups: dict[str, GroupAvailability]


OFFLINE: Final = GroupAvailability()


def availability_of(leases: Iterable[Lease], now: int) -> GroupAvailability:
    """Of one group: as good as its best agent, for as long as the last of those says so."""
    ends: dict[Presence, int] = {}
    for lease in leases:
        if lease.expires_at > now:
            ends[lease.presence] = max(lease.expires_at, ends.get(lease.presence, 0))
    if Presence.AVAILABLE in ends:
        return GroupAvailability(state=State.AVAILABLE, valid_until=ends[Presence.AVAILABLE])
    if Presence.AWAY in ends:
        return GroupAvailability(state=State.BUSY, valid_until=ends[Presence.AWAY])
    return OFFLINE


def updated(
    written: Availability | None,
    known: Mapping[str, GroupAvailability],
    site: Site,
    now: int,
    *,
    conversation_days: int,
) -> Availability | None:
    """What to write in place of ``written``, or ``None`` when that will do.

    ``known`` has some of the site's groups; the others keep what is written of them.
    """
    before = written.groups if written else {}
    groups = {name: _kept(before.get(name, OFFLINE), known.get(name), now) for name in site.groups}
    wanted = Availability(
        unanswered_seconds=site.unanswered_seconds,
        conversation_days=conversation_days,
        contact=site.contact,
        analysis=site.analysis,
        groups=groups,
        look=written.look if written else UNSET,
    )
    return None if written and _is_same(wanted, written) else wanted


def _kept(written: GroupAvailability, found: GroupAvailability | None, now: int) -> GroupAvailability:
    """What is written of a group for as long as it is neither wrong nor about to end."""
    if found is None or (found.state is written.state and now + AHEAD_SECONDS <= written.valid_until):
        return written
    return found


def _is_same(wanted: Availability, written: Availability) -> bool:
    """In the same order, too: the first group is the one that a visitor reaches by default."""
    return wanted == written and list(wanted.groups) == list(written.groups)
