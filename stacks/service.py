"""What a release replaces: edge, APIs, functions and browser bundle. This module only wires."""

from dataclasses import dataclass
from pathlib import Path

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.assets import Assets
from stacks.bundle import Bundle
from stacks.chat import Chat, connections_url, host_of
from stacks.data import DataStack
from stacks.edge import Edge
from stacks.function import Base
from stacks.health import Health
from stacks.settings import Settings, sites_json
from stacks.sign_in import SignIn


@dataclass(frozen=True, kw_only=True)
class Release:
    """What this checkout makes of itself."""

    version: str
    code: Bundle
    layer: Bundle
    browser_files: Path


class ServiceStack(Stack):
    """Everything that knows the chat's public name has to share a stack with the distribution that gives it."""

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: Settings, data: DataStack, release: Release
    ) -> None:
        super().__init__(scope, construct_id, env={"region": settings.deployment.region})
        socket_api = apigateway.WebSocketApi(self, "SocketApi")
        http_api = apigateway.HttpApi(self, "HttpApi")
        edge = Edge(
            self,
            "Edge",
            socket_host=host_of(socket_api),
            http_host=host_of(http_api),
            sign_in_url=data.sign_in_url,
            own_name=settings.edge,
        )
        sign_in = SignIn(self, "SignIn", agents=data.agents, console_url=f"{edge.public_url}/console/index.html")
        base = self._base(settings, release)
        Chat(
            self,
            "Chat",
            base=base,
            api=socket_api,
            table=data.table,
            public_url=edge.public_url,
            sites=sites_json(settings),
            tokens=sign_in.tokens,
            conversation_days=settings.retention.conversation_days,
        )
        Health(self, "Health", base=base, api=http_api)
        Assets(
            self,
            "BrowserFiles",
            bucket=edge.bucket,
            files=release.browser_files,
            console_config={"sign_in_url": data.sign_in_url, "client_id": sign_in.tokens.client_id},
            log_days=base.log_days,
        )
        self._put_out(
            PublicUrl=edge.public_url,
            SignInUrl=data.sign_in_url,
            ConnectionsUrl=connections_url(socket_api),
            AgentKeysUrl=sign_in.tokens.keys_url,
            DistributionId=edge.distribution.distribution_id,
            DistributionDomain=edge.distribution.distribution_domain_name,
            AssetsBucket=edge.bucket.bucket_name,
            UserPoolId=data.agents.user_pool_id,
            AgentClientId=sign_in.tokens.client_id,
            ChatTable=data.table.table_name,
            WebSocketApiId=socket_api.api_id,
            HttpApiId=http_api.api_id,
        )

    def _base(self, settings: Settings, release: Release) -> Base:
        return Base(
            code=_code(release.code),
            dependencies=lambda_.LayerVersion(self, "Dependencies", code=_code(release.layer)),
            release=f"{release.version}+{release.code.digest[:8]}",
            log_days=settings.retention.log_days,
            sentry_dsn=settings.errors.sentry_dsn if settings.errors else None,
        )

    def _put_out(self, **values: str) -> None:
        for name, value in values.items():
            CfnOutput(self, name, value=value)


def _code(bundle: Bundle) -> lambda_.AssetCode:
    """Bytecode is not the same byte for byte each time, so what it was made from is its identity."""
    return lambda_.Code.from_asset(str(bundle.path), asset_hash=bundle.digest)
