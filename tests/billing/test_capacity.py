"""Examples of what DynamoDB bills, from its own page and from ``docs/data-model.md``.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

from typing import Any

import pytest

from tests.billing.capacity import index_units, item_bytes, units
from tests.billing.use import Use


def item(size: int, sk: str = "000000000001") -> Any:
    """So many bytes."""
    return {"pk": {"S": "p" * (size - 4 - len(sk))}, "sk": {"S": sk}}


@pytest.mark.parametrize(("size", "billed"), [(1024, 1), (1025, 2), (16 * 1024, 16)])
def test_a_write_is_billed_by_the_kilobyte(size: int, billed: int) -> None:
    assert units("PutItem", {"Item": item(size)}, {}) == Use(write_units=billed)


@pytest.mark.parametrize(("consistent", "billed"), [(True, 3), (False, 1.5)])
def test_a_query_is_billed_for_the_sum_of_what_it_read(consistent: bool, billed: float) -> None:
    assert units("Query", {"ConsistentRead": consistent}, {"Items": [item(3000)] * 3}) == Use(read_units=billed)


def test_a_query_that_finds_nothing_is_billed_all_the_same() -> None:
    assert units("Query", {}, {"Items": []}) == Use(read_units=0.5)


def test_a_move_is_billed_twice_and_its_place_in_the_index_twice() -> None:
    puts = [{"Put": {"Item": row}} for row in (item(200), item(300, sk="state"))]
    assert units("TransactWriteItems", {"TransactItems": puts}, {}) == Use(write_units=6)


def test_a_contact_request_is_billed_with_its_check_and_its_place_in_the_index() -> None:
    request = {**item(3000, sk="request#1"), "list": {"S": "contact_new#shop.service"}}
    check = {"ConditionCheck": {"Key": {"pk": {"S": "erased#v"}, "sk": {"S": "erasure"}}}}
    actions = [check, {"Put": {"Item": request}}, {"Put": {"Item": item(100, sk="used")}}]
    assert units("TransactWriteItems", {"TransactItems": actions}, {}) == Use(write_units=2 * (1 + 3 + 1) + 3)


@pytest.mark.parametrize(
    ("operation", "request_", "answer", "billed"),
    [
        ("GetItem", {"ConsistentRead": True}, {"Item": item(4097)}, Use(read_units=2)),
        ("GetItem", {}, {}, Use(read_units=0.5)),
        ("UpdateItem", {}, {}, Use(write_units=1)),
        ("UpdateItem", {}, {"Attributes": item(2049)}, Use(write_units=3)),
        (
            "BatchWriteItem",
            {"RequestItems": {"chat": [{"PutRequest": {"Item": item(2000)}}, {"DeleteRequest": {"Key": {}}}]}},
            {},
            Use(write_units=3),
        ),
    ],
)
def test_the_other_operations_are_billed_too(operation: str, request_: Any, answer: Any, billed: Use) -> None:
    assert units(operation, request_, answer) == billed


def test_numbers_and_sets_have_the_sizes_that_the_documentation_gives() -> None:
    rest = 1024 - len("sk") - 5 - len("at") - 8 - len("observers") - 3 - 9 - len("pk")
    row = {"at": {"N": "1767225600000"}, "observers": {"SS": ["anna", "bob"]}, "sk": {"S": "state"}}
    full = {**row, "pk": {"S": "p" * rest}}
    assert units("PutItem", {"Item": full}, {}) == Use(write_units=1)
    assert units("PutItem", {"Item": {**row, "pk": {"S": "p" * (rest + 1)}}}, {}) == Use(write_units=2)


def test_a_set_of_numbers_has_a_byte_more_for_each() -> None:
    row = {
        "pk": {"S": "p" * (1024 - 2 - len("claimed") - 3 - 50 * 3)},
        "claimed": {"NS": [str(it) for it in range(50)]},
    }
    assert units("PutItem", {"Item": {**row, "sk": {"S": ""}}}, {}).write_units == 2
    assert item_bytes(row) == 1024


LISTED = {"pk": {"S": "p"}, "sk": {"S": "state"}, "list": {"S": "waiting#shop.service"}, "listed": {"S": "1"}}
MOVED = {**LISTED, "list": {"S": "taken#shop.service"}}
CLOSED = {name: LISTED[name] for name in ("pk", "sk")}


@pytest.mark.parametrize(
    ("before", "after", "billed"),
    [
        (None, LISTED, 1),
        (LISTED, MOVED, 2),
        (LISTED, {**LISTED, "seq": {"N": "2"}}, 1),
        (LISTED, LISTED, 0),
        (LISTED, CLOSED, 1),
        (CLOSED, None, 0),
        (None, item(200), 0),
    ],
)
def test_the_index_is_billed_for_the_places_that_a_write_touches(before: Any, after: Any, billed: int) -> None:
    assert index_units(before, after) == Use(write_units=billed)
