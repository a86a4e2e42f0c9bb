"""Why a request is refused is said by stable codes, and the documents know each."""

import re
from pathlib import Path

import pytest

from lambdas.protocol.problems import STATUS, ProblemCode, RequestRefused

PAGE = (Path(__file__).parents[4] / "docs" / "protocol.md").read_text(encoding="utf-8")


def test_the_documents_name_every_code_with_its_status() -> None:
    _, _, section = PAGE.partition("### Problems")
    documented = re.findall(r"^\| `([a-z_]+)` \| ([0-9]{3}) \| \S.+ \|$", section, re.MULTILINE)
    assert [(code, int(status)) for code, status in documented] == [(code.value, STATUS[code]) for code in ProblemCode]


@pytest.mark.parametrize("code", ProblemCode)
def test_only_what_is_our_own_fault_is_a_5xx(code: ProblemCode) -> None:
    assert (STATUS[code] >= 500) == (code is ProblemCode.FAILED)
    assert STATUS[code] >= 400


def test_a_refusal_tells_its_code_and_nothing_of_what_was_sent() -> None:
    refused = RequestRefused(ProblemCode.INVALID_FIELDS, fields={})
    assert str(refused) == "invalid_fields"
    assert repr(refused) == "RequestRefused('invalid_fields')"
