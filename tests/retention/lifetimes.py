"""For how long anything can exist, added up over all the places that it passes through, from the templates alone.

``cli.inventory.retention`` says the same in another way, for the documents. What AWS says of the delays stands there.
"""

import json
import math
from collections.abc import Iterator
from typing import Any, Final

from cli.audit.rules.sweep import GONE_AFTER_DAYS
from cli.inventory.inventory import take_inventory
from cli.inventory.templates import Resource, Templates
from lambdas.errors.items import KEPT_SECONDS
from stacks.settings import Settings

DAY: Final = 24 * 60 * 60
TABLE_LATE: Final = 2 * DAY
"""By the worse of the two that delete: time to live. The sweep comes hourly, or once a day."""
LOG_LATE: Final = 3 * DAY
BUCKET_LATE: Final = 2 * DAY
RECOVERY_DEFAULT: Final = 35 * DAY
QUEUE_DEFAULT: Final = 4 * DAY
ASYNC_DEFAULT: Final = 6 * 60 * 60
BROWSER_SECONDS: Final = DAY
"""A report that can not be sent waits in the browser for so long."""

TUNNEL: Final = "lambdas.errors.tunnel_handler.handler"
SWEEP: Final = "lambdas.retention.handler.handler"
ERRORS, CHAT, CLAIMS = "service/ErrorReportsErrors", "data/Chat", "service/AnalyticsClaims"
EVENTS, DEAD_EVENTS = "service/AnalyticsEvents", "service/AnalyticsDeadEvents"
ACCESS_LOGS: Final = "service/AccessLogsBucket"
PUBLIC_BUCKETS: Final = frozenset({"service/EdgeAssets", "service/EdgeAvailability"})
"""What lies there is for everybody, and nobody's."""

_COPIES: Final = frozenset(
    {
        "StreamSpecification",
        "KinesisStreamSpecification",
        "Replicas",
        "ReplicaSpecification",
        "ImportSourceSpecification",
    }
)
_KNOWN: Final = frozenset({CHAT, CLAIMS, ERRORS, EVENTS, DEAD_EVENTS, ACCESS_LOGS}) | PUBLIC_BUCKETS
_PLACES: Final = ("AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::S3::Bucket")
_OTHERS: Final = ("Backup", "Firehose", "Kinesis", "DynamoDB::GlobalTable", "RDS", "EFS", "ElastiCache", "Athena")


def violations(settings: Settings, templates: Templates, *, kept_seconds: int = KEPT_SECONDS) -> list[str]:
    """What may exist for longer than it is promised or shown, each as one line that begins with where it lies."""
    return [
        *_of_errors(templates, kept_seconds),
        *_of_logs(templates),
        *_of_rows(settings, templates),
        *_of_usage(settings, templates),
        *_of_access_logs(settings, templates),
        *_nowhere_counted(templates),
    ]


def error_seconds(templates: Templates, kept_seconds: int = KEPT_SECONDS) -> float:
    """From the moment on when a report was handed to AWS, until no copy of it is left."""
    return waiting_seconds(templates) + table_seconds(templates, ERRORS, kept_seconds)


def waiting_seconds(templates: Templates) -> float:
    """What functions report waits in Lambda's queue; what it can not hand over goes nowhere."""
    function = templates.functions()[TUNNEL]
    if function.properties.get("DeadLetterConfig"):
        return math.inf
    longest = float(ASYNC_DEFAULT)
    for config in templates.of("AWS::Lambda::EventInvokeConfig"):
        if templates.text(config.properties.get("FunctionName", "")) == f"<{function.short_id}>":
            if config.properties.get("DestinationConfig"):
                return math.inf
            longest = float(config.properties.get("MaximumEventAgeInSeconds", ASYNC_DEFAULT))
    return longest


def table_seconds(templates: Templates, name: str, own: int) -> float:
    table = templates.find(name)
    assert table is not None
    ttl = table.properties.get("TimeToLiveSpecification", {})
    if ttl.get("Enabled") is not True or ttl.get("AttributeName") != "expires_at" or _COPIES & table.properties.keys():
        return math.inf
    recovery = table.properties.get("PointInTimeRecoverySpecification", {})
    restored = 0
    if recovery.get("PointInTimeRecoveryEnabled"):
        restored = recovery["RecoveryPeriodInDays"] * DAY if "RecoveryPeriodInDays" in recovery else RECOVERY_DEFAULT
    return own + TABLE_LATE + restored


def log_seconds(group: Resource) -> float:
    days = group.properties.get("RetentionInDays")
    return math.inf if days is None else days * DAY + LOG_LATE


def queue_seconds(templates: Templates, name: str) -> float:
    queue = templates.find(name)
    assert queue is not None
    return float(queue.properties.get("MessageRetentionPeriod", QUEUE_DEFAULT))


