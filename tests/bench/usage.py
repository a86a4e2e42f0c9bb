"""What an event costs on its way to Matomo, and how long it takes."""

from collections.abc import Iterator
from statistics import median, quantiles
from typing import Final

from tests.bench.table import Table
from tests.bench.waits import WINDOW_SECONDS, waits
from tests.bench.way import MESSAGES_AT_ONCE, Done, running
from tests.billing.use import Use
from tests.scale.given import ASSUMED, MEASURED

EVENTS: Final = (1, 5, 50)
"""Of one batch."""
MESSAGES: Final = (1, 10, 100)
_QUIET_MINUTES: Final = 6
_TIMES: Final = 30
_MILLION: Final = 1_000_000
_HEADS: Final = ("calls", "AWS calls", "SQS", "WRU", "to Matomo", "USD a million events")


def usage() -> Iterator[str]:
    yield from _collecting()
    yield from _forwarding()
    yield from _whole()
    yield from _delay()
    yield "CloudFront, API Gateway and the network between AWS and Matomo come to that; nobody has measured them here"


def _collecting() -> Iterator[str]:
    table = Table("a batch, until it is queued", *_HEADS)
    for events in EVENTS:
        with running() as way:
            table.row(_events(events), *_figures(timed(way.collect(events)), events))
    yield from table.lines()


def _forwarding() -> Iterator[str]:
    table = Table("messages of 5 events, until they are stored", *_HEADS)
    for messages in MESSAGES:
        table.row(f"{messages} at once", *_figures(timed(forwarded(5, messages)), 5 * messages))
    seldom = forwarded(5, 1, quiet=True)
    table.row("1 after some quiet minutes", *_figures(timed(seldom), 5))
    yield from table.lines()


def _whole() -> Iterator[str]:
    table = Table("the whole way of 10 messages, USD a million events", *map(_events, EVENTS))
    table.row("sent one by one", *(_usd(timed(way_of(events, 1)).use, events) for events in EVENTS))
    table.row("sent together", *(_usd(timed(way_of(events, 10)).use, 10 * events) for events in EVENTS))
    yield from table.lines()


def _delay() -> Iterator[str]:
    collecting, forwarding = medians(5)
    table = Table(f"a batch waits for others, s (AWS: at most {WINDOW_SECONDS}), conversations", "median", "95 of 100")
    for conversations in (1, 1_000, 1_000_000):
        found = waits(conversations * ASSUMED.usage.batches, MESSAGES_AT_ONCE)
        table.row(f"{conversations:,} a day", f"{median(found):.1f}", f"{_95(found):.1f}")
    yield from table.lines()
    table = Table(f"the functions' own time, ms, median of {_TIMES}", "processor", "on loopback")
    for name, done in (("collecting a batch of 5 events", collecting), ("forwarding a message of them", forwarding)):
        table.row(name, f"{done.cpu_ms:.1f}", f"{done.ms:.1f}")
    yield from table.lines()


def way_of(events: int, messages: int, *, quiet: bool = False) -> Done:
    """Of so many batches of so many events each, collected and then forwarded together."""
    return sum(_steps(events, messages, quiet=quiet), Done())


def forwarded(events: int, messages: int, *, quiet: bool = False) -> Done:
    """The second half of that."""
    return sum(_steps(events, messages, quiet=quiet)[messages:], Done())


def _steps(events: int, messages: int, *, quiet: bool) -> list[Done]:
    """With ``quiet`` nothing is believed any more that was found out before: the most that it can cost."""
    with running() as way:
        if quiet:
            way.minutes_pass(_QUIET_MINUTES)
        steps = [way.collect(events) for _ in range(messages)]
        while way.queue:
            steps.append(way.forward())
    return steps


def timed(done: Done) -> Done:
    """With the functions' time on AWS, by what was measured once and what is assumed."""
    function, usage = ASSUMED.function, MEASURED.usage
    collected = done.calls["SendMessage"]
    own = collected * usage.collect_ms + (done.use.calls - collected) * usage.forward_ms
    waited = done.aws_calls * function.aws_call_ms + done.asked * ASSUMED.usage.matomo_ms
    seconds = (own * function.processor + waited) / 1000
    answers = done.use.edge_requests * ASSUMED.bytes.headers
    more = Use(gb_seconds=seconds * function.gb, edge_bytes=answers)
    return done + Done(use=more)


def medians(events: int) -> tuple[Done, Done]:
    """The medians of collecting and of forwarding one batch."""
    with running() as way:
        pairs = [(way.collect(events), way.forward()) for _ in range(_TIMES)]
    collecting, forwarding = zip(*pairs, strict=True)
    return _median(collecting), _median(forwarding)


def _median(done: tuple[Done, ...]) -> Done:
    return Done(cpu_ms=median(each.cpu_ms for each in done), ms=median(each.ms for each in done))


def _95(found: list[float]) -> float:
    return quantiles(found, n=20)[-1]


def _events(number: int) -> str:
    return f"{number} event{'s' * (number > 1)}"


def _figures(done: Done, events: int) -> tuple[str, ...]:
    use = done.use
    counted = (use.calls, done.aws_calls, use.queue_requests, use.write_units, done.asked)
    return *(f"{number:g}" for number in counted), _usd(use, events)


def _usd(use: Use, events: int) -> str:
    return f"{use.usd / events * _MILLION:,.2f}"
