"""``make bench`` and its parts."""

import pytest

from tests.bench.__main__ import PARTS, main


def test_a_part_that_is_not_known_is_named_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["massages"]) == 2
    said = capsys.readouterr().err
    assert "massages" in said
    assert all(part in said for part in PARTS)


def test_a_part_is_printed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["messages"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[-5:] == ["AWS", "calls", "WRU", "RRU", "frames"]
    assert lines[2].split()[-4:] == ["3", "1", "0.50", "3"]
    assert len({len(line) for line in lines[1:11]}) == 1
