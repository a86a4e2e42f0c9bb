"""P3: what is deployed runs its own code, is its own, and leads to nothing else."""

import json
from collections.abc import Iterator
from typing import Any, Final

from cli.audit.findings import Finding, Rule
from cli.audit.rules.principals import lets_others_in, says_statements
from cli.inventory.grants import all_grants, as_list
from cli.inventory.inventory import Inventory
from cli.inventory.templates import Resource, variables_of

_LAMBDA: Final = {"Service": "lambda.amazonaws.com"}
_LEADS: Final = {
    "AWS::ApiGatewayV2::Integration": "IntegrationUri",
    "AWS::ApiGatewayV2::Authorizer": "AuthorizerUri",
    "AWS::Lambda::EventSourceMapping": "FunctionName",
    "AWS::Logs::DeliveryDestination": "DestinationResourceArn",
    "Custom::CDKBucketDeployment": "ServiceToken",
}
"""By type of resource, the property that says where data goes to."""


def resources_lead_to_their_own(inventory: Inventory) -> Iterator[Finding]:
    """A reference is to something within the templates; whatever else is written there is not."""
    for kind, name in _LEADS.items():
        for resource in inventory.templates.of(kind):
            target = inventory.templates.text(resource.properties.get(name, ""))
            if target and "<" not in target.replace("<AWS::", ""):
                yield _finding("P10", "undeclared-destination", resource, "a target of this deployment", target)
    watch = inventory.settings.watch
    for subscription in inventory.templates.of("AWS::SNS::Subscription"):
        endpoint = inventory.templates.text(subscription.properties.get("Endpoint", ""))
        if subscription.properties and not (watch and endpoint == watch.email):
            yield _finding("P10", "undeclared-destination", subscription, "alarms to watch.email", "another recipient")


def functions_run_their_own_code(inventory: Inventory) -> Iterator[Finding]:
    text = inventory.templates.text
    for function in inventory.templates.of("AWS::Lambda::Function"):
        code = function.properties.get("Code", {})
        if code and "AWS::AccountId" not in text(code.get("S3Bucket", "")):
            yield _finding("P3", "foreign-code", function, "code from the account's own assets", "code from elsewhere")
        for layer in function.properties.get("Layers", []):
            if not text(layer).startswith("<"):
                yield _finding("P3", "foreign-code", function, "layers of this deployment", text(layer))


def roles_are_the_functions_own(inventory: Inventory) -> Iterator[Finding]:
    templates = inventory.templates
    used = {templates.text(it.properties.get("Role", "")) for it in templates.of("AWS::Lambda::Function")}
    for role in templates.of("AWS::IAM::Role"):
        trusted = [it.get("Principal") for it in says_statements(role.properties.get("AssumeRolePolicyDocument", {}))]
        if any(principal != _LAMBDA for principal in trusted):
            yield _finding("P3", "open-role", role, "a role that Lambda alone takes", "others may take it")
        if f"<{role.short_id}.Arn>" not in used:
            yield _finding("P3", "open-role", role, "a role of a function of this deployment", "a role of none")
    for policy in templates.of("AWS::IAM::Policy"):
        if policy.properties.get("Users") or policy.properties.get("Groups"):
            yield _finding("P3", "open-role", policy, "leave for functions alone", "leave for persons")


def mail_is_sent_from_the_sender_alone(inventory: Inventory) -> Iterator[Finding]:
    contact, sites = inventory.settings.contact, inventory.settings.sites.values()
    notified = {email for site in sites if site.contact for email in site.contact.notify}
    for function in inventory.templates.functions().values():
        forms = variables_of(inventory.templates, function).get("FORMS", "{}")
        if others := {email for form in json.loads(forms).values() for email in form.get("notify", ())} - notified:
            yield _finding("P3", "mail-content", function, "mail to whom notify names", f"{len(others)} others")
    for grant in all_grants(inventory.templates):
        if contact and "ses" in {service.lower() for service in grant.services}:
            senders = as_list(grant.conditions.get("StringEquals", {}).get("ses:FromAddress", []))
            if senders != [contact.sender] or any(it.endswith("*") for it in grant.resources):
                yield _finding("P3", "mail-content", grant.function, f"mail from {contact.sender} alone", "any sender")


def keys_are_closed(inventory: Inventory) -> Iterator[Finding]:
    for key in inventory.templates.of("AWS::KMS::Key"):
        policy: Any = key.properties.get("KeyPolicy", {})
        if any(lets_others_in(statement, inventory.templates) for statement in says_statements(policy)):
            yield _finding("P3", "key-public", key, "principals of this account", "a statement that lets others in")


OWN_RULES: Final[tuple[Rule, ...]] = (
    resources_lead_to_their_own,
    functions_run_their_own_code,
    roles_are_the_functions_own,
    mail_is_sent_from_the_sender_alone,
    keys_are_closed,
)


def _finding(promise: str, rule: str, resource: Resource, expected: str, got: str) -> Finding:
    return Finding(promise=promise, rule=rule, where=resource.name, expected=expected, got=got)
