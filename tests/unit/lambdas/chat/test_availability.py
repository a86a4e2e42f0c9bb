"""The rule that makes of agents' leases what visitors are told."""

from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.chat.availability import (
    OFFLINE,
    Availability,
    GroupAvailability,
    Lease,
    State,
    availability_of,
    updated,
)
from lambdas.identity.sites import Site
from lambdas.protocol.entries import Presence
from lambdas.protocol.limits import LEASE_SECONDS

NOW = 1_750_000_000
SITE = Site(origins=["https://www.example.com"], groups=["service", "sales"], unanswered_seconds=90)
RENEWAL_SECONDS = 60
DAYS = 30


def lease(presence: Presence, seconds: int) -> Lease:
    return Lease(presence=presence, expires_at=NOW + seconds)


def group(state: State, seconds: int) -> GroupAvailability:
    return GroupAvailability(state=state, valid_until=NOW + seconds)


def written(service: GroupAvailability = OFFLINE, sales: GroupAvailability = OFFLINE) -> Availability:
    return Availability(unanswered_seconds=90, conversation_days=DAYS, groups={"service": service, "sales": sales})


@pytest.mark.parametrize(
    ("leases", "expected"),
    [
        ([], OFFLINE),
        ([lease(Presence.AVAILABLE, 100)], group(State.AVAILABLE, 100)),
        ([lease(Presence.AWAY, 100)], group(State.BUSY, 100)),
        ([lease(Presence.AWAY, 170), lease(Presence.AVAILABLE, 20)], group(State.AVAILABLE, 20)),
        ([lease(Presence.AVAILABLE, 20), lease(Presence.AVAILABLE, 150)], group(State.AVAILABLE, 150)),
        ([lease(Presence.AVAILABLE, 0), lease(Presence.AWAY, 5)], group(State.BUSY, 5)),
        ([lease(Presence.AVAILABLE, -1)], OFFLINE),
    ],
)
def test_a_group_is_as_good_as_its_best_agent_for_as_long_as_the_last_of_those(
    leases: list[Lease], expected: GroupAvailability
) -> None:
    assert availability_of(leases, NOW) == expected


def test_the_first_file_has_all_groups_in_the_sites_order() -> None:
    made = updated(None, {"sales": group(State.BUSY, 180)}, SITE, NOW, conversation_days=DAYS)
    assert made == written(sales=group(State.BUSY, 180))
    assert msgspec.json.encode(made) == (
        b'{"unanswered_seconds":90,"conversation_days":30,"contact":false,"analysis":null,"groups":{"service":{"state":"offline","valid_until":0},'
        b'"sales":{"state":"busy","valid_until":1750000180}}}'
    )


def test_a_site_that_has_got_a_contact_form_says_so_in_its_file() -> None:
    with_form = msgspec.structs.replace(SITE, contact=True)
    made = updated(written(), {}, with_form, NOW, conversation_days=DAYS)
    assert made == msgspec.structs.replace(written(), contact=True)
    assert updated(made, {}, with_form, NOW, conversation_days=DAYS) is None


@pytest.mark.parametrize("state", [State.AVAILABLE, State.BUSY])
@pytest.mark.parametrize(("left", "is_written"), [(121, False), (120, False), (119, True), (0, True), (-500, True)])
def test_what_still_holds_is_written_again_only_when_it_is_about_to_end(
    state: State, left: int, is_written: bool
) -> None:
    now_true = {"service": group(state, 180)}
    assert (updated(written(group(state, left)), now_true, SITE, NOW, conversation_days=DAYS) is not None) is is_written


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_a_change_of_state_is_written_at_once(before: State, after: State) -> None:
    found = OFFLINE if after is State.OFFLINE else group(after, 180)
    file = written(OFFLINE if before is State.OFFLINE else group(before, 180))
    made = updated(file, {"service": found}, SITE, NOW, conversation_days=DAYS)
    assert made == (None if before is after else written(found))


def test_that_nobody_is_there_is_not_written_twice() -> None:
    assert updated(written(), {"service": OFFLINE, "sales": OFFLINE}, SITE, NOW, conversation_days=DAYS) is None


def test_a_group_of_which_nothing_is_known_keeps_what_is_written() -> None:
    sales = group(State.AVAILABLE, 30)
    assert updated(
        written(sales=sales), {"service": group(State.BUSY, 180)}, SITE, NOW, conversation_days=DAYS
    ) == written(group(State.BUSY, 180), sales)


