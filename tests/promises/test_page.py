"""``docs/privacy.md`` says which test proves which promise, and no test of it is missing."""

import re
from pathlib import Path

import pytest

from tests.promises import page
from tests.promises.page import BEGIN, END, PAGE, ROOT, Proof, proofs, proofs_in, table, with_table
from tests.promises.promise import NOT_BUILT, PROMISES, promise

ONE_EACH = [Proof(number, "a mechanism", "tests/test_x.py", "test_it_is_so") for number in PROMISES]
MARKED = """
@promise("P3", "the table "
    "is encrypted")
def test_a_row_is_encrypted(): ...

@pytest.mark.parametrize("a", [1])
@promise("P3", "another")
def test_another(a): ...

@promise("P3", "not a test")
def helper(): ...

def test_of_nothing(): ...
"""


def test_privacy_md_has_the_table_as_it_is_now() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_table(text, table(proofs())), "run python -m tests.promises.page"


def test_each_promise_has_a_file_of_proofs_named_after_it() -> None:
    names = [path.name for path in (ROOT / "tests/promises").glob("test_p[0-9][0-9]_*.py")]
    assert sorted({f"P{int(name[6:8])}" for name in names}) == sorted(PROMISES)
    for proof in proofs():
        if match := re.match(r"tests/promises/test_p(\d\d)_", proof.path):
            assert proof.number == f"P{int(match[1])}", proof


def test_every_test_of_a_promise_s_file_is_a_proof() -> None:
    """So that the table leaves nothing out."""
    marked = {(proof.path, proof.test) for proof in proofs()}
    for path in (ROOT / "tests/promises").glob("test_p[0-9][0-9]_*.py"):
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert (f"tests/promises/{path.name}", name) in marked


def test_the_proofs_of_a_file_are_read_off_its_source() -> None:
    assert list(proofs_in(MARKED, "tests/test_x.py")) == [
        Proof("P3", "the table is encrypted", "tests/test_x.py", "test_a_row_is_encrypted"),
        Proof("P3", "another", "tests/test_x.py", "test_another"),
    ]


@pytest.mark.parametrize("arguments", ['"P12", "x"', '"P1"', '7, "x"', ""])
def test_a_mark_that_can_not_be_read_off_is_named(arguments: str) -> None:
    with pytest.raises(ValueError, match=r"test_x.py::test_it"):
        list(proofs_in(f"@promise({arguments})\ndef test_it(): ...\n", "test_x.py"))


def test_a_promise_that_is_none_can_not_be_proven() -> None:
    with pytest.raises(ValueError, match="P12"):
        promise("P12", "x")


def test_a_promise_without_a_proof_is_named() -> None:
    without = [proof for proof in ONE_EACH if proof.number != "P4"]
    with pytest.raises(ValueError, match="P4"):
        list(table(without))


def test_a_mechanism_has_one_line_with_all_that_proves_it() -> None:
    lines = list(table([*ONE_EACH, Proof("P1", "a mechanism", "tests/test_y.py", "test_more")]))
    assert len(lines) == 2 + len(PROMISES)
    assert "[it is so](../tests/test_x.py)<br>[more](../tests/test_y.py)" in lines[2]


def test_what_is_missing_of_a_promise_is_said() -> None:
    text = "\n".join(table(ONE_EACH))
    assert all(missing in text for missing in NOT_BUILT.values())


def test_what_stands_around_the_table_is_kept() -> None:
    assert with_table(f"before\n{BEGIN}\nold\n{END}\nafter\n", ["new"]) == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


def test_a_mark_that_is_gone_is_named() -> None:
    with pytest.raises(ValueError, match="written by"):
        with_table("no marks\n", [])


def test_check_says_how_to_mend_a_stale_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "privacy.md"
    stale.write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    monkeypatch.setattr(page, "PAGE", stale)
    assert page.main(["--check"]) == 1
    assert "python -m tests.promises.page" in capsys.readouterr().err
    assert page.main([]) == 0
    assert page.main(["--check"]) == 0
