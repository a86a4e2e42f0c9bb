"""Technical measures that the templates show. A measure that they do not show is not claimed."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from cli.audit.rules import (
    apis,
    buckets,
    chat,
    edge,
    events,
    functions,
    kept,
    queues,
    reach,
    reports,
    sweep,
    tables,
    usage,
)
from cli.documents.facts import COLLECT, TUNNEL
from cli.inventory.inventory import Inventory

Shows = Callable[[Inventory], bool]


def measures_of(inventory: Inventory) -> tuple[str, ...]:
    """The names, as ``texts/record.<language>.toml`` has them, of the measures that this deployment takes."""
    return tuple(name for name, shows in _MEASURES.items() if shows(inventory))


def _holds(*rules: Callable[[Inventory], Iterator[object]]) -> Shows:
    """Whether these rules of the audit find nothing."""
    return lambda inventory: not any(finding for rule in rules for finding in rule(inventory))


def _each(kind: str, test: Callable[[Any], bool]) -> Shows:
    """Whether there are resources of the type, and all of them pass."""

    def shows(inventory: Inventory) -> bool:
        found = inventory.templates.of(kind)
        return bool(found) and all(test(resource.properties) for resource in found)

    return shows


_ANONYMISED: Final = _holds(events.events_come_without_who_it_is, usage.analysts_know_nobody)

_MEASURES: Final[dict[str, Shows]] = {
    "encrypted_at_rest": _holds(
        tables.tables_are_encrypted,
        buckets.buckets_are_encrypted,
        queues.queues_are_encrypted,
        functions.topics_are_closed,
    ),
    "encrypted_in_transit": _holds(
        edge.nothing_travels_in_the_clear, buckets.buckets_want_tls, queues.queues_are_closed
    ),
    "private_buckets": _holds(buckets.buckets_are_closed, edge.origins_need_access_control),
    "least_privilege": _holds(functions.grants_are_named, sweep.the_sweep_reads_nothing_that_somebody_wrote),
    "known_visitors": _holds(apis.whoever_connects_is_known),
    "second_factor": _each("AWS::Cognito::UserPool", lambda pool: pool.get("MfaConfiguration") == "ON"),
    "no_self_sign_up": _each(
        "AWS::Cognito::UserPool",
        lambda pool: bool(pool.get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly")),
    ),
    "no_content_logs": _holds(apis.nothing_that_passes_is_logged, edge.viewers_are_not_logged),
    "anonymised": lambda inventory: COLLECT in inventory.templates.functions() and _ANONYMISED(inventory),
    "scrubbed": lambda inventory: TUNNEL in inventory.templates.functions(),
    "throttled": _each(
        "AWS::ApiGatewayV2::Stage", lambda stage: "ThrottlingRateLimit" in stage.get("DefaultRouteSettings", {})
    ),
    "firewall": lambda inventory: inventory.find("firewall") is not None,
    "recovery": lambda inventory: inventory.recovery_days > 0,
    "deletion_protected": _holds(chat.history_outlives_the_stacks),
    "expiry": _holds(
        kept.tables_delete_what_has_expired,
        sweep.the_sweep_can_delete,
        reach.what_has_expired_is_swept_each_hour,
        reports.old_errors_raise_an_alarm,
    ),
    "alarms": _each("AWS::CloudWatch::Alarm", lambda alarm: bool(alarm.get("AlarmActions"))),
}
