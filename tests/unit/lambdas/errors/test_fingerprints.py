"""Which reports are of one fault, and what it is called."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.errors.fingerprints import (
    CULPRIT_CHARACTERS,
    OVERFLOW,
    TITLE_CHARACTERS,
    culprit_of,
    fault_id_of,
    named,
    overflow,
    title_of,
)
from lambdas.errors.records import Received
from lambdas.protocol.errors import Report, Source, StackFrame
from tests.unit.lambdas.errors.received_samples import FRAMES, elsewhere, received, report, thrown

FAULT = fault_id_of(received())
CORE = "/assets/core-1a2b3c4d.js"


def with_frames(*frames: StackFrame, message: str = "x is undefined") -> Received:
    return received(errors=[thrown(frames=list(frames), message=message)])


def in_file(file: str) -> str:
    return fault_id_of(with_frames(StackFrame(file=file, function="takeFrame")))


class TestTheSameFault:
    def test_its_id_has_16_hexadecimal_digits(self) -> None:
        assert len(FAULT) == 16
        assert int(FAULT, 16)

    def test_it_is_the_same_in_the_next_release(self) -> None:
        frames = [
            StackFrame(file="/assets/core-9f8e7d6c.js", function=frame.function, line=7, column=12) for frame in FRAMES
        ]
        later = received(2, errors=[thrown(frames=frames)], release="widget@9f8e7d6c")
        assert fault_id_of(later) == FAULT

    def test_another_message_in_the_same_place_is_the_same(self) -> None:
        assert fault_id_of(received(errors=[thrown(message="y is undefined")])) == FAULT

    def test_who_called_from_far_away_does_not_matter(self) -> None:
        calls = [StackFrame(file=CORE, function=name) for name in ("takeFrame", "showEntry", "showText")]
        outer = [StackFrame(file=CORE, function=name) for name in ("openPanel", "startUp")]
        assert fault_id_of(with_frames(outer[0], *calls)) == fault_id_of(with_frames(outer[1], *calls))

    @pytest.mark.parametrize(
        "changes",
        [{"level": "fatal"}, {"tags": {"a": "b"}}, {"browser": "Firefox 120"}, {"environment": "test"}, {"place": "/"}],
    )
    def test_what_differs_from_browser_to_browser_does_not_matter(self, changes: dict[str, Any]) -> None:
        assert fault_id_of(received(**changes)) == FAULT

    @pytest.mark.parametrize(
        "file",
        [
            "/assets/core-9f8e7d6c.js",
            "/assets/core-JX2MQ7AB.js",
            "/assets/core.9f8e7d6c.js",
            "/assets/core-de-9f8e7d6c.js",
            "/core-BzQ9aD2c.js",
            "core.js",
        ],
    )
    def test_the_hash_of_a_build_is_no_part_of_a_files_name(self, file: str) -> None:
        assert in_file(file) == in_file("/assets/core.js")

    @pytest.mark.parametrize("file", ["/assets/core-console.js", "/assets/core-v2.js", "/assets/conference.js"])
    def test_what_is_no_hash_is_a_part_of_it(self, file: str) -> None:
        assert in_file(file) != in_file("/assets/core.js")


class TestAnotherFault:
    @pytest.mark.parametrize("source", [Source.CONSOLE, Source.FUNCTION])
    def test_elsewhere(self, source: Source) -> None:
        assert fault_id_of(elsewhere(received(), source)) != FAULT

    def test_neither_of_which_is_at_a_site(self) -> None:
        of_console, of_function = (elsewhere(received(), source) for source in (Source.CONSOLE, Source.FUNCTION))
        assert fault_id_of(of_console) != fault_id_of(of_function)

    def test_at_another_site(self) -> None:
        assert fault_id_of(elsewhere(received(), Source.PAGE, "other")) != FAULT

    def test_of_another_platform(self) -> None:
        assert fault_id_of(received(platform="python")) != FAULT

    def test_of_another_type(self) -> None:
        assert fault_id_of(received(errors=[thrown(type="RangeError")])) != FAULT

    def test_with_another_cause(self) -> None:
        assert fault_id_of(received(errors=[thrown(type="RangeError"), thrown()])) != FAULT

    def test_in_another_function(self) -> None:
        assert fault_id_of(with_frames(FRAMES[0], StackFrame(file=CORE, function="showText"))) != FAULT

    def test_in_another_file(self) -> None:
        other = StackFrame(file="/assets/console-1a2b3c4d.js", function="showEntry")
        assert fault_id_of(with_frames(FRAMES[0], other)) != FAULT

    def test_that_was_called_by_another_function(self) -> None:
        assert fault_id_of(with_frames(StackFrame(file=CORE, function="openPanel"), FRAMES[1])) != FAULT

    def test_parts_can_not_be_mistaken_for_each_other(self) -> None:
        one = received(errors=[thrown(type="A\x1fB", frames=[])])
        other = received(errors=[thrown(type="A", frames=[]), thrown(type="B", frames=[])])
        assert fault_id_of(one) != fault_id_of(other)


class TestWithoutNames:
    """A minifier gives other names in each release."""

    @pytest.mark.parametrize("names", [("a", "b"), ("$e", "t"), ("<anonymous>", "?"), (None, None), ("t.a", "e.b")])
    def test_the_message_tells_faults_apart(self, names: tuple[str | None, str | None]) -> None:
        frames = [StackFrame(file=CORE, function=name) for name in names]
        bare = [StackFrame(file=CORE), StackFrame(file=CORE)]
        assert fault_id_of(with_frames(*frames)) == fault_id_of(with_frames(*bare))
        assert fault_id_of(with_frames(*frames)) != fault_id_of(with_frames(*frames, message="no such entry"))

    def test_a_name_of_three_characters_is_one(self) -> None:
        frame = StackFrame(file=CORE, function="add")
        assert fault_id_of(with_frames(frame)) == fault_id_of(with_frames(frame, message="no such entry"))

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("entry 7 is missing", "entry 1024 is missing"),
            ("no 'apples' here", "no 'pears' here"),
            ('no "apples" here', 'no "pears and 7 nuts" here'),
            ("id 0f8fad5b-d9cb-469f-a165-70867728950e", "id 1b4e28ba-2fa1-11d2-883f-0016d3cca427"),
            ("to [email] it goes", "to [phone] it goes"),
            ("code deadbeef", "code cafebabe"),
        ],
    )
    def test_what_varies_in_a_message_is_left_out(self, one: str, other: str) -> None:
        assert fault_id_of(with_frames(message=one)) == fault_id_of(with_frames(message=other))

    def test_words_are_kept(self) -> None:
        assert fault_id_of(with_frames(message="no apples")) != fault_id_of(with_frames(message="no pears"))

    def test_a_message_that_was_not_thrown_counts_too(self) -> None:
        one, other = received(errors=[], message="no apples"), received(errors=[], message="no pears")
        assert fault_id_of(one) != fault_id_of(other)

    @given(st.text(max_size=500))
    def test_any_message_makes_a_fault(self, message: str) -> None:
        assert len(fault_id_of(with_frames(message=message))) == 16

    def test_half_of_a_surrogate_pair_makes_a_fault(self) -> None:
        assert len(fault_id_of(with_frames(message="\ud800"))) == 16


class TestItsName:
    def test_type_and_message(self) -> None:
        assert title_of(report()) == "TypeError: x is undefined"

    def test_of_the_error_that_was_thrown_last(self) -> None:
        assert title_of(report(errors=[thrown(type="Cause"), thrown()])) == "TypeError: x is undefined"

    @pytest.mark.parametrize(
        ("told", "title"),
        [
            ({"errors": [], "message": "no apples"}, "no apples"),
            ({"errors": [thrown(message=None)], "message": "no apples"}, "TypeError: no apples"),
            ({"errors": [thrown(message=None)]}, "TypeError"),
            ({"errors": []}, "(no message)"),
        ],
    )
    def test_what_there_is_of_it(self, told: dict[str, Any], title: str) -> None:
        assert title_of(report(**told)) == title

    def test_a_long_one_is_cut(self) -> None:
        title = title_of(report(errors=[thrown(message="x" * 1000)]))
        assert len(title) == TITLE_CHARACTERS
        assert title.endswith("x…")

    def test_the_innermost_call(self) -> None:
        assert culprit_of(report()) == "showEntry (core.js)"

    def test_of_the_error_that_was_thrown_last_and_not_of_its_cause(self) -> None:
        cause = thrown(frames=[StackFrame(file=CORE, function="readText")])
        assert culprit_of(report(errors=[cause, thrown()])) == "showEntry (core.js)"

    def test_a_module_of_python(self) -> None:
        frames = [StackFrame(file="lambdas.chat.talk", function="talk", line=7)]
        assert culprit_of(report(errors=[thrown(frames=frames)])) == "talk (lambdas.chat.talk)"

    def test_the_file_alone_where_the_function_has_no_name(self) -> None:
        assert culprit_of(report(errors=[thrown(frames=[StackFrame(file=CORE, function="a")])])) == "core.js"

    @pytest.mark.parametrize(("place", "culprit"), [("tresen-messages", "tresen-messages"), (None, "")])
    def test_the_place_where_there_are_no_calls(self, place: str | None, culprit: str) -> None:
        assert culprit_of(report(errors=[thrown(frames=[])], place=place)) == culprit

    def test_the_causes_calls_where_the_last_has_none(self) -> None:
        assert culprit_of(report(errors=[thrown(), thrown(frames=[])])) == "showEntry (core.js)"

    def test_a_long_culprit_is_cut(self) -> None:
        frames = [StackFrame(file="x" * 300, function="takeFrame")]
        assert len(culprit_of(report(errors=[thrown(frames=frames)]))) == CULPRIT_CHARACTERS

    def test_all_three_go_together(self) -> None:
        fault = named(received())
        assert (fault.fault_id, fault.title, fault.culprit) == (FAULT, title_of(report()), culprit_of(report()))

    def test_faults_that_are_too_many_are_one_of_their_site(self) -> None:
        one, other = received(), msgspec.structs.replace(received(), report=Report(event_id="0", platform="python"))
        assert overflow(one) == overflow(other)
        assert overflow(one).title == OVERFLOW
        assert overflow(one).fault_id != overflow(elsewhere(one, Source.PAGE, "other")).fault_id
