"""The model can fail: it notices each mutation, and by the invariant that is meant."""

import pytest

from tests.model.host import Host
from tests.model.mutations import MUTATIONS, Mutation
from tests.model.run import run
from tests.model.tally import Tally
from tests.model.truth import Broken

SEEDS = (8, 7, 5)
"""What chance does not meet with one of them it meets with the next."""

CONVERSATIONS = 400
STEPS = 40


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.name)
def test_what_is_broken_is_noticed(mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    mutation.patch(monkeypatch)
    with pytest.raises(Broken) as broken:
        run_mutated(mutation)
    assert mutation.caught_by in broken.value.names


def run_mutated(mutation: Mutation) -> None:
    for seed in SEEDS:
        with Host(mutation.changes) as host:
            run(host, Tally(), seed=seed, conversations=CONVERSATIONS, steps=STEPS, shrinks=False)


def test_each_invariant_is_broken_once() -> None:
    assert {each.caught_by for each in MUTATIONS} == {*(f"D{number}" for number in range(1, 9)), "marks"}
