"""Of many visitors one is erased: nothing is left of that one, and all of the others."""

from collections.abc import Iterator

import msgspec
import pytest

from lambdas.privacy import wiring
from lambdas.privacy.records import Erasure
from tests.privacy.checks import assert_all_is_gone
from tests.privacy.stage import HOURS, Stage, staged
from tests.privacy.table import Killed
from tests.promises.promise import promise

VISITORS = 50
SEED = 5


@pytest.fixture(scope="module")
def shop() -> Iterator[Stage]:
    with staged(VISITORS, SEED) as stage:
        yield stage


@pytest.fixture
def stage(shop: Stage) -> Stage:
    shop.reset()
    return shop


def test_the_search_finds_what_is_there(stage: Stage) -> None:
    assert {found.name for found in stage.traces()} >= {"text", "answer", "name", "own", "email"}
    assert stage.left()


@promise("P4", "before it is deleted it can be had: everything that is stored, and nothing of an agent's identity")
def test_the_export_is_what_was_there(stage: Stage) -> None:
    for history in (stage.erased, *stage.others):
        pages = stage.exported(history)
        said = [
            (entry.seq, entry.author.value, entry.text)
            for page in pages
            for entry in page.entries
            if hasattr(entry, "text")
        ]
        assert said == history.said
        requests = {each.contact_id: each for page in pages for each in page.contact_requests}
        assert {id_: {it.name: it.value for it in each.fields} for id_, each in requests.items()} == history.requests
        assert {id_: [note.text for note in each.notes] for id_, each in requests.items()} == history.notes
        assert sum(page.proofs for page in pages) == 0 or history.proofs
        open_ = {each.connection_id for page in pages for each in page.connections}
        assert open_ <= {tab.connection_id for tab in history.tabs}


@promise("P4", "one of fifty visitors is erased: nothing is left of that one, and of the others every byte")
def test_after_an_erasure_nothing_is_left_of_one_and_all_of_the_others(stage: Stage) -> None:
    erasure = stage.erase()
    assert erasure.erased_at == stage.world.now
    assert_all_is_gone(stage)
    entries = [row for row in stage.before[f"conversation#{stage.erased.conversation_id}"] if row["sk"]["S"].isdigit()]
    assert erasure.counts["conversation"] == len(entries)
    assert erasure.counts["contact_requests"] == len(stage.erased.requests)


@promise("P4", "an erasure that is killed at any step is taken up again and ends in the same")
def test_killed_at_every_call_and_resumed_it_is_the_same(stage: Stage) -> None:
    stage.erase()
    calls, whole = len(stage.way.calls), stage.table.snapshot()
    assert calls > 20
    for after in (False, True):
        for number in range(1, calls + 1):
            stage.reset()
            stage.way.kill_at(number, after=after)
            with pytest.raises(Killed):
                stage.erase()
            stage.way.reset()
            erasure = stage.erase()
            assert erasure.erased_at is not None, (number, after)
            assert_all_is_gone(stage)
            assert counts(stage) == counts_of(whole), (number, after)


def test_in_pages_and_batches_of_a_few_rows_nothing_is_left_or_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambdas.privacy.sweep.PAGE_ROWS", 5)
    monkeypatch.setattr("lambdas.privacy.store.BATCH_ROWS", 3)
    with staged(3, SEED) as stage:
        stage.reset()
        stage.erase()
        calls, whole = len(stage.way.calls), stage.table.snapshot()
        for number in range(1, calls + 1):
            stage.reset()
            stage.way.kill_at(number, after=True)
            with pytest.raises(Killed):
                stage.erase()
            stage.way.reset()
            stage.erase_wholly()
            assert_all_is_gone(stage)
            assert counts(stage) == counts_of(whole), number


def counts(stage: Stage) -> object:
    return counts_of(stage.table.snapshot())


def counts_of(rows: dict[str, list[dict[str, dict[str, str]]]]) -> object:
    """Of the audit row and of the tombstone, which stand in receipts."""
    return [
        row["counts"]["S"] for partition, of_it in rows.items() if partition[:5] in ("audit", "erase") for row in of_it
    ]


def test_the_schedule_resumes_what_was_killed(stage: Stage) -> None:
    stage.erase()
    calls = len(stage.way.calls)
    # Before the first two nothing is written that says that there is an erasure.
    for number in range(3, calls + 1, 3):
        stage.reset()
        stage.way.kill_at(number, after=False)
        with pytest.raises(Killed):
            stage.erase()
        stage.way.reset()
        assert wiring.privacy().erasures.resume(stage.world.now) == 1
        assert_all_is_gone(stage)


def test_the_schedule_takes_the_interrupted_before_second_looks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    erasures, store = wiring.privacy().erasures, wiring.privacy().store
    ended = stage.erase()
    open_one = msgspec.structs.replace(ended, erased_at=None, receipt_id="interrupted", due=ended.due)
    monkeypatch.setattr(store, "due", lambda _now: iter([ended, open_one]))
    taken: list[str] = []

    def carry_on(erasure: Erasure, *_: object) -> Erasure:
        taken.append(erasure.receipt_id)
        return erasure

    monkeypatch.setattr(erasures, "_carry_on", carry_on)
    erasures.resume(stage.world.now)
    assert taken == ["interrupted", ended.receipt_id]


def test_in_small_steps_it_is_the_same(stage: Stage) -> None:
    assert stage.erase(budget=7).erased_at is None
    assert stage.left()
    stage.erase_wholly(budget=7)
    assert_all_is_gone(stage)


def test_two_who_ask_side_by_side_end_in_one_erasure(stage: Stage) -> None:
    stage.erase()
    calls, whole = len(stage.way.calls), stage.table.snapshot()
    for number in range(1, calls + 1):
        stage.reset()
        inner: list[object] = []

        def meanwhile(at: int, _name: str, number: int = number, inner: list[object] = inner) -> None:
            if at == number and not inner:
                inner.append(None)
                inner.append(stage.erase())

        stage.way.before = meanwhile
        outer = stage.erase()
        stage.way.reset()
        assert outer.erased_at is not None
        assert_all_is_gone(stage)
        assert counts(stage) == counts_of(whole), number
        ids = {row["sk"]["S"].partition("#")[2] for row in stage.table.snapshot()["audit#shop"]}
        assert ids == {outer.receipt_id} == {inner[1].receipt_id}  # type: ignore[attr-defined]


@pytest.mark.parametrize("behind", [1, 2, 5, 40])
def test_old_reads_hide_nothing_from_an_erasure(stage: Stage, behind: int) -> None:
    stage.table.behind = behind
    stage.erase_wholly()
    assert_all_is_gone(stage)


def test_it_is_looked_after_once_more_and_then_left_alone(stage: Stage) -> None:
    stage.erase()
    later = stage.world.now + 4 * HOURS
    assert wiring.privacy().erasures.resume(stage.world.now) == 0
    assert wiring.privacy().erasures.resume(later) == 1
    assert wiring.privacy().erasures.resume(later + HOURS) == 0
    assert_all_is_gone(stage)
