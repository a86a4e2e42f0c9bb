"""P3: a function may do what it is for, is called by whom it is for, and tells nobody else."""

from collections.abc import Iterator
from typing import Final

from cli.audit.findings import Finding, Rule
from cli.audit.rules.principals import lets_others_in, says_statements
from cli.audit.rules.sweep import RETENTION
from cli.inventory.grants import Grant, all_grants
from cli.inventory.inventory import Inventory
from cli.inventory.templates import Resource, variables_of

_READS_ALL: Final = frozenset({"dynamodb:Scan", "dynamodb:ExportTableToPointInTime", "dynamodb:PartiQLSelect"})
_CALLERS: Final = frozenset({"apigateway.amazonaws.com", "events.amazonaws.com", "scheduler.amazonaws.com"})


def grants_are_named(inventory: Inventory) -> Iterator[Finding]:
    for grant in all_grants(inventory.templates):
        for action in grant.actions:
            if "*" in action:
                yield _broad(grant, "named actions", action)
            elif action in _READS_ALL and not _is_the_sweeps(grant, action):
                yield _broad(grant, "no action that reads a whole table", action)
        if any(resource in ("*", "arn:aws:dynamodb:*") for resource in grant.resources):
            yield _broad(grant, "named resources", f"{', '.join(grant.actions)} on *")
    for role in inventory.templates.of("AWS::IAM::Role"):
        for arn in role.properties.get("ManagedPolicyArns", []):
            yield _finding("broad-grant", role, "policies of its own", inventory.templates.text(arn))


def _is_the_sweeps(grant: Grant, action: str) -> bool:
    """The one function that looks through whole tables; ``sweep`` judges how little it may see of them."""
    return action == "dynamodb:Scan" and grant.function.properties.get("Handler") == RETENTION


def functions_are_called_by_their_own(inventory: Inventory) -> Iterator[Finding]:
    for permission in inventory.templates.of("AWS::Lambda::Permission"):
        principal = permission.properties.get("Principal")
        caller = inventory.templates.text(permission.properties.get("SourceArn", ""))
        if principal not in _CALLERS or "<" not in caller.replace("<AWS::", ""):
            yield _finding("open-function", permission, "a caller of this deployment", f"{principal} may call it")
    for url in inventory.templates.of("AWS::Lambda::Url"):
        got = f"an address of its own, authorization {url.properties.get('AuthType')}"
        yield _finding("open-function", url, "no way past CloudFront", got)


def functions_are_not_traced(inventory: Inventory) -> Iterator[Finding]:
    """Traces would be one more store, of thirty days, that no setting shortens."""
    for function in inventory.templates.of("AWS::Lambda::Function"):
        if function.properties.get("TracingConfig", {}).get("Mode", "PassThrough") == "Active":
            yield _finding("tracing", function, "no traces", "traces of each call in X-Ray")


def mail_tells_what_the_settings_say(inventory: Inventory) -> Iterator[Finding]:
    contact = inventory.settings.contact
    for function in inventory.templates.functions().values():
        told = variables_of(inventory.templates, function)
        if told.get("NOTE_CONTENT", "").lower() == "true" and not (contact and contact.content):
            yield _finding("mail-content", function, "mail without what the visitor wrote", "mail with its content")
        if contact and told.get("SENDER", contact.sender) != contact.sender:
            yield _finding("mail-content", function, f"mail from {contact.sender}", "mail from another sender")
        if told.get("SENDER") and not contact:
            yield _finding("mail-content", function, "no mail, as there is no [contact]", "mail about requests")
    for grant in all_grants(inventory.templates):
        if "ses" in grant.services and not contact:
            yield _finding("mail-content", grant.function, "no mail, as there is no [contact]", "leave to send mail")


def topics_are_closed(inventory: Inventory) -> Iterator[Finding]:
    for topic in inventory.templates.of("AWS::SNS::Topic"):
        if not topic.properties.get("KmsMasterKeyId"):
            yield _finding("topic-encryption", topic, "encryption at rest", "none")
    for policy in inventory.templates.of("AWS::SNS::TopicPolicy"):
        for statement in says_statements(policy.properties.get("PolicyDocument", {})):
            if lets_others_in(statement, inventory.templates):
                yield _finding("topic-public", policy, "principals of this account", "a statement that lets others in")


FUNCTION_RULES: Final[tuple[Rule, ...]] = (
    grants_are_named,
    functions_are_called_by_their_own,
    functions_are_not_traced,
    mail_tells_what_the_settings_say,
    topics_are_closed,
)


def _broad(grant: Grant, expected: str, got: str) -> Finding:
    return _finding("broad-grant", grant.function, expected, got)


def _finding(rule: str, resource: Resource, expected: str, got: str) -> Finding:
    return Finding(
        promise="P3",
        rule=rule,
        where=resource.name,
        expected=expected,
        got=got,
    )
