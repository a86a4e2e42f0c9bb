"""P1, P3, P4, P5, P8 and P11: what has to be there is there, behind the edge, and answers."""

from collections.abc import Iterator
from typing import Any, Final

from cli.audit.findings import DEPLOY_RELEASE, Finding, Rule
from cli.audit.rules.declared import CONTACT_FUNCTIONS
from cli.audit.rules.erasure import PRIVACY, ROUTES
from cli.audit.rules.queues import EVENTS
from cli.audit.rules.reports import FAULTS, TUNNEL
from cli.audit.rules.sweep import RETENTION
from cli.audit.rules.usage import COLLECT, FORWARD
from cli.inventory.inventory import Inventory
from cli.inventory.templates import Resource, Templates

_CHAT: Final = {"$connect": "lambdas.chat.connections.handler", "$default": "lambdas.chat.messages.handler"}
_FORM, _INBOX = CONTACT_FUNCTIONS
_CONTACT: Final = {
    "GET /api/contact/form": _FORM,
    "POST /api/contact/requests": _FORM,
    "GET /contact/{site}": _FORM,
    "POST /contact/{site}": _FORM,
    "POST /api/contact/search": _INBOX,
    "POST /api/contact/changes": _INBOX,
}
_USAGE: Final = {"POST /api/events": COLLECT}
_REPORTS: Final = {"POST /api/errors": TUNNEL} | {
    f"POST /api/errors/{name}": FAULTS for name in ("search", "fault", "resolve")
}
_RIGHTS: Final = dict.fromkeys((*ROUTES, "GET /api/privacy/receipt-key"), PRIVACY)


def routes_lead_to_their_functions(inventory: Inventory) -> Iterator[Finding]:
    has_form = any(site.contact for site in inventory.settings.sites.values())
    wanted = [("P11", "chat-missing", _CHAT), ("P4", "erasure-route", _RIGHTS), ("P8", "reports-missing", _REPORTS)]
    wanted += [("P3", "contact-form", _CONTACT)] if has_form else []
    wanted += [("P5", "usage-missing", _USAGE)] if inventory.settings.analytics else []
    for promise, rule, routes in wanted:
        for key, handler in routes.items():
            got = _led_to(inventory.templates, key)
            if got != handler:
                yield _finding(promise, rule, f"the route {key}", handler, got)


def paths_are_behind_the_edge(inventory: Inventory) -> Iterator[Finding]:
    has_form = any(site.contact for site in inventory.settings.sites.values())
    wanted = {"/api/*": "P4", "/availability/*": "P11"} | ({"/contact/*": "P3"} if has_form else {})
    for distribution in inventory.templates.of("AWS::CloudFront::Distribution"):
        config: Any = distribution.properties["DistributionConfig"]
        paths = {it.get("PathPattern") for it in config.get("CacheBehaviors", [])}
        for path in wanted.keys() - paths:
            yield _finding(wanted[path], "edge-path", distribution.name, f"a behaviour for {path}", "none")
        if inventory.settings.edge.waf and not (config.get("WebACLId") and inventory.find("firewall")):
            yield _finding("P1", "firewall-missing", distribution.name, "the firewall that edge.waf asks for", "none")


def functions_are_not_switched_off(inventory: Inventory) -> Iterator[Finding]:
    for handler, function in inventory.templates.functions().items():
        if function.properties.get("ReservedConcurrentExecutions") == 0:
            promise = {PRIVACY: "P4", COLLECT: "P5", FORWARD: "P5", TUNNEL: "P8", RETENTION: "P8"}.get(handler, "P11")
            yield _finding(promise, "switched-off", function.name, "a function that may run", "no executions at all")


def erasures_are_brought_to_their_end(inventory: Inventory) -> Iterator[Finding]:
    """Hourly; an erasure that was interrupted would otherwise wait for somebody to notice."""
    privacy = inventory.templates.functions().get(PRIVACY)
    if privacy and not _runs(inventory.templates, privacy, "rate(1 hour)"):
        yield _finding("P4", "erasure-schedule", privacy.name, "a run each hour", "none")


