"""P10: the documents speak of everything that is there, and of nothing that is not."""

from collections.abc import Iterator
from typing import Final

from cli.audit.findings import DEPLOY_SETTINGS, Finding, Rule
from cli.inventory.inventory import Inventory

CONTACT_FUNCTIONS: Final = ("lambdas.contact.form_handler.handler", "lambdas.contact.inbox_handler.handler")
_DECLARE: Final = "remove it, or say in cli/inventory/stores.toml what it holds, why and for how long"


def nothing_is_undeclared(inventory: Inventory) -> Iterator[Finding]:
    for resource in inventory.undeclared:
        yield Finding(
            promise="P10",
            rule="undeclared",
            where=resource.name,
            expected="a resource that the documents speak of",
            got=f"{resource.kind} that nobody declared",
            remedy=_DECLARE,
        )
    for destination in inventory.undeclared_destinations:
        yield Finding(
            promise="P10",
            rule="undeclared-destination",
            where=destination.where,
            expected="destinations that the documents speak of",
            got=f"{destination.name}: {destination.host}",
            remedy=_DECLARE,
        )


def form_is_there_if_the_settings_say_so(inventory: Inventory) -> Iterator[Finding]:
    asked = any(site.contact for site in inventory.settings.sites.values())
    there = [name for name in CONTACT_FUNCTIONS if name in inventory.templates.functions()]
    if asked != (len(there) == len(CONTACT_FUNCTIONS)) or (not asked and there):
        yield Finding(
            promise="P3" if asked else "P10",
            rule="contact-form",
            where="[sites.<name>.contact]",
            expected="a contact form" if asked else "no contact form",
            got=f"the functions {', '.join(there)}" if there else "none of its functions",
            remedy=DEPLOY_SETTINGS,
        )


DECLARED_RULES: Final[tuple[Rule, ...]] = (
    nothing_is_undeclared,
    form_is_there_if_the_settings_say_so,
)
