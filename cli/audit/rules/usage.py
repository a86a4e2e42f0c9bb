"""P5, P6 and P7: use is analysed if the settings say so, and nothing that is analysed tells who it was."""

import json
from collections.abc import Iterator
from typing import Any, Final

from cli.audit.findings import DEPLOY_SETTINGS, Finding, Rule
from cli.audit.rules.queues import DEAD_EVENTS, EVENTS
from cli.audit.rules.sweep import RETENTION
from cli.inventory.grants import Grant, all_grants
from cli.inventory.inventory import Inventory
from cli.inventory.retention import recovery_days
from cli.inventory.templates import variables_of
from stacks.analytics_settings import matomo_sites_json
from stacks.settings import analysis_of

COLLECT: Final = "lambdas.analytics.collect_handler.handler"
FORWARD: Final = "lambdas.analytics.forward_handler.handler"
CLAIMS: Final = "service/AnalyticsClaims"

_TOLD: Final = frozenset(
    {
        "CLAIMS_TABLE",
        "DEAD_LETTERS",
        "EDGE_SECRET",
        "ERROR_TUNNEL",
        "MATOMO_SITES",
        "MATOMO_TOKEN_SECRET",
        "MATOMO_URL",
        "POWERTOOLS_METRICS_NAMESPACE",
        "POWERTOOLS_SERVICE_NAME",
        "QUEUE_URL",
        "RELEASE",
        "WAITING_DAYS",
    }
)
"""All that the two functions of the analysis are told of."""


def analysts_know_nobody(inventory: Inventory) -> Iterator[Finding]:
    """Neither can the two functions reach what is known of visitors, nor can others reach events."""
    own = {f"<{name.partition('/')[2]}.Arn>" for name in (EVENTS, DEAD_EVENTS, CLAIMS)}
    for grant in all_grants(inventory.templates):
        is_analyst = grant.function.properties.get("Handler") in (COLLECT, FORWARD)
        stores = {it for it in grant.resources if grant.services & {"dynamodb", "sqs", "s3", "cognito-idp"}}
        if is_analyst and stores - own:
            got = f"{', '.join(grant.actions)} on {', '.join(sorted(stores - own))}"
            yield _finding("P6", "usage-joined", grant.function.name, "leave for events and claims alone", got)
        if not is_analyst and stores & own and not _sweeps_claims(grant):
            yield _finding("P6", "usage-joined", grant.function.name, "no leave for events", ", ".join(grant.actions))
    for handler, function in inventory.templates.functions().items():
        told = set(variables_of(inventory.templates, function))
        if handler in (COLLECT, FORWARD) and told - _TOLD:
            got = ", ".join(sorted(told - _TOLD))
            yield _finding("P6", "usage-joined", function.name, "variables of the analysis alone", got)


def _sweeps_claims(grant: Grant) -> bool:
    """Numbers of batches that have expired are deleted by what sweeps all tables, and reads no more of them."""
    is_sweep = grant.function.properties.get("Handler") == RETENTION
    return is_sweep and set(grant.resources) == {f"<{CLAIMS.partition('/')[2]}.Arn>"}


def claims_are_not_restored(inventory: Inventory) -> Iterator[Finding]:
    claims = inventory.templates.find(CLAIMS)
    if claims and recovery_days(claims):
        yield _finding("P6", "claims-recovery", claims.name, "no recovery", f"{recovery_days(claims)} days")


def matomo_is_the_operators(inventory: Inventory) -> Iterator[Finding]:
    """Whose address is checked to have TLS when the settings are read."""
    analytics = inventory.settings.analytics
    for function in inventory.templates.functions().values():
        url = variables_of(inventory.templates, function).get("MATOMO_URL")
        if url is not None and url != (analytics.matomo_url if analytics else None):
            expected = "events to analytics.matomo_url" if analytics else "no events, as there is no [analytics]"
            yield _finding("P6", "matomo", function.name, expected, "another destination")


def only_what_the_settings_say_is_analysed(inventory: Inventory) -> Iterator[Finding]:
    """Which sites are, and whether their visitors are asked first."""
    settings = inventory.settings
    promised = {name: analysis_of(settings, site) for name, site in settings.sites.items()}
    for function in inventory.templates.functions().values():
        told = variables_of(inventory.templates, function)
        sites = _parsed(told.get("SITES", "{}"))
        if any(site.get("analysis") != promised.get(name) for name, site in sites.items()):
            yield _finding("P7", "analysis-told", function.name, "analysis as analytics.ask_first says", "another")
        if "MATOMO_SITES" in told and _parsed(told["MATOMO_SITES"]) != _parsed(matomo_sites_json(settings)):
            yield _finding("P7", "analysis-told", function.name, "the sites with matomo_site alone", "others")


def use_is_analysed_if_the_settings_say_so(inventory: Inventory) -> Iterator[Finding]:
    asked = inventory.settings.analytics is not None
    there = [name for name in (COLLECT, FORWARD) if name in inventory.templates.functions()]
    if asked and len(there) < 2:
        yield _finding(
            "P5", "usage-missing", "[analytics]", "both functions of the analysis", ", ".join(there) or "none"
        )
    if not asked and there:
        yield _finding("P7", "usage-unasked", "[analytics]", "no analysis", f"the functions {', '.join(there)}")


USAGE_RULES: Final[tuple[Rule, ...]] = (
    analysts_know_nobody,
    claims_are_not_restored,
    matomo_is_the_operators,
    only_what_the_settings_say_is_analysed,
    use_is_analysed_if_the_settings_say_so,
)


def _parsed(text: str) -> Any:
    """What nobody can read is nothing that the settings say."""
    try:
        return json.loads(text)
    except ValueError:
        return {"": {}}


def _finding(promise: str, rule: str, where: str, expected: str, got: str) -> Finding:
    return Finding(promise=promise, rule=rule, where=where, expected=expected, got=got, remedy=DEPLOY_SETTINGS)
