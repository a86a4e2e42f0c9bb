"""Whose data a command is about: a visitor, or somebody who wrote by a contact form."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cli.answer import Say
from cli.deployment import Deployment
from cli.errors import Failed, WrongUse
from cli.progress import ask
from lambdas.contact.items import contact_key, stored_contact
from lambdas.contact.records import PAGE, StoredContactRequest
from lambdas.privacy.records import Scope, scope_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SHOWN_EVERY: Final = 20
"""Pages of the table, of up to 1 MB each."""


@dataclass(frozen=True, kw_only=True)
class Selected:
    """``scope`` is whose data it is; ``why`` says in words how it was found."""

    scope: Scope
    why: str

    def in_words(self) -> str:
        what = "all of this visitor" if self.scope.visitor_id else "this contact request"
        return f"{self.scope.subject}: {what} ({self.why})"


def confirm(people: Sequence[Selected], arguments: Namespace, say: Say, *, question: str) -> None:
    """Raises ``WrongUse`` unless somebody at the terminal, or ``--yes``, says yes."""
    for each in people:
        say(each.in_words())
    if arguments.email is not None:
        say("an address in a form is what somebody typed, and nobody has checked it")
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise WrongUse("nobody is there to ask: --yes goes on without asking")
    if ask(f"{question} Type yes: ").strip() != "yes":
        raise WrongUse("nothing was done")


def add_selectors(parser: ArgumentParser, *, required: bool = True) -> None:
    """``--visitor``, ``--contact`` or ``--email``: one of them."""
    selectors = parser.add_mutually_exclusive_group(required=required)
    selectors.add_argument("--visitor", metavar="SITE.VISITOR_ID", help="a visitor; it is the conversation's id too")
    selectors.add_argument("--contact", metavar="CONTACT_ID", help="whoever sent this contact request")
    selectors.add_argument(
        "--email", metavar="ADDRESS", help="whoever gave this address in a contact form; with --site"
    )
    parser.add_argument("--site", help="the site whose contact requests are searched for --email")
    parser.add_argument("--yes", action="store_true", help="do not ask whether that is meant")


def selected(deployment: Deployment, arguments: Namespace, say: Say) -> list[Selected]:
    """Raises ``WrongUse`` for what can not be meant, and ``Failed`` when nobody is found."""
    if arguments.email is not None:
        return _by_email(deployment, arguments, say)
    if arguments.site is not None:
        raise WrongUse("--site goes with --email; the other two name their site")
    given = arguments.contact if arguments.visitor is None else arguments.visitor
    scope = _sender_of(given) if arguments.visitor is None else scope_of(given)
    if scope is None or (arguments.visitor is not None and scope.visitor_id is None):
        kind = "CONTACT_ID" if arguments.visitor is None else "SITE.VISITOR_ID"
        raise WrongUse(f"{given}: expected {kind}, as the console shows it")
    _known(deployment, scope.site)
    return [Selected(scope=scope, why="named")]


def _by_email(deployment: Deployment, arguments: Namespace, say: Say) -> list[Selected]:
    if not arguments.site:
        raise WrongUse("--email: say on which --site")
    _known(deployment, arguments.site)
    wanted = arguments.email.strip().casefold()
    if not wanted:
        raise WrongUse("--email: expected an address")
    given: dict[Scope, set[str]] = {}
    table = deployment.output("ChatTable")
    for request in _requests(deployment.session.client("dynamodb"), table, arguments.site, say):
        addresses = {field.value.strip().casefold() for field in request.fields if field.name == "email"}
        given.setdefault(scope_of_request(request), set()).update(addresses)
    found = {scope: addresses for scope, addresses in given.items() if wanted in addresses}
    if not found:
        raise Failed(f"no contact request of {arguments.site} has this address")
    why = "gave this address, and {} others"
    return [Selected(scope=scope, why=why.format(len(addresses) - 1)) for scope, addresses in found.items()]


def scope_of_request(request: StoredContactRequest) -> Scope:
    """The visitor who sent it, or the contact request alone when it came by the plain page."""
    if request.subject == PAGE:
        return Scope(site=request.site, request_id=request.request_id)
    return Scope(site=request.site, visitor_id=request.subject)


def _sender_of(contact_id: str) -> Scope | None:
    site, _, rest = contact_id.partition(".")
    subject, _, request_id = rest.partition(".")
    if subject == PAGE:
        return scope_of(contact_id)
    return scope_of(f"{site}.{subject}") if request_id else None


def _requests(dynamodb: "DynamoDBClient", table: str, site: str, say: Say) -> Iterator[StoredContactRequest]:
    """All of a site. They lie by sender, so the whole table is read: an operator does that now and then."""
    asked: Any = {
        "TableName": table,
        "FilterExpression": "begins_with(pk, :site)",
        "ExpressionAttributeValues": {":site": {"S": contact_key(site, "")}},
        "ConsistentRead": True,
    }
    for number, page in enumerate(dynamodb.get_paginator("scan").paginate(**asked), start=1):
        if number % _SHOWN_EVERY == 0:
            say(f"pages of the table searched so far: {number}")
        yield from (stored_contact(item) for item in page["Items"])


def _known(deployment: Deployment, site: str) -> None:
    if site not in deployment.settings.sites:
        raise WrongUse(f"{site}: expected one of the sites {', '.join(deployment.settings.sites)}")
