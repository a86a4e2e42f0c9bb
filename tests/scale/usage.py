"""What it costs in a month to have the use of the widget analysed."""

from collections.abc import Mapping
from typing import Final

from tests.bench.usage import timed, way_of
from tests.bench.waits import messages_of_a_call
from tests.bench.way import MESSAGES_AT_ONCE
from tests.billing.use import LIST, Use
from tests.scale.given import ASSUMED, MEASURED
from tests.scale.month import DAYS

_DAY_MINUTES: Final = 24 * 60
_QUIET_MINUTES: Final = 1
"""After that the function looks anew whether Matomo is well."""

_COMPONENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "CloudFront": ("edge_requests", "edge_bytes"),
    "API Gateway": ("requests",),
    "Lambda": ("calls", "gb_seconds"),
    "SQS": ("queue_requests",),
    "DynamoDB": ("write_units", "read_units"),
    "CloudWatch, logs": ("log_bytes",),
    "Secrets Manager, reads": ("secret_reads",),
}
EVERY_MONTH: Final = "alarms, counts, secret, and the reading of an empty queue"


def by_component(conversations: int) -> dict[str, float]:
    """US dollars."""
    use = of_a_batch(conversations) * (conversations * ASSUMED.usage.batches * DAYS)
    costs = {name: sum(map(use.usd_of, fields)) for name, fields in _COMPONENTS.items()}
    return costs | {EVERY_MONTH: _every_month()}


def of_a_batch(conversations: int) -> Use:
    """The more there are the more of them share a call."""
    said = ASSUMED.usage
    batches = conversations * said.batches
    messages = round(messages_of_a_call(batches, MESSAGES_AT_ONCE))
    is_quiet = messages / batches * _DAY_MINUTES >= _QUIET_MINUTES
    return timed(way_of(round(said.events / said.batches), messages, quiet=is_quiet)).use * (1 / messages)


def _every_month() -> float:
    """Where nobody writes, too."""
    deployed = MEASURED.analysed
    months = {name: getattr(deployed, name) * LIST["month"][name]["usd"] for name in ("alarms", "metrics", "secrets")}
    looks = deployed.looks_an_hour * 24 * DAYS
    empty_reads = ASSUMED.usage.empty_reads * _DAY_MINUTES * DAYS
    use = Use(queue_requests=empty_reads, calls=looks, read_units=looks)
    return float(sum(months.values()) * LIST["region_factor"] + use.usd)
