"""P8: no report says whose it is, none can be restored, and none is passed on unless the settings say so."""

from collections.abc import Iterator
from typing import Final

from cli.audit.findings import DEPLOY_RELEASE, DEPLOY_SETTINGS, Finding, Rule
from cli.audit.rules.sweep import RETENTION
from cli.inventory.grants import grants_of
from cli.inventory.inventory import Inventory
from cli.inventory.retention import number, recovery_days
from cli.inventory.templates import Resource, variables_of

TUNNEL: Final = "lambdas.errors.tunnel_handler.handler"
FAULTS: Final = "lambdas.errors.faults_handler.handler"
ERRORS: Final = "service/ErrorReportsErrors"
OLD_SECONDS: Final = 28 * 24 * 60 * 60
"""A day before they are to be gone: what is older has been missed by the sweep and by time to live."""

_TOLD: Final = frozenset(
    {
        "EDGE_SECRET",
        "ERRORS_DSN",
        "ERRORS_TABLE",
        "ERROR_ORIGINS",
        "POWERTOOLS_METRICS_NAMESPACE",
        "POWERTOOLS_SERVICE_NAME",
        "RELEASE",
        "SENTRY_DSN",
    }
)


def reports_know_nobody(inventory: Inventory) -> Iterator[Finding]:
    """What takes them reaches no other store, and is told nothing by which somebody could be known."""
    function = inventory.templates.functions().get(TUNNEL)
    if function is None:
        return
    own = {f"<{ERRORS.partition('/')[2]}.Arn>"}
    for grant in grants_of(inventory.templates, function):
        if grant.services - {"dynamodb", "logs", "secretsmanager"} or (
            "dynamodb" in grant.services and set(grant.resources) - own
        ):
            got = f"{', '.join(grant.actions)} on {', '.join(grant.resources)}"
            yield _finding("reports-joined", function.name, "leave for error reports alone", got)
    if told := set(variables_of(inventory.templates, function)) - _TOLD:
        yield _finding("reports-joined", function.name, "variables of error reports alone", ", ".join(sorted(told)))


def reports_are_taken_from_everybody(inventory: Inventory) -> Iterator[Finding]:
    """A page knows no proof for it, and an SDK of Sentry's brings none."""
    for route in inventory.templates.of("AWS::ApiGatewayV2::Route"):
        kind = route.properties.get("AuthorizationType", "NONE")
        if route.properties.get("RouteKey") == "POST /api/errors" and kind != "NONE":
            yield _finding("reports-joined", route.name, "no sign-in for error reports", f"authorization {kind}")


def reports_are_not_restored(inventory: Inventory) -> Iterator[Finding]:
    """The notice says that they are in no backup."""
    table = inventory.templates.find(ERRORS)
    if table and recovery_days(table):
        yield _finding("reports-backup", ERRORS, "no recovery", f"{recovery_days(table)} days of recovery")


def reports_go_where_the_settings_say(inventory: Inventory) -> Iterator[Finding]:
    """One function passes them on, which scrubs them first."""
    named = inventory.settings.errors.sentry_dsn
    for handler, function in inventory.templates.functions().items():
        dsn = variables_of(inventory.templates, function).get("SENTRY_DSN")
        if dsn and handler != TUNNEL:
            yield _finding("error-reports", function.name, "reports to the tunnel alone", "a Sentry", DEPLOY_SETTINGS)
        elif handler == TUNNEL and (dsn or None) != named:
            expected = "errors.sentry_dsn" if named else "nobody, as errors.sentry_dsn names none"
            got = "another destination" if dsn else "nobody"
            yield _finding("error-reports", function.name, f"reports passed on to {expected}", got, DEPLOY_SETTINGS)


def old_errors_raise_an_alarm(inventory: Inventory) -> Iterator[Finding]:
    """And silence of the sweep does, which is what would tell of them."""
    if RETENTION not in inventory.templates.functions():
        return
    alarms = inventory.templates.of("AWS::CloudWatch::Alarm")
    if not any(_tells(it, "OldestErrorSeconds") and _threshold(it) <= OLD_SECONDS for it in alarms):
        yield _finding("error-alarm", "the alarms", "one on error reports that are 28 days old", "none")
    if not any(_tells(it, "RetentionSwept") and it.properties.get("TreatMissingData") == "breaching" for it in alarms):
        yield _finding("error-alarm", "the alarms", "one on sweeps that do not come", "none")


REPORT_RULES: Final[tuple[Rule, ...]] = (
    reports_know_nobody,
    reports_are_taken_from_everybody,
    reports_are_not_restored,
    reports_go_where_the_settings_say,
    old_errors_raise_an_alarm,
)


def _tells(alarm: Resource, metric: str) -> bool:
    said = alarm.properties
    is_on = said.get("ActionsEnabled", True) is True
    return said.get("MetricName") == metric and is_on and bool(said.get("AlarmActions"))


def _threshold(alarm: Resource) -> int:
    found = number(alarm.properties.get("Threshold", ""))
    return OLD_SECONDS + 1 if found is None else found


def _finding(rule: str, where: str, expected: str, got: str, remedy: str = DEPLOY_RELEASE) -> Finding:
    return Finding(promise="P8", rule=rule, where=where, expected=expected, got=got, remedy=remedy)
