"""What is written down of `make bench` is still so."""

import pytest

from tests.bench.turns import measured
from tests.scale.given import MEASURED


def test_turns_of_talk_are_as_they_are_measured_now() -> None:
    turns, _ = measured()
    now = {
        "messages": turns.of_a_turn("send_messages"),
        "marks": turns.of_a_turn("mark_entries"),
        "typing": turns.of_a_message("announce_typing"),
    }
    written = {name: getattr(MEASURED.turns, name) for name in now}
    assert now == pytest.approx(written, abs=0.005), f"write {now} into tests/scale/units.toml"