def bucket_seconds(bucket: Resource) -> float:
    """By the first rule that is for all its files; versions and copies elsewhere would have none."""
    said = bucket.properties
    rules = said.get("LifecycleConfiguration", {}).get("Rules", [])
    ends = [
        rule["ExpirationInDays"] for rule in rules if rule.get("Status") == "Enabled" and "ExpirationInDays" in rule
    ]
    if not ends or said.get("VersioningConfiguration") or said.get("ReplicationConfiguration"):
        return math.inf
    return float(min(ends) * DAY + BUCKET_LATE)


def _of_errors(templates: Templates, kept_seconds: int) -> Iterator[str]:
    total = error_seconds(templates, kept_seconds)
    if total >= GONE_AFTER_DAYS * DAY:
        yield f"{ERRORS}: {total / DAY:.1f} days from the report on"
    # Lambda's queue is on the way of functions, the browser's on that of browsers.
    browsers = BROWSER_SECONDS + table_seconds(templates, ERRORS, kept_seconds)
    if browsers > GONE_AFTER_DAYS * DAY:
        yield f"{ERRORS}: {browsers / DAY:.1f} days from the error on, in a browser that was away"


def _of_logs(templates: Templates) -> Iterator[str]:
    """Errors are in the logs, too: their types and places."""
    groups = {f"<{group.short_id}>" for group in templates.of("AWS::Logs::LogGroup")}
    for group in templates.of("AWS::Logs::LogGroup"):
        if log_seconds(group) >= GONE_AFTER_DAYS * DAY:
            yield f"{group.name}: {log_seconds(group) / DAY:.1f} days"
    for function in templates.of("AWS::Lambda::Function"):
        if templates.text(function.properties.get("LoggingConfig", {}).get("LogGroup", "")) not in groups:
            yield f"{function.name}: a log without an end"


def _of_rows(settings: Settings, templates: Templates) -> Iterator[str]:
    """Each kind as long as its rule lets it live, which is what ``retention show`` adds up, and as it is set."""
    shown = take_inventory(settings, templates)
    told = json.loads(templates.environment(SWEEP)["RULES"])
    for name, table in (("chat", CHAT), ("claims", CLAIMS)):
        for rule in told.get(name, {"rules": []})["rules"]:
            held = shown.find(rule["kind"])
            if rule.get("seconds") is None or held is None:
                continue
            total = table_seconds(templates, table, rule["seconds"])
            if total != (held.term.total_minutes or 0) * 60:
                yield f"{table}: {rule['kind']} for {total / DAY:.2f} days, shown are {held.term.total_days}"
    recovery = settings.retention.recovery_days * DAY
    for days, kind in (
        (settings.retention.conversation_days, "conversations"),
        (settings.retention.contact_days, "contact_requests"),
        (settings.retention.audit_days, "audit"),
    ):
        rule = next(it for it in told["chat"]["rules"] if it["kind"] == kind)
        if table_seconds(templates, CHAT, rule["seconds"]) > days * DAY + TABLE_LATE + recovery:
            yield f"{CHAT}: {kind} for longer than is set"


def _of_usage(settings: Settings, templates: Templates) -> Iterator[str]:
    if settings.analytics is None:
        return
    shown = take_inventory(settings, templates)
    total = queue_seconds(templates, EVENTS) + queue_seconds(templates, DEAD_EVENTS)
    promised = (settings.analytics.waiting_days + 14) * DAY
    if total > promised or any(shown.term(it).total_minutes is None for it in ("events", "dead_events")):
        yield f"{EVENTS}: {total / DAY:.1f} days, promised are {promised / DAY:.1f}"
    told = sum((shown.term(it).total_minutes or 0) * 60 for it in ("events", "dead_events"))
    if told != total:
        yield f"{EVENTS}: {total / DAY:.1f} days, shown are {told / DAY:.1f}"


def _of_access_logs(settings: Settings, templates: Templates) -> Iterator[str]:
    bucket = templates.find(ACCESS_LOGS)
    if bucket and bucket_seconds(bucket) > settings.retention.log_days * DAY + BUCKET_LATE:
        yield f"{ACCESS_LOGS}: {bucket_seconds(bucket) / DAY:.1f} days"


def _nowhere_counted(templates: Templates) -> Iterator[str]:
    for kind in _PLACES:
        yield from (f"{it.name}: in no sum" for it in templates.of(kind) if it.name not in _KNOWN)
    yield from (f"{it.name}: in no sum" for it in templates.resources if any(other in it.kind for other in _OTHERS))


def properties_of(body: dict[str, Any], beginning: str, kind: str) -> dict[str, Any]:
    """Of the resource of a template's JSON whose logical id begins so."""
    found = [it for name, it in body["Resources"].items() if name.startswith(beginning) and it["Type"] == kind]
    made: dict[str, Any] = min(found, key=lambda it: len(str(it)))["Properties"]
    return made
