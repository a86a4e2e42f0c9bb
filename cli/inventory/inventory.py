"""Settings and templates against what is declared: what there is, and what nobody declared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cli.inventory.declarations import DESTINATION, Declarations, Store, read_declarations
from cli.inventory.grants import all_grants
from cli.inventory.retention import Term, recovery_days, term_of
from cli.inventory.templates import Resource, Templates, variables_of
from stacks.settings import Settings

CHAT_TABLE: Final = "data/Chat"
TUNNEL: Final = "lambdas.errors.tunnel_handler.handler"

_SENDING: Final = {
    "ses:SendEmail": "ses",
    "ses:SendRawEmail": "ses",
    "ses:SendTemplatedEmail": "ses",
    "sns:Publish": "sns",
    "sqs:SendMessage": "sqs",
    "events:PutEvents": "events",
    "firehose:PutRecord": "firehose",
    "firehose:PutRecordBatch": "firehose",
    "kinesis:PutRecord": "kinesis",
    "kinesis:PutRecords": "kinesis",
    "lambda:InvokeFunction": "lambda",
    "states:StartExecution": "states",
    "sts:AssumeRole": "sts",
}
"""Actions by which data leaves a function, and what their destination is called."""

_HOST: Final = re.compile(r"^(?:https?|wss?)://(?:[^@/]*@)?([^/?#]+)", re.IGNORECASE)
_USER_POOLS: Final = re.compile(r"cognito-idp\.[a-z0-9-]+\.(?:amazonaws\.com|<AWS::URLSuffix>)")


@dataclass(frozen=True, kw_only=True)
class Held:
    """A store as it is deployed; ``places`` are its resources' names, or what leads to the destination."""

    store: Store
    places: tuple[str, ...]
    term: Term


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Something outside of the deployment that data could go to. ``name`` is a variable's or a service's."""

    name: str
    host: str
    where: str


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """The one source of notice, record, list of stores, retention table and audit."""

    settings: Settings
    templates: Templates
    held: tuple[Held, ...]
    undeclared: tuple[Resource, ...]
    undeclared_destinations: tuple[Destination, ...]

    def find(self, store_id: str) -> Held | None:
        """The store of that id, if this deployment has it."""
        return next((held for held in self.held if held.store.id == store_id), None)

    def term(self, store_id: str) -> Term:
        held = self.find(store_id)
        return held.term if held else Term()

    @property
    def recovery_days(self) -> int:
        table = self.templates.find(CHAT_TABLE)
        return recovery_days(table) if table else 0


def take_inventory(
    settings: Settings,
    templates: Templates,
    *,
    own_hosts: frozenset[str] = frozenset(),
    declarations: Declarations | None = None,
) -> Inventory:
    """``own_hosts`` are those that the deployment has once it runs; in templates they are references."""
    declared = declarations or read_declarations()
    destinations = tuple(destinations_of(settings, templates, own_hosts))
    return Inventory(
        settings=settings,
        templates=templates,
        held=tuple(_held(declared, templates, destinations)),
        undeclared=tuple(_undeclared(declared, templates)),
        undeclared_destinations=tuple(
            it for it in destinations if not any(store.covers(DESTINATION, it.name) for store in declared.stores)
        ),
    )


def destinations_of(
    settings: Settings, templates: Templates, own_hosts: frozenset[str] = frozenset()
) -> Iterator[Destination]:
    """Hosts that functions are told and that are not the deployment's own, and what their roles let them send to."""
    for function in templates.of("AWS::Lambda::Function"):
        for variable, value in variables_of(templates, function).items():
            host = _HOST.match(value)
            if host and not _is_own(settings, host[1]) and host[1] not in own_hosts:
                yield Destination(name=variable, host=host[1], where=function.name)
        target = function.properties.get("DeadLetterConfig", {}).get("TargetArn")
        if target:
            yield Destination(name="DeadLetterConfig", host=templates.text(target), where=function.name)
    tunnel = [function for handler, function in templates.functions().items() if handler == TUNNEL]
    own_arns = {f"<{resource.short_id}.Arn>" for resource in (*templates.of("AWS::SQS::Queue"), *tunnel)}
    for grant in all_grants(templates):
        for action in grant.actions:
            # A queue of the deployment's own is a store, and error reports go into one by the function that takes them.
            if action in _SENDING and not set(grant.resources) <= own_arns:
                yield Destination(name=_SENDING[action], host=grant.resources[0], where=grant.function.name)


def _is_own(settings: Settings, host: str) -> bool:
    """References within the templates, the chat's own name, and the user pool."""
    return host.endswith(">") or host == settings.edge.domain or bool(_USER_POOLS.fullmatch(host))


def _held(declared: Declarations, templates: Templates, destinations: tuple[Destination, ...]) -> Iterator[Held]:
    for store in declared.stores:
        if not _applies(store, templates):
            continue
        resources = tuple(it for it in templates.resources if store.covers(it.kind, it.name))
        leading = (it.where for it in destinations if store.covers(DESTINATION, it.name))
        places = (*(it.name for it in resources), *dict.fromkeys(leading))
        if places:
            yield Held(store=store, places=places, term=term_of(store, resources, templates))


def _applies(store: Store, templates: Templates) -> bool:
    """Whether the function is deployed without which there is none, and is told what makes it this one."""
    if store.only_with and store.only_with not in templates.functions():
        return False
    told = templates.environment(store.only_with) if store.only_with else {}
    return all(told.get(name) == value for name, value in store.told.items())


def _undeclared(declared: Declarations, templates: Templates) -> Iterator[Resource]:
    for resource in templates.resources:
        is_known = resource.kind in declared.inert
        if not is_known and not any(store.covers(resource.kind, resource.name) for store in declared.stores):
            yield resource
