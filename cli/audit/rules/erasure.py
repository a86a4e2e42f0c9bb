"""P4: there is a way to have everything deleted, and it reaches everything."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Final

from cli.audit.findings import DEPLOY_RELEASE, Finding, Rule
from cli.inventory.grants import as_list, grants_of, is_denied_anything
from cli.inventory.inventory import Inventory
from cli.inventory.templates import Resource

FORM: Final = "lambdas.contact.form_handler.handler"
PRIVACY: Final = "lambdas.privacy.handler.handler"
ROUTES: Final = (
    "POST /api/privacy/stored",
    "POST /api/privacy/export",
    "POST /api/privacy/erasures",
)
_FINDS: Final = frozenset({"dynamodb:Query"})
_DELETES: Final = frozenset({"dynamodb:DeleteItem", "dynamodb:BatchWriteItem"})
TOMBSTONES: Final = "tombstones"
_TABLE: Final = "<Chat.Arn>"


def rights_have_a_door(inventory: Inventory) -> Iterator[Finding]:
    """Access, copy and erasure, for visitors themselves."""
    keys = {route.properties.get("RouteKey") for route in inventory.templates.of("AWS::ApiGatewayV2::Route")}
    for route in ROUTES:
        if route not in keys:
            yield _finding("erasure-route", "the HTTP API", f"a route {route}", "none")
    if PRIVACY not in inventory.templates.functions():
        yield _finding("erasure-function", "the functions", PRIVACY, "none")


def erasure_reaches_every_row(inventory: Inventory) -> Iterator[Finding]:
    """Each kind of row that is a visitor's can be deleted; the tombstone is what has to stay."""
    function = inventory.templates.functions().get(PRIVACY)
    if function is None:
        return
    if is_denied_anything(inventory.templates, function):
        yield _finding("erasure-grant", function.name, "nothing that is denied to it", "a statement that denies")
    for verb, actions in (("find", _FINDS), ("delete", _DELETES)):
        reached = _reached(inventory, function, actions)
        for held in inventory.held:
            for rows in held.store.rows if "visitor" in held.store.subjects and held.store.id != TOMBSTONES else ():
                if not any(fnmatchcase(rows, pattern) for pattern in reached):
                    yield _finding("erasure-grant", function.name, f"leave to {verb} {rows}", "none")


def late_writes_are_stopped(inventory: Inventory) -> Iterator[Finding]:
    """An erasure writes tombstones, and what could come late looks for them."""
    functions = inventory.templates.functions()
    for handler, action in (
        (PRIVACY, "dynamodb:PutItem"),
        (PRIVACY, "dynamodb:GetItem"),
        (FORM, "dynamodb:ConditionCheckItem"),
    ):
        function = functions.get(handler)
        if function and not any(
            fnmatchcase("erased#", it) for it in _reached(inventory, function, frozenset({action}))
        ):
            yield _finding("tombstones", function.name, f"leave for {action} on tombstones", "none")


ERASURE_RULES: Final[tuple[Rule, ...]] = (rights_have_a_door, erasure_reaches_every_row, late_writes_are_stopped)


def _reached(inventory: Inventory, function: Resource, actions: frozenset[str]) -> frozenset[str]:
    """Patterns of the partition keys for which one of the actions is allowed on the chat table."""
    keys: set[str] = set()
    for grant in grants_of(inventory.templates, function):
        if _TABLE in grant.resources and actions & set(grant.actions):
            leading = grant.conditions.get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys")
            keys |= set(as_list(leading)) if leading else {"*"}
    return frozenset(keys)


def _finding(rule: str, where: str, expected: str, got: str) -> Finding:
    return Finding(promise="P4", rule=rule, where=where, expected=expected, got=got, remedy=DEPLOY_RELEASE)
