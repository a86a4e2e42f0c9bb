from hypothesis import given
from hypothesis import strategies as st

from lambdas.chat.log import Log, fold
from lambdas.chat.records import StoredEntry, Tail
from lambdas.chat.said import Said, acknowledged
from lambdas.protocol.commands import NewMessage, SendMessages
from tests.unit.lambdas.chat.test_log import ADA, NOW, change, message, state


def log_of(*entries: StoredEntry) -> Log:
    return fold(Tail(entries=(change(1), *entries), conversation=state(1)), NOW)


def seqs(stored: tuple[StoredEntry, ...]) -> list[int]:
    return [each.entry.seq for each in stored]


def command(cursor: int) -> SendMessages:
    return SendMessages(command_id="c", cursor=cursor, messages=[NewMessage(client_message_id="m", text="x")])


def test_what_was_added_is_told_with_what_others_wrote_in_between() -> None:
    said = Said(log=log_of()).added(message(2), state(1))
    said = said.again(log_of(message(2), message(3, by=ADA))).added(message(4), state(1))
    assert seqs(said.untold()) == [2, 3, 4]


def test_what_was_found_is_told_again_only_at_the_end() -> None:
    assert seqs(Said(log=log_of(message(2), message(3))).found(message(2)).found(message(3)).untold()) == [2, 3]
    assert seqs(Said(log=log_of(message(2), message(3, by=ADA))).found(message(2)).untold()) == []


def test_what_was_found_right_before_what_is_added_is_told_with_it() -> None:
    said = Said(log=log_of(message(2), message(3, by=ADA), message(4))).found(message(2)).found(message(4))
    assert seqs(said.added(message(5), state(1)).untold()) == [4, 5]


def test_what_the_sender_missed_is_all_but_its_own() -> None:
    log = log_of(message(2), message(3, by=ADA), message(4), message(5, by=ADA))
    said = Said(log=log).found(message(2)).found(message(4))
    answer = acknowledged(said, command(1), may_read=True)
    assert [each.seq for each in answer.acknowledged] == [2, 4]
    assert ([each.seq for each in answer.missed], answer.complete) == ([3], True)


def test_who_may_not_read_is_told_its_own_alone() -> None:
    said = Said(log=log_of(message(2, by=ADA), message(3))).found(message(3))
    answer = acknowledged(said, command(1), may_read=False)
    assert ([each.seq for each in answer.acknowledged], answer.missed, answer.complete) == ([3], [], False)


@given(st.lists(st.sampled_from(["found", "added", "other"]), min_size=1, max_size=8))
def test_whatever_happens_what_is_told_ends_the_log_without_a_gap(steps: list[str]) -> None:
    """And holds all that was added."""
    entries: list[StoredEntry] = []
    said, added = Said(log=log_of()), set()
    for seq, step in enumerate(sorted(steps, key=lambda step: step != "found"), start=2):
        entries.append(message(seq, by=ADA) if step == "other" else message(seq))
        if step == "added":
            said = said.added(entries[-1], state(1))
            added.add(seq)
        else:
            said = said.again(log_of(*entries))
            said = said.found(entries[-1]) if step == "found" else said
    told = seqs(said.untold())
    assert added <= set(told)
    assert told == list(range(len(steps) + 2 - len(told), len(steps) + 2))
