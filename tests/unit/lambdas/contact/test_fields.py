"""What the form takes. The widget is held to the same vectors."""

import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.contact.fields import check_fields, is_email, normalised, problem_of
from lambdas.protocol.contact import FieldKind, FilledField, Form, FormField
from lambdas.protocol.problems import FieldProblem

VECTORS: list[dict[str, Any]] = msgspec.json.decode(
    (Path(__file__).parents[3] / "vectors" / "contact_fields.json").read_bytes()
)
WIDE = st.text(max_size=60)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['field']['kind']}: {vector['why']}")
def test_a_value_is_taken_as_both_sides_have_it(vector: dict[str, Any]) -> None:
    field = msgspec.convert(vector["field"], FormField)
    value = normalised(field.kind, vector["value"])
    assert value == vector["normalised"]
    assert problem_of(field, value) == vector["problem"]


def test_every_problem_but_that_of_an_unknown_name_is_among_the_vectors() -> None:
    assert {vector["problem"] for vector in VECTORS} == {None, *FieldProblem} - {FieldProblem.UNKNOWN}


@given(WIDE, st.sampled_from(FieldKind))
def test_what_is_normalised_stays_as_it_is(value: str, kind: FieldKind) -> None:
    once = normalised(kind, value)
    assert normalised(kind, once) == once


@given(WIDE, st.sampled_from([kind for kind in FieldKind if kind is not FieldKind.TEXT]))
def test_nothing_but_a_text_has_a_second_line(value: str, kind: FieldKind) -> None:
    assert len(normalised(kind, value).splitlines()) <= 1


@given(WIDE, WIDE)
def test_an_address_that_is_taken_is_one_and_can_begin_no_header(left: str, right: str) -> None:
    value = normalised(FieldKind.EMAIL, f"{left}@{right}.example")
    if is_email(value):
        assert value.count("@") == 1
        assert not set(value) & set('\r\n\0 <>,;:"\\')


@given(st.from_regex(r"[a-z0-9+_-]{1,20}(\.[a-z0-9]{1,9})?@([a-z0-9]{1,20}\.){1,3}[a-z]{2,9}", fullmatch=True))
def test_an_ordinary_address_is_taken(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize("unseen", "\u00ad\u034f\u061c\u180e\u200b\u202e\u2066\u3164\ufe0f\U000e0041")
def test_nothing_unseen_is_in_an_address(unseen: str) -> None:
    assert not is_email(f"grace{unseen}@example.org")
    assert not is_email(f"grace@exam{unseen}ple.org")


def form(*fields: FormField) -> Form:
    return Form(fields=list(fields), groups=[], consent=None)


LINE = FormField(name="name", kind=FieldKind.LINE, required=True, max_characters=100)
OWN = FormField(name="order", kind=FieldKind.LINE, required=False, max_characters=200, label="Order number")


def test_a_person_hears_of_everything_that_is_wrong_at_once() -> None:
    checked = check_fields(form(LINE, OWN), {"order": "x" * 201, "Bcc": "x", "name": " "})
    assert checked.problems == {
        "name": FieldProblem.REQUIRED,
        "order": FieldProblem.TOO_LONG,
        "Bcc": FieldProblem.UNKNOWN,
    }


def test_what_is_stored_is_in_the_forms_order_with_its_labels_and_nothing_empty() -> None:
    checked = check_fields(form(OWN, LINE), {"name": " Grace ", "order": "7"})
    assert checked.filled == (
        FilledField(name="order", value="7", label="Order number"),
        FilledField(name="name", value="Grace"),
    )
    assert [each.name for each in check_fields(form(OWN, LINE), {"name": "Grace"}).filled] == ["name"]


@pytest.mark.parametrize("value", ["a" * 254, "a." * 127 + "@", "a@" + "a-" * 126, "@" * 254, "a@" + "a." * 126])
def test_no_value_makes_the_rules_slow(value: str) -> None:
    started = time.process_time()
    for _ in range(100):
        is_email(value)
    assert time.process_time() - started < 1
