"""The model can fail: it notices each mutation, and by the invariant that is meant."""

import pytest

from tests.model.host import Host
from tests.model.mutations import MUTATIONS, Mutation
from tests.model.run import run
from tests.model.tally import Tally
from tests.model.truth import Broken

CONVERSATIONS = 400
STEPS = 40


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda each: each.name)
def test_what_is_broken_is_noticed(mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    mutation.patch(monkeypatch)
    with Host(mutation.changes) as host, pytest.raises(Broken) as broken:
        run(host, Tally(), seed=8, conversations=CONVERSATIONS, steps=STEPS, shrinks=False)
    assert mutation.caught_by in broken.value.names


def test_each_invariant_is_broken_once() -> None:
    assert {each.caught_by for each in MUTATIONS} == {*(f"D{number}" for number in range(1, 9)), "marks"}
