"""P5 and P6: where events wait it is encrypted, nobody else looks, and it ends when the settings say."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cli.audit.findings import Finding, Rule
from cli.audit.rules.principals import lets_others_in, says_statements
from cli.inventory.inventory import Inventory
from cli.inventory.retention import number
from cli.inventory.templates import Resource

QUEUE: Final = "AWS::SQS::Queue"
EVENTS: Final = "service/AnalyticsEvents"
DEAD_EVENTS: Final = "service/AnalyticsDeadEvents"

_DAY_SECONDS: Final = 24 * 60 * 60
_DEFAULT_DAYS: Final = 4
"""Of a queue that says nothing: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"""


def queues_are_encrypted(inventory: Inventory) -> Iterator[Finding]:
    for queue in inventory.templates.of(QUEUE):
        if queue.properties.get("SqsManagedSseEnabled") is not True:
            yield _finding("queue-encryption", queue, "encryption at rest", "none set")


def queues_are_closed(inventory: Inventory) -> Iterator[Finding]:
    text = inventory.templates.text
    closed = set()
    for policy in inventory.templates.of("AWS::SQS::QueuePolicy"):
        statements = says_statements(policy.properties.get("PolicyDocument", {}))
        if any(lets_others_in(statement, inventory.templates) for statement in statements):
            yield _finding("queue-public", policy, "principals of this account", "a statement that lets others in")
        if any(_denies_plain(statement) for statement in statements):
            closed |= {text(it) for it in policy.properties.get("Queues", ())}
    for queue in inventory.templates.of(QUEUE):
        if f"<{queue.short_id}>" not in closed:
            yield _finding("queue-tls", queue, "a policy that denies requests without TLS", "none")


def events_wait_no_longer_than_the_settings_say(inventory: Inventory) -> Iterator[Finding]:
    """Dead letters may lie for as long as a queue can keep them, which is what the documents say."""
    analytics = inventory.settings.analytics
    events = inventory.templates.find(EVENTS)
    if analytics and events:
        seconds = number(events.properties.get("MessageRetentionPeriod", _DEFAULT_DAYS * _DAY_SECONDS))
        if seconds is None or seconds > analytics.waiting_days * _DAY_SECONDS:
            got = "an end that nobody can read" if seconds is None else f"{seconds / _DAY_SECONDS:g} days"
            yield _finding("queue-retention", events, f"{analytics.waiting_days} days", got)


def dead_letters_stay_here(inventory: Inventory) -> Iterator[Finding]:
    dead = inventory.templates.find(DEAD_EVENTS)
    for queue in inventory.templates.of(QUEUE):
        target = queue.properties.get("RedrivePolicy", {}).get("deadLetterTargetArn")
        if target is not None and (not dead or inventory.templates.text(target) != f"<{dead.short_id}.Arn>"):
            yield _finding("queue-elsewhere", queue, "dead letters in a queue of this deployment", "another queue")


QUEUE_RULES: Final[tuple[Rule, ...]] = (
    queues_are_encrypted,
    queues_are_closed,
    events_wait_no_longer_than_the_settings_say,
    dead_letters_stay_here,
)


def _denies_plain(statement: Mapping[str, Any]) -> bool:
    """Everybody, whatever is done to the queue, and under no other condition."""
    everybody = statement.get("Principal") in ("*", {"AWS": "*"}) and statement.get("Action") == "sqs:*"
    condition = str(statement.get("Condition")).lower() == "{'bool': {'aws:securetransport': 'false'}}"
    return statement.get("Effect") == "Deny" and everybody and condition


def _finding(rule: str, resource: Resource, expected: str, got: str) -> Finding:
    return Finding(promise="P6", rule=rule, where=resource.name, expected=expected, got=got)
