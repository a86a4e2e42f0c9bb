"""P6 and P7: what comes with an event says nothing of who it was, and says whether somebody objects."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from cli.audit.findings import DEPLOY_SETTINGS, Finding, Rule
from cli.audit.rules.behaviours import behaviours, distributions
from cli.inventory.inventory import Inventory
from cli.inventory.templates import Resource

EVENTS_PATH: Final = "/api/events"

_TELLS_NOT_WHO: Final = frozenset(
    {
        "access-control-request-headers",
        "access-control-request-method",
        # Of address and country CloudFront writes these itself, and the function anonymises the address at once.
        "cloudfront-viewer-address",
        "cloudfront-viewer-country",
        "content-type",
        "dnt",
        "origin",
        "sec-gpc",
        "user-agent",
    }
)
_OBJECTING: Final = frozenset({"dnt", "sec-gpc"})
_NOTHING: Final = "none"


def events_come_without_who_it_is(inventory: Inventory) -> Iterator[Finding]:
    """The first behaviour that fits is the one: without its own, events would come with everything."""
    for distribution in distributions(inventory) if inventory.settings.analytics else ():
        behaviour = next((it for it in behaviours(distribution) if _fits(it.get("PathPattern", ""))), {})
        policy = _request_policy(inventory, behaviour)
        if policy is None:
            expected = f"a policy of its own for what comes with {EVENTS_PATH}"
            yield _finding("P6", "events-tell", distribution.name, expected, "everything that browsers send")
        else:
            yield from _telling(policy)


def events_come_with_objections(inventory: Inventory) -> Iterator[Finding]:
    for policy in inventory.templates.of("AWS::CloudFront::OriginRequestPolicy"):
        missing = sorted(_OBJECTING - _headers(policy))
        if missing:
            yield _finding(
                "P7", "objection-unheard", policy.name, "a browser's objection passed on", f"no {', '.join(missing)}"
            )


EVENT_RULES: Final[tuple[Rule, ...]] = (events_come_without_who_it_is, events_come_with_objections)


def _fits(pattern: str) -> bool:
    """As CloudFront reads a path pattern, with or without its first slash."""
    escaped = re.escape(f"/{pattern.removeprefix('/')}").replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(escaped, EVENTS_PATH) is not None


def _request_policy(inventory: Inventory, behaviour: Mapping[str, Any]) -> Resource | None:
    """A policy of this deployment; those of AWS are none."""
    named = inventory.templates.text(behaviour.get("OriginRequestPolicyId", ""))
    policies = inventory.templates.of("AWS::CloudFront::OriginRequestPolicy")
    return next((it for it in policies if named in (f"<{it.short_id}>", it.properties.get("Id"))), None)


def _telling(policy: Resource) -> Iterator[Finding]:
    said = policy.properties["OriginRequestPolicyConfig"]
    if said["HeadersConfig"]["HeaderBehavior"] != "whitelist":
        got = said["HeadersConfig"]["HeaderBehavior"]
        yield _finding("P6", "events-tell", policy.name, "a list of headers", f"headers: {got}")
    if others := sorted(_headers(policy) - _TELLS_NOT_WHO):
        yield _finding("P6", "events-tell", policy.name, "headers that tell of nobody", ", ".join(others))
    for name, key in (("CookiesConfig", "CookieBehavior"), ("QueryStringsConfig", "QueryStringBehavior")):
        if said[name][key] != _NOTHING:
            yield _finding("P6", "events-tell", policy.name, f"{name}: {_NOTHING}", str(said[name][key]))


def _headers(policy: Resource) -> set[str]:
    return {it.lower() for it in policy.properties["OriginRequestPolicyConfig"]["HeadersConfig"].get("Headers", ())}


def _finding(promise: str, rule: str, where: str, expected: str, got: str) -> Finding:
    return Finding(promise=promise, rule=rule, where=where, expected=expected, got=got, remedy=DEPLOY_SETTINGS)
