"""``docs/scale.md`` says what is so."""

import pytest

from tests.model.faults import Fault
from tests.scale import page
from tests.scale.page import END, PAGE, begin, tables, with_tables


def test_scale_md_has_the_tables_as_they_are_now() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_tables(text), "run python -m tests.scale.page"


def test_what_happens_at_a_limit_happens_in_the_model() -> None:
    _, _, section = PAGE.read_text(encoding="utf-8").partition("## What happens at a limit")
    rows = [[cell.strip() for cell in line.split("|")] for line in section.splitlines() if line.startswith("| ")]
    named = {row[4] for row in rows[2:]} - {"-"}
    assert len(named) == 4
    assert named <= {fault.value for fault in Fault}


def test_what_stands_around_a_table_is_kept() -> None:
    marks = "\n".join(f"before {name}\n{begin(name)}\nold\n{END}" for name in tables())
    text = with_tables(f"{marks}\nafter\n")
    assert "old" not in text
    assert text.endswith(f"{END}\nafter\n")
    assert all(f"before {name}\n{begin(name)}\n|" in text for name in tables())


def test_a_mark_that_is_gone_is_named() -> None:
    with pytest.raises(ValueError, match="units"):
        with_tables("no marks\n")


def test_check_says_how_to_mend_a_stale_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path_factory.mktemp("docs") / "scale.md"
    stale.write_text("\n".join(f"{begin(name)}\n{END}" for name in tables()), encoding="utf-8")
    monkeypatch.setattr(page, "PAGE", stale)
    assert page.main(["--check"]) == 1
    assert "python -m tests.scale.page" in capsys.readouterr().err
    assert page.main([]) == 0
    assert page.main(["--check"]) == 0
