"""Every cell of the table of rights, written down a second time."""

import pytest

from lambdas.errors.faults_rights import RIGHTS, Right, Who, demand, may, readers_only
from lambdas.errors.records import StoredFault
from lambdas.protocol.errors import Source
from lambdas.protocol.problems import ProblemCode, RequestRefused
from tests.unit.lambdas.errors.fault_samples import PEOPLE, a_fault

FAULTS: dict[str, StoredFault] = {
    "page of the shop": a_fault(),
    "page of no known site": a_fault(site=None),
    "console": a_fault(source=Source.CONSOLE, site=None),
    "function": a_fault(source=Source.FUNCTION, site=None),
    "console, and a site": a_fault(source=Source.CONSOLE),
    "function, and a site": a_fault(source=Source.FUNCTION),
}
"""The last two there are none of."""

# Columns: see, resolve.
TABLE = {
    ("page of the shop", "visitor of the shop"): "-   -  ",
    ("page of the shop", "agent of the shop"): "-   -  ",
    ("page of the shop", "supervisor of the shop"): "yes yes",
    ("page of the shop", "supervisor of another site"): "-   -  ",
    ("page of the shop", "operator"): "yes yes",
    ("page of the shop", "operator who serves the shop"): "yes yes",
} | {
    (fault, person): "yes yes" if person.startswith("operator") else "-   -  "
    for fault in FAULTS
    if fault != "page of the shop"
    for person in PEOPLE
}


@pytest.mark.parametrize(("fault", "person"), TABLE)
def test_each_cell(fault: str, person: str) -> None:
    cells = TABLE[fault, person].split()
    allowed = {right for right, cell in zip(Right, cells, strict=True) if cell == "yes"}
    assert {right for right in Right if may(PEOPLE[person], right, FAULTS[fault])} == allowed


def test_the_table_has_a_row_for_everybody_and_every_fault() -> None:
    assert set(TABLE) == {(fault, person) for fault in FAULTS for person in PEOPLE}
    assert set(RIGHTS) == set(Who)


@pytest.mark.parametrize("person", PEOPLE)
def test_who_may_see_no_fault_at_all_is_told_so(person: str) -> None:
    if person in {"visitor of the shop", "agent of the shop"}:
        with pytest.raises(RequestRefused) as refused:
            readers_only(PEOPLE[person])
        assert refused.value.problem.code is ProblemCode.NOT_ALLOWED
    else:
        assert readers_only(PEOPLE[person]) == PEOPLE[person]


@pytest.mark.parametrize("days", [[], [a_fault(site="other")], [a_fault(), a_fault(site="other")]])
def test_whether_there_is_none_or_it_is_another_sites_is_not_told(days: list[StoredFault]) -> None:
    with pytest.raises(RequestRefused) as refused:
        demand(PEOPLE["supervisor of the shop"], Right.SEE, days)
    assert refused.value.problem.code is ProblemCode.NOT_ALLOWED
