"""Each kind of value that an event may have, and what is not taken for one."""

from typing import Any

import pytest

from lambdas.errors.scrubber import allowed


@pytest.mark.parametrize("value", [None, 1, True, [], {}, "", "x" * 2000, "\ud800", float("nan"), float("inf"), 10**40])
def test_whatever_comes_nothing_breaks(value: Any) -> None:
    for check in (
        allowed.event_id,
        allowed.seconds,
        allowed.natural,
        allowed.flag,
        allowed.release,
        allowed.environment,
        allowed.word,
        allowed.product,
        allowed.main_version,
        allowed.version,
        allowed.values,
        allowed.mapping,
    ):
        check(value)
    assert allowed.one_of(allowed.LEVELS, value) is None


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("9F1C3B5A-7D2E-4F60-8192-03A4B5C6D7E8", "9f1c3b5a7d2e4f60819203a4b5c6d7e8"),
        ("9f1c3b5a7d2e4f60819203a4b5c6d7e8", "9f1c3b5a7d2e4f60819203a4b5c6d7e8"),
        ("9f1c3b5a7d2e4f60819203a4b5c6d7e", None),
        ("../../9f1c3b5a7d2e4f60819203a4b5", None),
        ("9f1c3b5a7d2e4f60819203a4b5c6d7e8\n", None),
    ],
)
def test_an_id_has_32_digits(value: str, told: str | None) -> None:
    assert allowed.event_id(value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1_795_673_678.1239, 1_795_673_678.124),
        (1_795_673_678, 1_795_673_678.0),
        ("1795673678.5", 1_795_673_678.5),
        ("2026-11-26T06:14:38.123456Z", 1_795_673_678.123),
        ("2026-11-26 06:14:38+00:00", 1_795_673_678.0),
        ("2026-13-26T06:14:38Z", None),
        ("yesterday", None),
        (0, None),
        (True, None),
        (10**12, None),
        (-5, None),
    ],
)
def test_a_time_is_read_in_both_spellings(value: Any, told: float | None) -> None:
    assert allowed.seconds(value) == (None if told is None else pytest.approx(told, abs=0.002))


@pytest.mark.parametrize(
    "value",
    [
        "widget@d604ee2590f4",
        "console@7XKQ2M4A",
        "widget@dev",
        "1.2.3",
        "my-shop@2.0.1+build5",
        "0" * 39 + "a",
        "v@1",
        "widget@123456789012",
        "3.13.0rc1",
        "1.0.0+20261126",
    ],
)
def test_a_release_is_a_name_and_a_version(value: str) -> None:
    assert allowed.release(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "anna@example.de",
        "anna@intranet",
        "anna schmidt",
        "1.2.3\n",
        "x@",
        "anna",
        "@1.2.3",
        "198.51.100.77",
        "v@4915228817386",
        "1-198.51.100.77",
        "4915228817386",
        "1+491522881738",
    ],
)
def test_a_release_is_no_address_and_no_name(value: str) -> None:
    assert allowed.release(value) is None


@pytest.mark.parametrize(
    ("check", "value", "told"),
    [
        (allowed.environment, "staging-2", "staging-2"),
        (allowed.environment, "anna@example.de", None),
        (allowed.environment, "k3j9-x2m8-q1w7-e5r4", None),
        (allowed.word, "lambdas.chat.talk", "lambdas.chat.talk"),
        (allowed.word, "a b", None),
        (allowed.product, "Mobile Safari", "Mobile Safari"),
        (allowed.product, "Annas iPhone 12", None),
        (allowed.product, "Schmidt", None),
        (allowed.product, ["Chrome"], None),
        (allowed.main_version, "126.0.6478.71", "126.0"),
        (allowed.main_version, "3.13.1", "3.13"),
        (allowed.version, "10.2.0-beta.1", "10.2.0-beta.1"),
        (allowed.version, "1 of Anna", None),
        (allowed.natural, 42, 42),
        (allowed.natural, True, None),
        (allowed.natural, -1, None),
        (allowed.natural, 10**8, None),
        (allowed.flag, False, False),
        (allowed.flag, 0, None),
    ],
)
def test_a_value_has_its_form(check: Any, value: Any, told: Any) -> None:
    assert check(value) == told


def test_lists_come_in_three_forms() -> None:
    assert allowed.values([1]) == allowed.values({"values": [1]}) == [1]
    assert allowed.values({"type": "Error"}) == [{"type": "Error"}]
    assert allowed.values("x") == allowed.values({"values": "x"}) == []
