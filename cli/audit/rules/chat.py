"""P2 and P11: the browser keeps who the visitor is, the server keeps the rest, and the chat is there."""

from collections.abc import Iterator
from typing import Any, Final

from cli.audit.findings import DEPLOY_RELEASE, Finding, Rule
from cli.inventory.inventory import CHAT_TABLE, Inventory

_FORBIDDEN_HEADERS: Final = {
    "set-cookie": "a cookie, by which visitors would be recognised elsewhere than in their own store",
    "clear-site-data": "a header that empties the visitors' own store",
    "nel": "a header by which browsers report to others",
    "report-to": "a header by which browsers report to others",
    "reporting-endpoints": "a header by which browsers report to others",
}
_ROUTES: Final = ("$connect", "$default")
_FUNCTIONS: Final = tuple(
    f"lambdas.chat.{name}.handler" for name in ("authorizer", "connections", "messages", "presence")
)


def headers_leave_the_visitors_store_alone(inventory: Inventory) -> Iterator[Finding]:
    for policy in inventory.templates.of("AWS::CloudFront::ResponseHeadersPolicy"):
        config = policy.properties["ResponseHeadersPolicyConfig"]
        for header in config.get("CustomHeadersConfig", {}).get("Items", []):
            what = _FORBIDDEN_HEADERS.get(header["Header"].lower())
            if what:
                yield Finding(
                    promise="P2",
                    rule="visitors-store",
                    where=policy.name,
                    expected="no header that touches what the browser keeps",
                    got=what,
                    remedy=DEPLOY_RELEASE,
                )


def history_outlives_the_stacks(inventory: Inventory) -> Iterator[Finding]:
    """A visitor who returns finds its conversation completed from the server."""
    table = inventory.templates.find(CHAT_TABLE)
    if table is None:
        yield _history(CHAT_TABLE, "the chat table", "none")
        return
    if not table.properties.get("DeletionProtectionEnabled"):
        yield _history(table.name, "deletion protection", "none")
    if table.deletion_policy not in ("Retain", "RetainExceptOnCreate"):
        yield _history(table.name, "to stay when its stack is deleted", f"deletion policy {table.deletion_policy}")


def chat_is_there(inventory: Inventory) -> Iterator[Finding]:
    templates = inventory.templates
    keys = {route.properties.get("RouteKey") for route in templates.of("AWS::ApiGatewayV2::Route")}
    for key in _ROUTES:
        if key not in keys:
            yield _missing("the chat's WebSocket API", f"a route {key}", "none")
    for handler in _FUNCTIONS:
        if handler not in templates.functions():
            yield _missing("the chat's functions", handler, "none")
    for distribution in templates.of("AWS::CloudFront::Distribution"):
        if not any(it.get("PathPattern") == "/ws" for it in _behaviours(distribution.properties)):
            yield _missing(distribution.name, "a behaviour for /ws", "none")


CHAT_RULES: Final[tuple[Rule, ...]] = (
    headers_leave_the_visitors_store_alone,
    history_outlives_the_stacks,
    chat_is_there,
)


def _behaviours(properties: Any) -> list[Any]:
    behaviours: list[Any] = properties["DistributionConfig"].get("CacheBehaviors", [])
    return behaviours


def _history(where: str, expected: str, got: str) -> Finding:
    return Finding(promise="P2", rule="history-kept", where=where, expected=expected, got=got, remedy=DEPLOY_RELEASE)


def _missing(where: str, expected: str, got: str) -> Finding:
    return Finding(promise="P11", rule="chat-missing", where=where, expected=expected, got=got, remedy=DEPLOY_RELEASE)
