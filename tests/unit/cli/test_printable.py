"""What others wrote does nothing to a terminal."""

import json
import unicodedata

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from cli.printable import line, printable
from lambdas.protocol.errors import Report, Thrown


class Sample(msgspec.Struct):
    text: str
    texts: list[str]
    named: dict[str, str]
    number: int
    nothing: None = None


def test_commands_to_a_terminal_and_turned_text_are_blanked_and_letters_are_not() -> None:
    assert line("\x1b[2J\x9b31m\u202eevil\u2028\x7f\r\nÄrger 日本 e\u0301") == " [2J 31m evil    Ärger 日本 e\u0301"
    assert line("a\tb") == "a b"


@given(
    st.builds(
        Sample,
        text=st.text(),
        texts=st.lists(st.text()),
        named=st.dictionaries(st.text(), st.text()),
        number=st.integers(0),
    )
)
def test_nothing_that_is_not_shown_is_left_anywhere(sample: Sample) -> None:
    shown = json.dumps(msgspec.to_builtins(printable(sample)), ensure_ascii=False)
    assert not {unicodedata.category(character)[0] for character in shown} & {"C"}
    assert printable(sample).number == sample.number


def test_a_report_stays_one() -> None:
    report = Report(event_id="e" * 32, platform="python", errors=[Thrown(type="A", message="two\nlines")])
    assert printable(report).errors == [Thrown(type="A", message="two lines")]
