"""D1 to D8 hold in many conversations with all that can go wrong. ``make soak`` runs the same for longer."""

from tests.model.faults import Fault
from tests.model.host import Host
from tests.model.run import run
from tests.model.tally import Tally

SEEDS = (9, 10, 11)
"""A fault that does not strike with one of them strikes with the next."""

CONVERSATIONS = 150
STEPS = 40


def test_nothing_is_lost_doubled_reordered_or_shown_to_a_stranger() -> None:
    tally = Tally()
    for seed in SEEDS:
        if not tally.struck.keys() >= set(Fault):
            with Host() as host:
                run(host, tally, seed=seed, conversations=CONVERSATIONS, steps=STEPS)
    assert tally.conversations >= CONVERSATIONS
    assert tally.messages > CONVERSATIONS
    assert tally.struck.keys() >= set(Fault)


def test_the_same_seed_is_the_same_run() -> None:
    tallies = [Tally(), Tally()]
    for tally in tallies:
        with Host() as host:
            run(host, tally, seed=SEEDS[0], conversations=10, steps=STEPS)
    assert tallies[0] == tallies[1]
