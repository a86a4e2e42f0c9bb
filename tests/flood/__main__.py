"""``make flood``: attacks a local run of its own, and prints what an attacker could make a deployment cost at most."""

import asyncio
import sys
import time

from local import assembly
from local.ministack import StartFailed
from local.stack import ASSEMBLY, LocalStack
from tests.end_to_end.around import token
from tests.flood.attacks import ATTACKS, EDGE, Broke, Target
from tests.flood.bounds import Bounds, bounds
from tests.flood.contact_attacks import CONTACT_ATTACKS
from tests.flood.meter import Meter
from tests.flood.run import Measured, flood, measure
from tests.flood.usage_attacks import USAGE_ATTACKS

EVERY = (*ATTACKS, *CONTACT_ATTACKS, *USAGE_ATTACKS)

_TIMES = 10
_PAIRS = 2
_MESSAGES = 4
_HEADS = ("action", "calls", "frames", "reads", "writes", "KB out", "USD")


def main() -> int:
    """The exit status: 0 when all were served and nothing broke."""
    try:
        with LocalStack(report=print) as stack:
            supervisor = next(agent for agent in stack.agents if f"{stack.site}.supervisor" in agent.groups)
            target, meter = Target.of(stack, token(stack, supervisor)), Meter(stack)
            return asyncio.run(_run(target, meter))
    except (AssertionError, Broke, OSError, StartFailed) as error:
        print(f"tresen: {error!r}", file=sys.stderr)
        return 1


async def _run(target: Target, meter: Meter) -> int:
    measured = [await measure(target, meter, attack, _TIMES) for attack in EVERY]
    _print_actions(measured)
    _print_bounds(measured, bounds(assembly.stacks(ASSEMBLY)))
    began = time.monotonic()
    await flood(target, EVERY, times=_TIMES, pairs=_PAIRS, messages=_MESSAGES)
    failures = meter.failures()
    print(
        f"{len(EVERY) * _TIMES} actions in {time.monotonic() - began:.0f} s, while {_PAIRS * _MESSAGES * 2} honest"
        f" messages arrived once and in order; {len(failures)} failures"
    )
    for failure in failures[:10]:
        print(f"  {failure}")
    return 1 if failures else 0


def _print_actions(measured: list[Measured]) -> None:
    print("\nA thousand actions, at list price and unthrottled")
    print(f"{_HEADS[0]:45}" + "".join(f"{head:>9}" for head in _HEADS[1:]))
    for each in measured:
        use = each.use * 1000
        amounts = (use.calls, use.frames, use.read_units, use.write_units, use.edge_bytes / 1000)
        print(f"{each.attack.name:45}" + "".join(f"{amount:9.0f}" for amount in amounts) + f"{use.usd:9.4f}")
    print()


def _print_bounds(measured: list[Measured], bound: Bounds) -> None:
    print("An hour of the dearest action at each door, as often as the throttles of the templates let it through")
    total = 0.0
    for door, actions in bound.actions.items():
        here = [each for each in measured if each.attack.door == door]
        if here:
            dearest = max(here, key=lambda each: each.use.usd)
            cost = dearest.use.usd * actions
            total += cost
            print(f"{door:26} {actions:>8} x {dearest.attack.name:45}{cost:9.2f}")
    print(f"{'together':82}{total:9.2f}")
    print(f"{'more, if the functions ran without a pause, as many as may at a time':82}{bound.function_time.usd:9.2f}")
    edge = max((each for each in measured if each.attack.door == EDGE), key=lambda each: each.use.usd)
    print(f"{'what the edge refuses or serves itself, a million requests, not throttled':82}{edge.use.usd * 1e6:9.2f}")
    limit = bound.requests_of_an_address
    print(f"requests of one address in five minutes: {limit or 'any number, the firewall is off'}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