def what_has_expired_is_swept_each_hour(inventory: Inventory) -> Iterator[Finding]:
    """Time to live alone deletes late, and not at all what has no end."""
    sweep = inventory.templates.functions().get(RETENTION)
    if sweep and not _runs(inventory.templates, sweep, "rate(1 hour)"):
        yield _finding("P8", "sweep-schedule", sweep.name, "a run each hour", "none")


def schedules_lead_to_their_functions(inventory: Inventory) -> Iterator[Finding]:
    functions = inventory.templates.functions()
    own = {f"<{functions[handler].short_id}.Arn>" for handler in (PRIVACY, RETENTION, FORWARD) if handler in functions}
    for rule in inventory.templates.of("AWS::Events::Rule"):
        targets = [inventory.templates.text(it.get("Arn", "")) for it in rule.properties.get("Targets", [])]
        if own and set(targets) - own:
            expected = "no target but what erases, what sweeps and what forwards"
            yield _finding("P10", "undeclared-destination", rule.name, expected, "another target")


def events_reach_matomo(inventory: Inventory) -> Iterator[Finding]:
    """The queue is read, and somebody looks whether Matomo is back."""
    templates, forward = inventory.templates, inventory.templates.functions().get(FORWARD)
    events = templates.find(EVENTS)
    if forward is None or events is None:
        return
    read = {
        templates.text(it.properties.get("FunctionName", ""))
        for it in templates.of("AWS::Lambda::EventSourceMapping")
        if templates.text(it.properties.get("EventSourceArn", "")) == f"<{events.short_id}.Arn>"
    }
    if read != {f"<{forward.short_id}>"}:
        got = "nobody" if not read else "somebody else, too"
        yield _finding("P5", "usage-missing", events.name, f"a queue that {FORWARD} reads", got)
    if not _runs(templates, forward, "rate(5 minutes)"):
        yield _finding("P5", "usage-schedule", forward.name, "a run each five minutes", "none")


REACH_RULES: Final[tuple[Rule, ...]] = (
    routes_lead_to_their_functions,
    paths_are_behind_the_edge,
    functions_are_not_switched_off,
    erasures_are_brought_to_their_end,
    what_has_expired_is_swept_each_hour,
    schedules_lead_to_their_functions,
    events_reach_matomo,
)


def _led_to(templates: Templates, key: str) -> str:
    route = next((it for it in templates.of("AWS::ApiGatewayV2::Route") if it.properties.get("RouteKey") == key), None)
    if route is None:
        return "no such route"
    target = templates.text(route.properties.get("Target", ""))
    uris = [
        templates.text(it.properties.get("IntegrationUri", ""))
        for it in templates.of("AWS::ApiGatewayV2::Integration")
        if f"<{it.short_id}>" in target
    ]
    for handler, function in templates.functions().items():
        if any(f"<{function.short_id}.Arn>" in uri for uri in uris):
            return handler
    return "another target"


def _runs(templates: Templates, function: Resource, every: str) -> bool:
    return any(_is_run_by(rule, function, templates, every) for rule in templates.of("AWS::Events::Rule"))


def _is_run_by(rule: Resource, function: Resource, templates: Templates, every: str) -> bool:
    said = rule.properties
    targets = [templates.text(it.get("Arn", "")) for it in said.get("Targets", [])]
    is_on = said.get("State", "ENABLED") == "ENABLED" and said.get("ScheduleExpression") == every
    return is_on and f"<{function.short_id}.Arn>" in targets


def _finding(promise: str, rule: str, where: str, expected: str, got: str) -> Finding:
    return Finding(promise=promise, rule=rule, where=where, expected=expected, got=got, remedy=DEPLOY_RELEASE)
