"""Every cell of the table of rights, written down a second time."""

import pytest

from lambdas.contact.inbox_rights import RIGHTS, Right, Who, demand, groups_seen_by, may, needed, who
from lambdas.contact.records import StoredContactRequest
from lambdas.identity.people import Identity, Visitor
from lambdas.identity.sites import Site
from lambdas.protocol.contact import AnyChange, ContactState, FinishContact, HandOverContact, NoteContact, TakeContact
from lambdas.protocol.problems import ProblemCode, RequestRefused
from tests.unit.lambdas.contact.inbox_samples import DONE, IN_PROGRESS, NEW, VISITOR_ID, a_contact, an_agent

PEOPLE: dict[str, Identity] = {
    "its visitor": Visitor(visitor_id=VISITOR_ID, site="shop"),
    "holder": an_agent("holder", "shop.service"),
    "colleague": an_agent("colleague", "shop.service"),
    "agent of another group": an_agent("sales", "shop.sales"),
    "agent of another site": an_agent("elsewhere", "other.service"),
    "holder who left the group": an_agent("holder", "shop.sales"),
    "supervisor": an_agent("supervisor", "shop.supervisor"),
    "supervisor who holds it": an_agent("holder", "shop.supervisor"),
    "supervisor of another site": an_agent("supervisor", "other.supervisor"),
}

# Columns: see, take, finish, hand over, note.
TABLE = {
    (NEW, "its visitor"): "-   -   -   -   -  ",
    (NEW, "holder"): "yes yes yes yes yes",
    (NEW, "colleague"): "yes yes yes yes yes",
    (NEW, "agent of another group"): "-   -   -   -   -  ",
    (NEW, "agent of another site"): "-   -   -   -   -  ",
    (NEW, "holder who left the group"): "-   -   -   -   -  ",
    (NEW, "supervisor"): "yes yes yes yes yes",
    (NEW, "supervisor who holds it"): "yes yes yes yes yes",
    (NEW, "supervisor of another site"): "-   -   -   -   -  ",
    (IN_PROGRESS, "its visitor"): "-   -   -   -   -  ",
    (IN_PROGRESS, "holder"): "yes yes yes yes yes",
    (IN_PROGRESS, "colleague"): "yes yes -   -   yes",
    (IN_PROGRESS, "agent of another group"): "-   -   -   -   -  ",
    (IN_PROGRESS, "agent of another site"): "-   -   -   -   -  ",
    (IN_PROGRESS, "holder who left the group"): "-   -   -   -   -  ",
    (IN_PROGRESS, "supervisor"): "yes yes yes yes yes",
    (IN_PROGRESS, "supervisor who holds it"): "yes yes yes yes yes",
    (IN_PROGRESS, "supervisor of another site"): "-   -   -   -   -  ",
    (DONE, "its visitor"): "-   -   -   -   -  ",
    (DONE, "holder"): "yes yes -   yes yes",
    (DONE, "colleague"): "yes yes -   yes yes",
    (DONE, "agent of another group"): "-   -   -   -   -  ",
    (DONE, "agent of another site"): "-   -   -   -   -  ",
    (DONE, "holder who left the group"): "-   -   -   -   -  ",
    (DONE, "supervisor"): "yes yes -   yes yes",
    (DONE, "supervisor who holds it"): "yes yes -   yes yes",
    (DONE, "supervisor of another site"): "-   -   -   -   -  ",
}


def held(state: ContactState) -> StoredContactRequest:
    return a_contact(state=state, agent_id=None if state is NEW else "holder")


@pytest.mark.parametrize(("state", "person"), TABLE)
def test_each_cell(state: ContactState, person: str) -> None:
    cells = TABLE[state, person].split()
    allowed = {right for right, cell in zip(Right, cells, strict=True) if cell == "yes"}
    assert {right for right in Right if may(PEOPLE[person], right, held(state))} == allowed


def test_the_table_has_a_row_for_everybody_in_every_state() -> None:
    assert set(TABLE) == {(state, person) for state in ContactState for person in PEOPLE}
    assert all(set(row) == set(Who) for row in RIGHTS.values())
    assert set(RIGHTS) == set(ContactState)


def test_who_holds_it_is_its_holder_also_as_a_supervisor() -> None:
    assert who(PEOPLE["supervisor who holds it"], held(IN_PROGRESS)) is Who.HOLDER
    assert who(PEOPLE["holder who left the group"], held(IN_PROGRESS)) is Who.OUTSIDER


@pytest.mark.parametrize("person", ["its visitor", "agent of another group", "supervisor of another site"])
def test_an_outsider_is_not_told_whether_there_is_one(person: str) -> None:
    for contact in (None, held(NEW)):
        with pytest.raises(RequestRefused) as refused:
            demand(PEOPLE[person], Right.SEE, contact)
        assert refused.value.problem.code is ProblemCode.NOT_ALLOWED


def test_each_change_needs_its_own_right() -> None:
    changes: list[AnyChange] = [TakeContact(), FinishContact(), HandOverContact(group="sales"), NoteContact(text="n")]
    assert [needed(change) for change in changes] == [Right.TAKE, Right.FINISH, Right.HAND_OVER, Right.NOTE]


def test_an_agent_sees_its_own_groups_and_a_supervisor_those_of_the_site() -> None:
    sites = {
        "shop": Site(origins=[], groups=["service", "sales"]),
        "other": Site(origins=[], groups=["service"]),
    }
    assert groups_seen_by(an_agent("a", "shop.sales", "other.service"), sites) == ["other.service", "shop.sales"]
    assert groups_seen_by(an_agent("s", "shop.supervisor"), sites) == ["shop.sales", "shop.service"]
    assert groups_seen_by(an_agent("x", "shop.gone"), sites) == []
