from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.contact.inbox_moves import NOTES, NOTES_BYTES, changed
from lambdas.contact.records import StoredContactRequest
from lambdas.protocol.contact import AnyChange, ContactState, FinishContact, HandOverContact, NoteContact, TakeContact
from lambdas.protocol.problems import ProblemCode, RequestRefused
from tests.unit.lambdas.contact.inbox_samples import DONE, IN_PROGRESS, NEW, a_contact, an_agent
from tests.unit.lambdas.world import START

ADA = an_agent("ada", "shop.service")
GROUPS = ("service", "sales")


def after(change: AnyChange, **before: Any) -> StoredContactRequest:
    return changed(a_contact(**before), change, ADA, GROUPS, START + 99)


@pytest.mark.parametrize(
    ("change", "state", "group", "agent_id"),
    [
        (TakeContact(), IN_PROGRESS, "service", "ada"),
        (FinishContact(), DONE, "service", "ada"),
        (HandOverContact(group="sales"), NEW, "sales", None),
        (HandOverContact(group="service"), NEW, "service", None),
        (NoteContact(text="seen"), IN_PROGRESS, "service", "bob"),
    ],
)
def test_each_move(change: AnyChange, state: ContactState, group: str, agent_id: str | None) -> None:
    moved = after(change, state=IN_PROGRESS, agent_id="bob", version=4)
    assert (moved.state, moved.group, moved.agent_id) == (state, group, agent_id)
    assert (moved.version, moved.changed_at) == (5, START + 99)


def test_what_the_form_has_sent_is_left_alone() -> None:
    before = a_contact(noted_at=7, consent="agreed")
    for change in (TakeContact(), FinishContact(), HandOverContact(group="sales"), NoteContact(text="n")):
        moved = changed(before, change, ADA, GROUPS, START + 99)
        for name in ("request_id", "site", "subject", "fields", "received_at", "expires_at", "consent", "noted_at"):
            assert getattr(moved, name) == getattr(before, name)


def test_a_note_says_who_and_when_and_comes_after_the_others() -> None:
    first = after(NoteContact(text="one"))
    both = changed(first, NoteContact(text="  two\n lines \n"), ADA, GROUPS, START + 100)
    assert [(note.text, note.agent_id, note.at) for note in both.notes] == [
        ("one", "ada", START + 99),
        ("two\n lines", "ada", START + 100),
    ]


def assert_invalid(change: AnyChange, contact: StoredContactRequest) -> None:
    with pytest.raises(RequestRefused) as refused:
        changed(contact, change, ADA, GROUPS, START)
    assert refused.value.problem.code is ProblemCode.INVALID_REQUEST


@pytest.mark.parametrize("group", ["supervisor", "gone", "other.service"])
def test_nothing_is_handed_over_to_a_group_that_the_site_has_not(group: str) -> None:
    assert_invalid(HandOverContact(group=group), a_contact())


def test_a_note_of_blanks_is_none() -> None:
    assert_invalid(NoteContact(text=" \n\t"), a_contact())


def test_there_is_room_for_fifty_notes() -> None:
    contact = a_contact()
    for _ in range(NOTES):
        contact = changed(contact, NoteContact(text="n"), ADA, GROUPS, START)
    assert len(contact.notes) == NOTES
    assert_invalid(NoteContact(text="one more"), contact)


@given(st.lists(st.text(min_size=1, max_size=2000), max_size=60))
def test_notes_never_outgrow_their_room(texts: list[str]) -> None:
    contact = a_contact()
    for text in [*texts, "\u0001" * 2000, "\U0001f600" * 2000] * 6:
        try:
            contact = changed(contact, NoteContact(text=text), ADA, GROUPS, START)
        except RequestRefused:
            continue
    assert len(contact.notes) <= NOTES
    assert len(msgspec.json.encode(contact.notes)) <= NOTES_BYTES
