"""P3 and P10: resources say what they are known to say; whatever else they say could lead data elsewhere."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from cli.audit.findings import Finding, Rule
from cli.inventory.grants import Grant, all_grants, as_list
from cli.inventory.inventory import Inventory
from cli.inventory.known import read_known
from cli.inventory.templates import BESIDE, Resource, variables_of

_REMEDY: Final = "undo the change, or say in cli/inventory/known.toml that it belongs there"
_UPLOADS: Final = "service/CustomCDKBucketDeployment"


def resources_say_what_is_known(inventory: Inventory) -> Iterator[Finding]:
    known = read_known().properties
    for resource in inventory.templates.resources:
        names = known.get(resource.kind) if resource.stack != BESIDE else None
        said = {name for name, value in resource.properties.items() if value}
        if names is not None and said - names:
            got = ", ".join(sorted(said - names))
            yield _finding("P10", "undeclared-property", resource, "properties that somebody judged", got)


def functions_are_told_what_is_known(inventory: Inventory) -> Iterator[Finding]:
    """A host without a scheme, a proxy or a tracer can not be told from other words: names can."""
    for function in inventory.templates.functions().values():
        others = sorted(set(variables_of(inventory.templates, function)) - read_known().variables)
        if others:
            expected = "variables that somebody judged"
            yield _finding("P10", "undeclared-variable", function, expected, ", ".join(others))


def functions_may_what_is_known(inventory: Inventory) -> Iterator[Finding]:
    known = read_known().leaves
    for function in inventory.templates.of("AWS::Lambda::Function"):
        if _known_as(function) not in known:
            yield _finding("P10", "undeclared", function, "the functions of this release", "another one")
    for grant in all_grants(inventory.templates):
        names = {name.lower() for name in known.get(_known_as(grant.function), ())}
        others = sorted(leave for leave in _leaves(grant) if leave.lower() not in names)
        if others:
            expected = "leave for what it is known to do"
            yield _finding("P3", "broad-grant", grant.function, expected, ", ".join(others))


def stores_are_there_once(inventory: Inventory) -> Iterator[Finding]:
    """Logical ids that differ in their hash alone have one name, and one declaration."""
    declared = {held.store.kind for held in inventory.held}
    found = Counter((it.kind, it.name) for it in inventory.templates.resources if it.kind in declared)
    for resource in inventory.templates.resources:
        if found[resource.kind, resource.name] > 1:
            yield _finding("P10", "undeclared", resource, "one resource of that name", "several")


def nothing_depends_on_conditions(inventory: Inventory) -> Iterator[Finding]:
    """An audit of templates could not tell what gets deployed."""
    for resource in inventory.templates.resources:
        if resource.condition or _is_conditional(resource.properties):
            yield _finding("P10", "conditional", resource, "what is deployed in any case", "a condition")


KNOWN_RULES: Final[tuple[Rule, ...]] = (
    resources_say_what_is_known,
    functions_are_told_what_is_known,
    functions_may_what_is_known,
    stores_are_there_once,
    nothing_depends_on_conditions,
)


def _known_as(function: Resource) -> str:
    """CDK's own function for uploads has digits of a hash within its name."""
    return _UPLOADS if function.name.startswith(_UPLOADS) else function.name


def _leaves(grant: Grant) -> set[str]:
    keys = as_list(grant.conditions.get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", []))
    return {f"{action} {key}" for action in grant.actions for key in keys} if keys else set(grant.actions)


def _is_conditional(value: Any) -> bool:
    if isinstance(value, dict):
        return "Fn::If" in value or any(map(_is_conditional, value.values()))
    return isinstance(value, list) and any(map(_is_conditional, value))


def _finding(promise: str, rule: str, resource: Resource, expected: str, got: str) -> Finding:
    return Finding(promise=promise, rule=rule, where=resource.name, expected=expected, got=got, remedy=_REMEDY)
