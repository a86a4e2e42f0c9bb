import msgspec
from hypothesis import given
from hypothesis import strategies as st

from lambdas.chat.pages import newest_fitting
from lambdas.chat.records import StoredEntry
from lambdas.protocol.entries import Message, Party
from lambdas.protocol.limits import ANSWER_BYTES


def entries(texts: list[str]) -> list[StoredEntry]:
    return [
        StoredEntry(
            entry=Message(seq=seq, at=seq, author=Party.VISITOR, client_message_id="m", text=text, seen=0), expires_at=1
        )
        for seq, text in enumerate(texts, start=1)
    ]


@given(st.lists(st.sampled_from(["x", "\u0001" * 4_000, "👋" * 4_000, "é" * 3_000]), max_size=60), st.integers(1, 50))
def test_the_newest_fit_into_one_answer(texts: list[str], at_most: int) -> None:
    stored = entries(texts)
    fitting = newest_fitting(stored, at_most=at_most)
    assert len(msgspec.json.encode(fitting)) <= ANSWER_BYTES - 1024
    assert fitting == [each.entry for each in stored[len(stored) - len(fitting) :]]
    assert len(fitting) <= at_most
    assert bool(fitting) == bool(stored)


def test_short_entries_all_fit() -> None:
    stored = entries(["x"] * 300)
    assert newest_fitting(stored) == [each.entry for each in stored]
