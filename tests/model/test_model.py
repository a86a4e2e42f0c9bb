"""D1 to D8 hold in many conversations with all that can go wrong. ``make soak`` runs the same for longer."""

from tests.model.faults import Fault
from tests.model.host import Host
from tests.model.run import run
from tests.model.tally import Tally

SEED = 9
CONVERSATIONS = 150
STEPS = 40


def test_nothing_is_lost_doubled_reordered_or_shown_to_a_stranger() -> None:
    tally = Tally()
    with Host() as host:
        run(host, tally, seed=SEED, conversations=CONVERSATIONS, steps=STEPS)
    assert tally.conversations >= CONVERSATIONS
    assert tally.messages > CONVERSATIONS
    assert tally.struck.keys() >= set(Fault)


def test_the_same_seed_is_the_same_run() -> None:
    tallies = [Tally(), Tally()]
    for tally in tallies:
        with Host() as host:
            run(host, tally, seed=SEED, conversations=10, steps=STEPS)
    assert tallies[0] == tallies[1]
