import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.chat.log import fold
from lambdas.chat.marks import UNMARKED, marks_of, raised
from lambdas.chat.records import StoredMark, Tail
from lambdas.protocol.entries import Mark, Marks, Party
from tests.unit.lambdas.chat.test_log import NOW, change, state

numbers = st.integers(min_value=0, max_value=9)
marks = st.builds(Mark, delivered=numbers, seen=numbers)


def row(party: Party, delivered: int, seen: int, *, started_at: int = 0, ends: int = NOW) -> StoredMark:
    return StoredMark(party=party, started_at=started_at, delivered=delivered, seen=seen, expires_at=ends)


def test_each_party_has_its_mark() -> None:
    rows = [row(Party.AGENT, 3, 2), row(Party.VISITOR, 5, 4)]
    assert marks_of(rows, state(1)) == Marks(visitor=Mark(delivered=5, seen=4), agent=Mark(delivered=3, seen=2))


@pytest.mark.parametrize("conversation", [None, state(1, started_at=8)])
def test_marks_of_another_log_say_nothing(conversation: object) -> None:
    assert marks_of([row(Party.VISITOR, 5, 4)], conversation) == Marks(visitor=UNMARKED, agent=UNMARKED)  # type: ignore[arg-type]


def test_a_mark_past_its_time_says_nothing() -> None:
    tail = Tail(entries=(change(1),), conversation=state(1), marks=(row(Party.AGENT, 3, 3, ends=NOW // 1000),))
    assert fold(tail, NOW).marks.agent == UNMARKED


@given(marks, numbers, numbers)
def test_a_mark_never_falls_and_what_is_seen_has_arrived(before: Mark, delivered: int, seen: int) -> None:
    after = raised(before, delivered, seen) or before
    assert after.delivered >= max(before.delivered, delivered)
    assert after.seen == max(before.seen, seen)
    assert after.delivered >= seen
    assert raised(after, delivered, seen) is None
