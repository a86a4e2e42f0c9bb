import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.contact.inbox_search import LOOKED_AT, PAGE, page_of, position_in, position_of, searcher
from lambdas.protocol.contact import FilledField, Note
from lambdas.protocol.problems import ProblemCode, RequestRefused
from tests.unit.lambdas.contact.inbox_samples import a_contact


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", True),
        ("  ", True),
        ("straße", True),
        ("STRASSE", True),
        ("Rosé", True),
        ("rose\u0301", True),
        ("rose", False),
        ("the note", True),
        (" rosé für ", True),
        ("label", False),
        ("ada", False),
        ("nothing of it", False),
    ],
)
def test_text_is_found_in_values_and_notes_in_any_case_with_its_accents(text: str, found: bool) -> None:
    contact = a_contact(
        fields=(FilledField(name="message", value="Rosé für die Straße 5", label="Label"),),
        notes=(Note(at=1, agent_id="ada", text="THE NOTE"),),
    )
    assert searcher(text)(contact) is found


@pytest.mark.parametrize("cursor", ["", "x", "1750000000000#../../etc", "175#request-00000001", "*" * 1000, "1\n"])
def test_a_cursor_that_is_none_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        position_in(cursor)
    assert refused.value.problem.code is ProblemCode.INVALID_REQUEST


def test_our_own_cursors_are_taken() -> None:
    assert position_in(position_of(a_contact())) == position_of(a_contact())
    assert position_in(None) is None


def test_a_page_ends_when_it_is_full_and_names_where_to_go_on() -> None:
    contacts = [a_contact(number) for number in range(100, 0, -1)]
    found, cursor = page_of(iter(contacts), lambda _: True)
    assert found == contacts[:PAGE]
    assert cursor == position_of(contacts[PAGE - 1])


def test_a_call_looks_at_no_more_than_its_share_even_if_nothing_matches() -> None:
    contacts = iter([a_contact(number) for number in range(LOOKED_AT * 2, 0, -1)])
    found, cursor = page_of(contacts, lambda _: False)
    assert found == []
    assert cursor is not None
    assert len(list(contacts)) == LOOKED_AT


@given(st.sets(st.integers(min_value=1, max_value=600)), st.integers(min_value=1, max_value=7))
def test_pages_one_after_the_other_are_all_that_match_once_and_in_order(numbers: set[int], divisor: int) -> None:
    contacts = [a_contact(number) for number in sorted(numbers, reverse=True)]
    wanted = [contact for contact in contacts if contact.received_at % divisor == 0]
    found, before = [], None
    while True:
        rest = [contact for contact in contacts if before is None or position_of(contact) < before]
        page, cursor = page_of(rest, lambda contact: contact.received_at % divisor == 0)
        found += page
        if cursor is None:
            break
        before = cursor
    assert found == wanted
