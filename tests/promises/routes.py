"""What a deployment can be asked for from outside, and what it has in it."""

from typing import Final

from tests.stacks.template import Template

ERRORS: Final = frozenset(
    {"POST /api/errors", "POST /api/errors/search", "POST /api/errors/fault", "POST /api/errors/resolve"}
)
ROUTES: Final = frozenset(
    {
        "$connect",
        "$default",
        "$disconnect",
        "ping",
        "renew_presence",
        "GET /api/health",
        "GET /api/contact/form",
        "POST /api/contact/requests",
        "POST /api/contact/search",
        "POST /api/contact/changes",
        "GET /contact/{site}",
        "POST /contact/{site}",
        "POST /api/privacy/stored",
        "POST /api/privacy/export",
        "POST /api/privacy/erasures",
        "GET /api/privacy/receipt-key",
        *ERRORS,
    }
)
"""All that there is without analytics."""
EVENTS: Final = "POST /api/events"


def routes(template: Template) -> set[str]:
    return {route["RouteKey"] for route in template.of("AWS::ApiGatewayV2::Route").values()}


def kinds(*templates: Template) -> set[str]:
    """The types of all resources."""
    return {resource["Type"] for template in templates for resource in template.resources.values()}
