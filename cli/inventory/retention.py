"""How long something is kept, as a sum: its own time, the delay of deletion, and the window of backups.

What AWS says of the delays:

- DynamoDB deletes what has expired
  [typically within two days](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html).
- CloudWatch Logs deletes
  [typically within 72 hours](https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html).
- S3 counts from the next midnight and
  [removes later](https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html),
  for which two days are reckoned.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from cli.inventory.declarations import Kept, Store
from cli.inventory.templates import Resource, Templates, variables_of

TABLE: Final = "AWS::DynamoDB::Table"
TABLE_DELETION_DAYS: Final = 2
LOG_DELETION_DAYS: Final = 3
BUCKET_DELETION_DAYS: Final = 2
LONGEST_RECOVERY_DAYS: Final = 35

_DAY_MINUTES: Final = 24 * 60
_NARROWS: Final = ("Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan")
"""By these a rule of a lifecycle is for some objects only."""

Until = Literal["removed", "changed", "passed_on", "replaced", "unbounded"]


@dataclass(frozen=True, kw_only=True)
class Term:
    """``minutes`` is the time that the thing is kept for itself; without it ``until`` says what ends it.

    ``unbounded`` is what should have an end in time and has none.
    """

    minutes: int | None = None
    until: Until | None = None
    deletion_days: int = 0
    backup_days: int = 0

    @property
    def days(self) -> int | None:
        """Its own time in whole days, rounded up."""
        return None if self.minutes is None else -(-self.minutes // _DAY_MINUTES)

    @property
    def total_minutes(self) -> int | None:
        """After that it is gone from every copy."""
        if self.minutes is None:
            return None
        return self.minutes + (self.deletion_days + self.backup_days) * _DAY_MINUTES

    @property
    def total_days(self) -> int | None:
        total = self.total_minutes
        return None if total is None else -(-total // _DAY_MINUTES)


def term_of(store: Store, resources: tuple[Resource, ...], templates: Templates) -> Term:
    """The longest of those that the store's resources have."""
    if not resources:
        return Term(until="passed_on")
    terms = [_term(store, resource, templates) for resource in resources]
    return max(terms, key=lambda term: (term.until is not None, term.total_minutes or 0))


def recovery_days(table: Resource) -> int:
    """For so many days what was deleted from the table can be restored."""
    recovery = table.properties.get("PointInTimeRecoverySpecification", {})
    if not recovery.get("PointInTimeRecoveryEnabled"):
        return 0
    days = number(recovery.get("RecoveryPeriodInDays", LONGEST_RECOVERY_DAYS))
    return LONGEST_RECOVERY_DAYS if days is None else days


def number(value: Any) -> int | None:
    """A number as templates write it; nothing for a reference, which nobody can read."""
    return int(value) if isinstance(value, (int, float)) or str(value).isdecimal() else None


def _term(store: Store, resource: Resource, templates: Templates) -> Term:
    if store.kept.until:
        return Term(until=store.kept.until)
    minutes = _minutes(store.kept, resource, templates)
    if minutes is None or (resource.kind == TABLE and not _expires(resource)):
        return Term(until="unbounded")
    return Term(
        minutes=minutes,
        deletion_days=_deletion_days(resource.kind),
        backup_days=recovery_days(resource) if store.backup else 0,
    )


def _minutes(kept: Kept, resource: Resource, templates: Templates) -> int | None:
    if kept.minutes is not None:
        return kept.minutes
    if kept.seconds is not None:
        seconds = _property(resource.properties, kept.seconds)
        return None if seconds is None else -(-seconds // 60)
    if kept.days_of is not None:
        days = days_told(templates, kept.days_of)
    elif kept.days is not None:
        days = _property(resource.properties, kept.days)
    else:
        days = _lifecycle_days(resource)
    return None if days is None else max(days + kept.plus_days, kept.at_least_days) * _DAY_MINUTES


def days_told(templates: Templates, variable: str) -> int | None:
    """The number that functions are told in a variable; the largest, if they are told different ones."""
    told = (variables_of(templates, function).get(variable, "") for function in templates.functions().values())
    return max((int(days) for days in told if days.isdecimal()), default=None)


def _expires(table: Resource) -> bool:
    return table.properties.get("TimeToLiveSpecification", {}).get("Enabled") is True


def _deletion_days(kind: str) -> int:
    return {
        TABLE: TABLE_DELETION_DAYS,
        "AWS::Logs::LogGroup": LOG_DELETION_DAYS,
        "AWS::S3::Bucket": BUCKET_DELETION_DAYS,
    }.get(kind, 0)


def _lifecycle_days(bucket: Resource) -> int | None:
    rules = bucket.properties.get("LifecycleConfiguration", {}).get("Rules", [])
    whole = [rule for rule in rules if rule.get("Status") == "Enabled" and not any(map(rule.get, _NARROWS))]
    days = (number(rule.get("ExpirationInDays", "")) for rule in whole)
    return min((it for it in days if it is not None), default=None)


def _property(properties: Mapping[str, Any], path: str) -> int | None:
    """What lies at a path such as ``Rules.0.Limit``."""
    found: Any = properties
    for part in path.split("."):
        try:
            found = found[int(part)] if isinstance(found, list) else found[part]
        except (KeyError, IndexError, TypeError):
            return None
    return number(found)
