"""P3: agents alone read what visitors wrote, and nobody makes itself an agent."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from cli.audit.findings import Finding, Rule
from cli.inventory.inventory import Inventory
from cli.inventory.templates import Resource

_FLOWS: Final = frozenset({"code"})
_SIGN_INS: Final = frozenset({"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"})


def accounts_are_made_by_the_operator(inventory: Inventory) -> Iterator[Finding]:
    for pool in inventory.templates.of("AWS::Cognito::UserPool"):
        if pool.properties.get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly") is not True:
            yield _finding(pool, "accounts that the operator makes", "anybody may sign up")
        if inventory.settings.agents.second_factor and pool.properties.get("MfaConfiguration") != "ON":
            yield _finding(pool, "a second factor, as agents.second_factor says", "none that is asked of everybody")


def agents_sign_in_at_the_console(inventory: Inventory) -> Iterator[Finding]:
    for client in inventory.templates.of("AWS::Cognito::UserPoolClient"):
        others = {*client.properties.get("AllowedOAuthFlows", ())} - _FLOWS
        others |= {*client.properties.get("ExplicitAuthFlows", ())} - _SIGN_INS
        if others:
            yield _finding(client, "the code flow", ", ".join(sorted(others)))
        for url in client.properties.get("CallbackURLs", ()):
            host = urlsplit(inventory.templates.text(url)).netloc
            if host != inventory.settings.edge.domain and not host.startswith("<"):
                yield _finding(client, "tokens for the console alone", f"tokens for {host}")


ACCOUNT_RULES: Final[tuple[Rule, ...]] = (accounts_are_made_by_the_operator, agents_sign_in_at_the_console)


def _finding(resource: Resource, expected: str, got: str) -> Finding:
    return Finding(
        promise="P3",
        rule="accounts",
        where=resource.name,
        expected=expected,
        got=got,
    )
