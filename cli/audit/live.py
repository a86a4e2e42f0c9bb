"""The running account in place of the templates: the same rules, and what only an account can have."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from cli.answer import Say
from cli.audit.account import Account, Physical
from cli.audit.beside import copies_of_the_table, deliveries, resources_beside
from cli.audit.drift import drift
from cli.audit.findings import Finding
from cli.audit.judge import in_order, judge
from cli.audit.readers import READERS
from cli.deployment import Deployment
from cli.inventory.inventory import Inventory, take_inventory
from cli.inventory.templates import Properties, Resource, Templates


def audit_account(deployment: Deployment, inventory: Inventory, say: Say) -> tuple[Finding, ...]:
    """What breaks a promise in the running account. Raises ``Failed`` when the deployment is not there."""
    account = Account(deployment)
    physical = list(account.physical())
    live = _live(account, inventory.templates, physical, say)
    taken = take_inventory(inventory.settings, live, own_hosts=_hosts(deployment.outputs))
    return in_order(
        (
            *judge(taken),
            *drift(inventory.templates, live),
            *_not_deployed(inventory.templates, physical),
            *copies_of_the_table(account, physical),
            *account.unseen,
        )
    )


def _live(account: Account, templates: Templates, physical: Sequence[Physical], say: Say) -> Templates:
    known = {(it.stack, it.logical_id): it for it in templates.resources}
    resources = []
    for number, it in enumerate(physical, 1):
        if number % 25 == 0:
            say(f"looked at {number} of {len(physical)} resources")
        resource = known.get((it.stack, it.logical_id)) or _unknown(it)
        properties = _read(account, it, resource.properties)
        resources.append(_with(resource, _own_arns(properties, physical)))
    beside = list(resources_beside(account, physical))
    return templates.with_resources((*_with_deliveries(account, resources, physical), *beside))


def _read(account: Account, it: Physical, template: Properties) -> Properties:
    reader = READERS.get(it.kind)
    if it.kind == "AWS::IAM::Policy":
        # The role itself is asked for what it may do.
        return {**template, "Roles": []}
    return {**template, **reader(account, it, template)} if reader else template


def _with_deliveries(
    account: Account, resources: Sequence[Resource], physical: Sequence[Physical]
) -> Iterator[Resource]:
    """Access logs can be switched on beside the stacks: CloudFront's are looked for by the distribution."""
    yield from (it for it in resources if it.kind != "AWS::Logs::Delivery")
    for it in physical:
        for properties in deliveries(account, it.id) if it.kind == "AWS::CloudFront::Distribution" else ():
            yield Resource(
                stack="access-logs",
                logical_id="Delivery",
                kind="AWS::Logs::Delivery",
                properties=properties,
                deletion_policy=None,
            )


def _not_deployed(templates: Templates, physical: Sequence[Physical]) -> Iterator[Finding]:
    there = {(it.stack, it.logical_id) for it in physical}
    for resource in templates.resources:
        if (resource.stack, resource.logical_id) not in there and resource.kind in READERS:
            yield Finding(
                promise="P10",
                rule="not-deployed",
                where=resource.name,
                expected="what the templates have",
                got="nothing of it in the account",
                remedy="deploy (make deploy), or audit with the release that is deployed",
            )


def _hosts(outputs: Mapping[str, str]) -> frozenset[str]:
    """Queues of everybody have one host, so an address of one says whether it is ours by its path."""
    hosts = (urlsplit(value).netloc for value in outputs.values())
    return frozenset(host for host in hosts if host and not host.startswith("sqs."))


def _own_arns(properties: Properties, physical: Sequence[Physical]) -> Properties:
    """ARNs of the deployment's tables, functions and queues, and addresses of queues, as templates have them."""
    text = json.dumps(properties, default=str)
    for it in physical:
        name = _unknown(it).short_id
        if it.kind == "AWS::DynamoDB::Table":
            text = re.sub(rf'arn:[^"]*:table/{re.escape(it.id)}(?=["/])', f"<{name}.Arn>", text)
        if it.kind == "AWS::Lambda::Function":
            text = re.sub(rf'arn:[^"]*:function:{re.escape(it.id)}(?=")', f"<{name}.Arn>", text)
        if it.kind == "AWS::SQS::Queue":
            account, _, queue = it.id.partition("//")[2].partition("/")[2].partition("/")
            text = re.sub(rf'arn:[^"]*:{re.escape(account)}:{re.escape(queue)}(?=["\\\\])', f"<{name}.Arn>", text)
            text = text.replace(f'"{it.id}"', f'"<{name}>"')
    found: dict[str, Any] = json.loads(text)
    return found


def _unknown(it: Physical) -> Resource:
    return Resource(stack=it.stack, logical_id=it.logical_id, kind=it.kind, properties={}, deletion_policy=None)


def _with(resource: Resource, properties: Properties) -> Resource:
    return Resource(
        stack=resource.stack,
        logical_id=resource.logical_id,
        kind=resource.kind,
        properties=properties,
        deletion_policy=resource.deletion_policy,
    )
