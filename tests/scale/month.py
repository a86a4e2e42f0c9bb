"""What so many conversations a day cost in a month of thirty days."""

from collections.abc import Iterator, Mapping
from typing import Final

from tests.bench.actions import CONVERSATION, says, talk
from tests.bench.chat import running
from tests.billing.capacity import item_bytes
from tests.billing.use import LIST, Use
from tests.scale.conversation import parts, whole
from tests.scale.given import ASSUMED, MEASURED

DAYS: Final = 30
_DAY_HOURS: Final = 24
_GIGABYTE: Final = 1e9

_COMPONENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "API Gateway, messages": ("frames",),
    "API Gateway, open connections": ("minutes",),
    "Lambda": ("calls", "gb_seconds"),
    "DynamoDB, writes": ("write_units",),
    "DynamoDB, reads": ("read_units",),
    "CloudWatch, logs": ("log_bytes",),
    "S3, the availability file": ("object_reads", "object_writes"),
    "CloudFront": ("edge_requests", "edge_bytes"),
}


def by_component(conversations: int) -> dict[str, float]:
    """US dollars."""
    use = whole(agents_of_a_list(conversations)).use * (conversations * DAYS) + _file_writes()
    costs = {name: sum(map(use.usd_of, fields)) for name, fields in _COMPONENTS.items()}
    return costs | {
        "DynamoDB, storage with recovery": _storage(conversations),
        "alarms, dashboard, secrets": _fixed(),
        "counts": _counts(conversations),
    }


def by_part(conversations: int) -> dict[str, float]:
    """US dollars, without what is there in any case."""
    each = parts(agents_of_a_list(conversations))
    return {part.name: part.use.usd * conversations * DAYS for part in each} | {"storage": _storage(conversations)}


def agents_of_a_list(conversations: int) -> int:
    """Those who are there at a time, and not more than one group has."""
    agents = ASSUMED.agents
    there = conversations * agents.minutes / agents.day_minutes
    return max(1, min(agents.of_a_list, round(there)))


def _file_writes() -> Use:
    """One a minute, however many agents renew their presence; see ``lambdas.chat.availability``."""
    return Use(object_writes=ASSUMED.agents.day_minutes * DAYS)


def _storage(conversations: int) -> float:
    gigabytes = conversations * ASSUMED.retention.days * stored_bytes() / _GIGABYTE
    return float(gigabytes * (_monthly("stored_gigabytes") + _monthly("recoverable_gigabytes")))


def stored_bytes() -> float:
    """Of a conversation: its messages, and as much again for each other entry and row as one of them."""
    with running() as chat:
        says(talk(chat))
        rows = chat.table.rows(f"conversation#{CONVERSATION}")
    messages, other = [row for row in rows if "text" in row], [row for row in rows if "text" not in row]
    of_messages = item_bytes(messages[0]) * ASSUMED.conversation.messages
    number = ASSUMED.conversation.messages + len(other)
    return float(of_messages + sum(map(item_bytes, other)) + number * ASSUMED.retention.item_bytes)


def _fixed() -> float:
    return sum(number * _monthly(name) for name, number in MEASURED.deployed.items() if name != "metrics")


def _counts(conversations: int) -> float:
    """A metric is paid for by the hours in which it is written: https://aws.amazon.com/cloudwatch/pricing/

    Those that come with what happens are all taken for written in the hour of each conversation.
    """
    hourly = MEASURED.hourly.metrics
    others = MEASURED.deployed["metrics"] - hourly
    return _monthly("metrics") * (hourly + others * min(1, conversations / _DAY_HOURS))


def _monthly(name: str) -> float:
    return float(LIST["month"][name]["usd"] * LIST["region_factor"])


def table(numbers: tuple[int, ...], costs: tuple[dict[str, float], ...], *, total: bool) -> Iterator[str]:
    """Markdown: a row for each name, a column for each number of conversations a day."""
    yield "| USD a month | " + " | ".join(f"{number:,} a day" for number in numbers) + " |"
    yield "| --- |" + " ---: |" * len(numbers)
    for name in costs[0]:
        yield f"| {name} | " + " | ".join(_usd(cost[name]) for cost in costs) + " |"
    if total:
        yield "| **together** | " + " | ".join(f"**{_usd(sum(cost.values()))}**" for cost in costs) + " |"


def _usd(amount: float) -> str:
    return f"{amount:,.2f}" if amount < 100 else f"{amount:,.0f}"
