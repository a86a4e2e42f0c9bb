"""Runs the machine, bounded by a number of conversations, repeatable by seed."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test

from tests.model.host import Host
from tests.model.machine import ConversationMachine
from tests.model.tally import Tally


def run(host: Host, tally: Tally, *, seed: int, conversations: int, steps: int, shrinks: bool = True) -> None:
    """Raises what the first conversation in which something does not hold raises, made short if it ``shrinks``."""
    machine = type("Machine", (ConversationMachine,), {"host": host, "tally": tally})
    phases = [Phase.generate, *([Phase.shrink] if shrinks else [])]
    bounded = settings(
        max_examples=conversations,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(seeded(seed)(machine), settings=bounded)
