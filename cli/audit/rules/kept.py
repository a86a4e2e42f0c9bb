"""P4: what is stored has an end, in every copy, and it is the end that the settings promise."""

from collections.abc import Iterator
from typing import Final

from cli.audit.findings import DEPLOY_SETTINGS, Finding, Rule
from cli.inventory.inventory import Held, Inventory
from cli.inventory.retention import TABLE, days_told, number, recovery_days
from stacks.settings import Settings


def promised_days(settings: Settings) -> dict[str, int]:
    """By the variable that functions are told it in."""
    days = {
        "CONVERSATION_RETENTION_DAYS": settings.retention.conversation_days,
        "CONTACT_RETENTION_DAYS": settings.retention.contact_days,
        "AUDIT_DAYS": settings.retention.audit_days,
        "RECOVERY_DAYS": settings.retention.recovery_days,
    }
    return days | ({"WAITING_DAYS": settings.analytics.waiting_days} if settings.analytics else {})


def tables_delete_what_has_expired(inventory: Inventory) -> Iterator[Finding]:
    for table in inventory.templates.of(TABLE):
        ttl = table.properties.get("TimeToLiveSpecification", {})
        if ttl.get("Enabled") is not True:
            yield _finding("expiry", table.name, "time to live on expires_at", "off: nothing is ever deleted")
        elif ttl.get("AttributeName") != "expires_at":
            yield _finding("expiry", table.name, "time to live on expires_at", f"on {ttl.get('AttributeName')}")


def backups_end_as_promised(inventory: Inventory) -> Iterator[Finding]:
    promised = inventory.settings.retention.recovery_days
    for table in inventory.templates.of(TABLE):
        found = recovery_days(table)
        if found > promised:
            yield _finding("recovery-window", table.name, f"at most {promised} days of recovery", f"{found} days")


def logs_end(inventory: Inventory) -> Iterator[Finding]:
    promised = inventory.settings.retention.log_days
    groups = inventory.templates.of("AWS::Logs::LogGroup")
    names = {name for it in groups for name in (f"<{it.short_id}>", it.properties.get("LogGroupName"))}
    for group in groups:
        days = group.properties.get("RetentionInDays")
        if days is None:
            yield _finding("log-retention", group.name, f"{promised} days", "none: kept for ever")
        elif (number(days) or promised + 1) > promised:
            yield _finding("log-retention", group.name, f"{promised} days", f"{days} days")
    for function in inventory.templates.of("AWS::Lambda::Function"):
        written = function.properties.get("LoggingConfig", {}).get("LogGroup")
        if written and inventory.templates.text(written) not in names:
            yield _finding("log-retention", function.name, "a log group of this deployment", "another one")
        if not written:
            yield _finding(
                "log-retention", function.name, "a log group with an end", "Lambda's own, which is kept for ever"
            )


def everything_has_an_end(inventory: Inventory) -> Iterator[Finding]:
    for held in inventory.held:
        if held.term.until == "unbounded":
            yield _finding("no-end", _where(held), f"an end of {held.store.id}", "none that can be found")


def functions_are_told_what_is_promised(inventory: Inventory) -> Iterator[Finding]:
    """The notice has its figures from the templates, the operator from the settings: they are the same."""
    for variable, promised in promised_days(inventory.settings).items():
        told = days_told(inventory.templates, variable)
        if told is not None and told != promised:
            yield _finding("retention-drift", variable, f"{promised} days", f"{told} days", promise="P10")


def access_logs_end(inventory: Inventory) -> Iterator[Finding]:
    held = inventory.find("access_logs")
    promised = inventory.settings.retention.log_days
    if held and held.term.days is not None and held.term.days > promised:
        yield _finding("log-retention", _where(held), f"{promised} days", f"{held.term.days} days", promise="P1")


KEPT_RULES: Final[tuple[Rule, ...]] = (
    tables_delete_what_has_expired,
    backups_end_as_promised,
    logs_end,
    everything_has_an_end,
    functions_are_told_what_is_promised,
    access_logs_end,
)


def _where(held: Held) -> str:
    return held.places[0]


def _finding(rule: str, where: str, expected: str, got: str, *, promise: str = "P4") -> Finding:
    return Finding(promise=promise, rule=rule, where=where, expected=expected, got=got, remedy=DEPLOY_SETTINGS)