@pytest.mark.parametrize(
    "file",
    [
        Availability(unanswered_seconds=60, groups={"service": OFFLINE, "sales": OFFLINE}),
        Availability(unanswered_seconds=90, groups={"sales": OFFLINE, "service": OFFLINE}),
        Availability(unanswered_seconds=90, groups={"service": OFFLINE}),
        Availability(unanswered_seconds=90, groups={"service": OFFLINE, "sales": OFFLINE, "gone": OFFLINE}),
    ],
)
def test_a_file_that_is_not_the_sites_as_it_is_set_now_is_replaced(file: Availability) -> None:
    made = updated(file, {"service": OFFLINE}, SITE, NOW, conversation_days=DAYS)
    assert made == written()
    assert list(made.groups) == ["service", "sales"]


class File:
    """What one site's agents do to its file, second by second."""

    def __init__(self) -> None:
        self.leases: dict[int, Lease] = {}
        self.content: Availability | None = None
        self.writes: list[int] = []

    def renew(self, agent: int, presence: Presence, now: int) -> None:
        self.leases.pop(agent, None)
        if presence is not Presence.OFFLINE:
            self.leases[agent] = Lease(presence=presence, expires_at=now + LEASE_SECONDS)
        made = updated(
            self.content, {"service": availability_of(self.leases.values(), now)}, SITE, now, conversation_days=DAYS
        )
        if made:
            self.content = made
            self.writes.append(now)

    def says(self, now: int) -> State:
        """What a visitor takes from it."""
        service = self.content.groups["service"] if self.content else OFFLINE
        return service.state if service.valid_until > now else State.OFFLINE


def renewals(offsets: list[int], seconds: int) -> Iterator[tuple[int, int]]:
    """The second and the agent of each, in order."""
    times = (
        (NOW + at, agent) for agent, offset in enumerate(offsets) for at in range(offset, seconds, RENEWAL_SECONDS)
    )
    return iter(sorted(times))


@settings(deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=RENEWAL_SECONDS - 1), min_size=1, max_size=120))
def test_however_many_agents_renew_a_file_is_written_once_a_minute_at_the_most(offsets: list[int]) -> None:
    file = File()
    for now, agent in renewals(offsets, 600):
        file.renew(agent, Presence.AVAILABLE, now)
        assert file.says(now + RENEWAL_SECONDS - 1) is State.AVAILABLE
    gaps = [after - before for before, after in zip(file.writes, file.writes[1:], strict=False)]
    assert all(gap >= RENEWAL_SECONDS for gap in gaps)


def test_a_hundred_agents_of_one_group_cost_ten_writes_in_ten_minutes() -> None:
    file = File()
    for now, agent in renewals([agent * 3 % RENEWAL_SECONDS for agent in range(100)], 600):
        file.renew(agent, Presence.AVAILABLE, now)
    assert len(file.writes) == 10


said = st.tuples(
    st.integers(min_value=0, max_value=240), st.integers(min_value=0, max_value=4), st.sampled_from(list(Presence))
)


@settings(deadline=None)
@given(st.lists(said, max_size=40))
def test_visitors_are_never_told_of_anybody_whose_lease_is_over(course: list[tuple[int, int, Presence]]) -> None:
    file, now = File(), NOW
    for pause, agent, presence in course:
        now += pause
        file.renew(agent, presence, now)
        assert file.says(now) is availability_of(file.leases.values(), now).state
        ends = max((lease.expires_at for lease in file.leases.values()), default=now)
        assert file.says(max(ends, now + LEASE_SECONDS)) is State.OFFLINE


def test_the_look_is_handed_on_to_the_byte_when_something_else_changes() -> None:
    look = msgspec.Raw(b'{"style" : ":host{}", "words":{"de":{"panel":{"write":"\\u00e4"}}}}')
    made = updated(
        msgspec.structs.replace(written(), look=look),
        {"sales": group(State.BUSY, 180)},
        SITE,
        NOW,
        conversation_days=DAYS,
    )
    assert made is not None
    assert made.look == look
    assert bytes(look) in msgspec.json.encode(made)


def test_a_look_alone_is_no_reason_to_write() -> None:
    file = msgspec.structs.replace(written(), look=msgspec.Raw(b"{}"))
    assert updated(file, {}, SITE, NOW, conversation_days=DAYS) is None


def test_a_file_of_before_gets_the_days_and_keeps_who_is_there() -> None:
    there = group(State.AVAILABLE, 170)
    before = msgspec.structs.replace(written(there), conversation_days=0)
    assert updated(before, {}, SITE, NOW, conversation_days=DAYS) == written(there)


def test_without_a_file_nothing_is_said_of_looks() -> None:
    made = updated(None, {}, SITE, NOW, conversation_days=DAYS)
    assert "look" not in msgspec.to_builtins(made)
