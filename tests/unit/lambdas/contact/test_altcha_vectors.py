"""The challenges that the widget's tests solve are ALTCHA's own, and their solutions are taken by it."""

import json
from pathlib import Path
from typing import Any

import altcha
import pytest

VECTORS: list[dict[str, Any]] = json.loads(Path("tests/vectors/altcha.json").read_text(encoding="utf-8"))
SECRET = "vectors"


def verified(vector: dict[str, Any]) -> bool:
    payload = altcha.Payload.from_dict(vector)
    return altcha.verify_solution(payload, hmac_secret=SECRET).verified


@pytest.mark.parametrize("vector", VECTORS)
def test_the_library_takes_the_solution(vector: dict[str, Any]) -> None:
    assert verified(vector)


@pytest.mark.parametrize("vector", VECTORS)
def test_the_library_takes_no_other_solution(vector: dict[str, Any]) -> None:
    counter = vector["solution"]["counter"] + 1
    assert not verified({**vector, "solution": {**vector["solution"], "counter": counter}})
