"""The chat: its WebSocket stage and the functions behind it."""

from aws_cdk import Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from aws_cdk.aws_apigatewayv2_authorizers import WebSocketLambdaAuthorizer
from aws_cdk.aws_apigatewayv2_integrations import WebSocketLambdaIntegration
from constructs import Construct

from stacks.function import Base, Function
from stacks.ping import Ping
from stacks.settings import Limits
from stacks.sign_in import AgentTokens
from stacks.throttles import throttle

STAGE = "ws"
"""Also the path at the edge, so that no path is rewritten."""


class Chat(Construct):
    """``sites`` is the JSON of the sites as the functions read it; ``api`` is a WebSocket API without routes.

    ``availability`` is the bucket whose files say whether somebody answers.

    ``edge_secret`` is the ARN of what ``stacks.edge_secret`` makes.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        base: Base,
        api: apigateway.WebSocketApi,
        table: dynamodb.ITable,
        availability: s3.IBucket,
        public_url: str,
        edge_secret: str,
        sites: str,
        tokens: AgentTokens,
        conversation_days: int,
        limits: Limits,
    ) -> None:
        super().__init__(scope, construct_id)
        self._base, self._api, self._table, self._sites = base, api, table, sites
        authorizer = self._authorizer(public_url, edge_secret, tokens)
        connections = self._connections()
        messages = self._messages(public_url, conversation_days)
        presence = self._presence(availability, conversation_days)
        self.functions = (authorizer, connections, messages, presence)
        rates = {
            **_handshake(api, limits, authorizer=authorizer, connections=connections),
            **_frames(api, limits, messages=messages, presence=presence),
            Ping(self, "Ping", api=api).route: limits.frames_per_second,
        }
        stage = apigateway.WebSocketStage(self, "Stage", web_socket_api=api, stage_name=STAGE, auto_deploy=True)
        throttle(stage, per_second=limits.frames_per_second, routes=rates)

    def _authorizer(self, public_url: str, edge_secret: str, tokens: AgentTokens) -> Function:
        function = Function(
            self,
            "Authorizer",
            base=self._base,
            handler="lambdas.chat.authorizer.handler",
            environment={
                "TABLE_NAME": self._table.table_name,
                "PUBLIC_URL": public_url,
                "EDGE_SECRET": edge_secret,
                "SITES": self._sites,
                "AGENT_ISSUER": tokens.issuer,
                "AGENT_KEYS_URL": tokens.keys_url,
                "AGENT_CLIENT_ID": tokens.client_id,
            },
        )
        function.allow("secretsmanager:GetSecretValue", on=[edge_secret])
        # Of the whole table it may only note that a proof has been used.
        function.allow(
            "dynamodb:PutItem",
            on=[self._table.table_arn],
            conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["proof#*"]}},
        )
        return function

    def _connections(self) -> Function:
        function = Function(
            self,
            "Connections",
            base=self._base,
            handler="lambdas.chat.connections.handler",
            environment={"TABLE_NAME": self._table.table_name},
        )
        function.allow("dynamodb:DeleteItem", on=[self._table.table_arn])
        return function

    def _messages(self, public_url: str, conversation_days: int) -> Function:
        function = Function(
            self,
            "Messages",
            base=self._base,
            handler="lambdas.chat.messages.handler",
            environment={
                "TABLE_NAME": self._table.table_name,
                "CONNECTIONS_URL": connections_url(self._api),
                "PUBLIC_URL": public_url,
                "SITES": self._sites,
                "CONVERSATION_RETENTION_DAYS": str(conversation_days),
            },
        )
        table = self._table.table_arn
        function.allow("dynamodb:Query", on=[table, f"{table}/index/by_list"])
        function.allow("dynamodb:PutItem", "dynamodb:DeleteItem", on=[table])
        function.allow("execute-api:ManageConnections", on=connections_arns(self._api))
        return function

    def _presence(self, availability: s3.IBucket, conversation_days: int) -> Function:
        function = Function(
            self,
            "Presence",
            base=self._base,
            handler="lambdas.chat.presence.handler",
            environment={
                "TABLE_NAME": self._table.table_name,
                "AVAILABILITY_BUCKET": availability.bucket_name,
                "SITES": self._sites,
                "CONVERSATION_RETENTION_DAYS": str(conversation_days),
            },
        )
        # Of the whole table it knows the leases alone.
        function.allow(
            "dynamodb:Query",
            "dynamodb:PutItem",
            "dynamodb:DeleteItem",
            on=[self._table.table_arn],
            conditions={"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["presence#*"]}},
        )
        function.allow("s3:GetObject", "s3:PutObject", on=[availability.arn_for_objects("availability/*")])
        return function


def connections_url(api: apigateway.WebSocketApi) -> str:
    """Where functions post to connections: ``@connections`` without its name."""
    return f"https://{host_of(api)}/{STAGE}"


def connections_arns(api: apigateway.WebSocketApi) -> list[str]:
    """What a function has to be allowed that posts to connections, and ends them."""
    return [_connections_arn(api, verb) for verb in ("POST", "DELETE")]


def host_of(api: apigateway.IApi) -> str:
    """The API's own host name."""
    stack = Stack.of(api)
    return f"{api.api_id}.execute-api.{stack.region}.{stack.url_suffix}"


def _connections_arn(api: apigateway.WebSocketApi, verb: str) -> str:
    return Stack.of(api).format_arn(
        service="execute-api", resource=api.api_id, resource_name=f"{STAGE}/{verb}/@connections/*"
    )


def _handshake(
    api: apigateway.WebSocketApi, limits: Limits, *, authorizer: Function, connections: Function
) -> dict[Construct, int]:
    """Each route, and how often a second it may be used."""
    connect = api.add_route(
        "$connect",
        integration=WebSocketLambdaIntegration("Connect", connections.function),
        authorizer=WebSocketLambdaAuthorizer(
            "Authorizer", authorizer.function, identity_source=["route.request.header.Sec-WebSocket-Protocol"]
        ),
    )
    disconnect = api.add_route(
        "$disconnect", integration=WebSocketLambdaIntegration("Disconnect", connections.function)
    )
    # Connections end together more often than they begin together, and their rows should go.
    return {connect: limits.connects_per_second, disconnect: limits.frames_per_second}


def _frames(
    api: apigateway.WebSocketApi, limits: Limits, *, messages: Function, presence: Function
) -> dict[Construct, int]:
    """The same of what comes over connections. A frame whose type is no route's goes to ``$default``."""
    functions = {"$default": ("Messages", messages), "renew_presence": ("Presence", presence)}
    return {
        api.add_route(
            key, integration=WebSocketLambdaIntegration(name, it.function), return_response=True
        ): limits.frames_per_second
        for key, (name, it) in functions.items()
    }
