"""The contact form and the agents' inbox: their functions and routes."""

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration
from constructs import Construct

from stacks.function import Base, Function
from stacks.settings import Contact as ContactSettings

STORED_PER_SECOND: Final = 10
"""Contact requests by the widget: each is kept for months, and tells a group by e-mail."""

READS_PER_SECOND: Final = 10
POSTS_PER_SECOND: Final = 3
"""Of the plain page, which asks for no proof of work."""


class Contact(Construct):
    """``identity`` is what a function is told that has to know who somebody is; ``forms`` is the sites' forms in JSON.

    ``sender`` is ``None`` when nobody is told of new contact requests. ``routes`` are the routes with their rates.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        base: Base,
        api: apigateway.HttpApi,
        table: dynamodb.ITable,
        identity: Mapping[str, str],
        forms: str,
        sender: ContactSettings | None,
        contact_days: int,
        requests_per_second: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self._base, self._table, self._identity = base, table, identity
        self._form = self._form_function(forms, sender, contact_days)
        self._inbox = self._inbox_function()
        self.functions = (self._form, self._inbox)
        self.routes = {
            **_routes(
                api,
                self._form,
                {
                    "GET /api/contact/form": requests_per_second,
                    "POST /api/contact/requests": min(STORED_PER_SECOND, requests_per_second),
                    "GET /contact/{site}": READS_PER_SECOND,
                    "POST /contact/{site}": POSTS_PER_SECOND,
                },
            ),
            **_routes(
                api,
                self._inbox,
                {
                    "POST /api/contact/search": requests_per_second,
                    "POST /api/contact/changes": requests_per_second,
                },
            ),
        }

    def _form_function(self, forms: str, sender: ContactSettings | None, contact_days: int) -> Function:
        function = Function(
            self,
            "Contact",
            base=self._base,
            handler="lambdas.contact.form_handler.handler",
            environment={
                **self._identity,
                "FORMS": forms,
                "CONTACT_RETENTION_DAYS": str(contact_days),
                "SENDER": sender.sender if sender else "",
                "NOTE_CONTENT": "true" if sender and sender.content else "false",
            },
        )
        self._allow(function, "dynamodb:PutItem", "proof#*", "challenge#*", "contact#*")
        self._allow(function, "dynamodb:ConditionCheckItem", "erased#*")
        self._allow(function, "dynamodb:GetItem", "contact#*")
        function.allow("secretsmanager:GetSecretValue", on=[self._identity["EDGE_SECRET"]])
        if sender:
            _allow_mail(function, sender.sender)
            # That it was sent is noted.
            self._allow(function, "dynamodb:UpdateItem", "contact#*")
        return function

    def _inbox_function(self) -> Function:
        function = Function(
            self,
            "Inbox",
            base=self._base,
            handler="lambdas.contact.inbox_handler.handler",
            environment=self._identity,
        )
        self._allow(function, "dynamodb:PutItem", "proof#*")
        self._allow(function, "dynamodb:Query", "contact#*")
        self._allow(function, "dynamodb:UpdateItem", "contact#*")
        function.allow("dynamodb:Query", on=[f"{self._table.table_arn}/index/by_list"])
        function.allow("secretsmanager:GetSecretValue", on=[self._identity["EDGE_SECRET"]])
        return function

    def _allow(self, function: Function, action: str, *partitions: str) -> None:
        """Of the whole table it knows these alone."""
        function.allow(
            action,
            on=[self._table.table_arn],
            conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [*partitions]}},
        )


def _routes(api: apigateway.HttpApi, to: Function, rates: Mapping[str, int]) -> dict[Construct, int]:
    """By ``<method> <path>``, how often a second each may be used."""
    integration = HttpLambdaIntegration(to.node.id, to.function)
    made: dict[Construct, int] = {}
    for key, rate in rates.items():
        method, _, path = key.partition(" ")
        (route,) = api.add_routes(path=path, methods=[apigateway.HttpMethod[method]], integration=integration)
        made[route] = rate
    return made


def _allow_mail(function: Function, sender: str) -> None:
    """SES asks for the identity that the sender was verified by: the address, its domain, or one above it.

    https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
    """
    stack = Stack.of(function)
    function.allow(
        "ses:SendEmail",
        on=[
            stack.format_arn(service="ses", resource="identity", resource_name=name) for name in _identities_of(sender)
        ],
        conditions={"StringEquals": {"ses:FromAddress": [sender]}},
    )


def _identities_of(sender: str) -> Sequence[str]:
    labels = sender.rpartition("@")[2].split(".")
    return [sender, *(".".join(labels[first:]) for first in range(len(labels) - 1))]
