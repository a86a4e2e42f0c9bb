from dataclasses import fields
from pathlib import Path

import pytest

from local.faults.config import ENDS, Fault, Faults, WrongFaults, parse_faults


def test_words_in_any_order_are_faults() -> None:
    text = " throttle=0.25  seed=7\tcut=1e-2 delay=1 "
    assert parse_faults(text) == Faults(seed=7, cut=0.01, delay=1, throttle=0.25)


def test_no_words_are_no_faults() -> None:
    assert parse_faults("") == Faults()
    assert not any(map(Faults().rate, Fault))


def test_every_fault_has_a_rate_of_its_own() -> None:
    assert [field.name for field in fields(Faults)] == ["seed", *Fault]
    rates = {fault: number / 100 for number, fault in enumerate(Fault)}
    faults = parse_faults(" ".join(f"{fault}={rate}" for fault, rate in rates.items()))
    assert {fault: faults.rate(fault) for fault in Fault} == rates


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cut=2", "cut: expected a rate from 0 to 1, got 2.0"),
        ("cut=-0.1", "cut: expected a rate from 0 to 1, got -0.1"),
        ("cut=nan", "cut: expected a rate from 0 to 1, got 'nan'"),
        ("cut=often", "cut: expected a rate from 0 to 1, got 'often'"),
        ("cut", "cut: expected a rate from 0 to 1, got ''"),
        ("cut=0.1 cut=0.2", "cut is there twice"),
        ("seed=1.5", "seed: expected a whole number, got '1.5'"),
        ("lose=0.1", "expected words like cut=0.01 of seed, cut, delay, "),
    ],
)
def test_what_is_wrong_is_said_in_one_line(text: str, said: str) -> None:
    with pytest.raises(WrongFaults) as wrong:
        parse_faults(text)
    assert str(wrong.value).startswith(said)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize("fault", ENDS)
def test_functions_are_ended_on_linux_alone(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda _: False)
    with pytest.raises(WrongFaults, match="only Linux"):
        parse_faults(f"{fault}=0.1")
    assert parse_faults("cut=0.1").cut == 0.1
