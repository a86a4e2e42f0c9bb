"""What a release replaces: edge, APIs, functions and browser bundle. This module only wires."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.analytics import Analytics
from stacks.assets import Assets, pinned_loader
from stacks.bundle import Bundle
from stacks.chat import Chat, connections_arns, connections_url, host_of
from stacks.contact_settings import has_forms
from stacks.data import DataStack
from stacks.edge import Edge
from stacks.edge_secret import EdgeSecret
from stacks.first_availability import FirstAvailability
from stacks.function import Base
from stacks.health import Health
from stacks.http_api import http_api as new_http_api
from stacks.identity import identity_environment
from stacks.look import Looks
from stacks.parts import new_analytics, new_contact, new_edge, new_error_reports, new_retention
from stacks.privacy import Privacy
from stacks.settings import Settings, origins_of, sites_json
from stacks.sign_in import SignIn
from stacks.throttles import throttle
from stacks.uploads import Uploads
from stacks.watch import Watch


@dataclass(frozen=True, kw_only=True)
class Release:
    """What this checkout makes of itself."""

    version: str
    code: Bundle
    layer: Bundle
    browser_files: Path


class ServiceStack(Stack):
    """Everything that knows the chat's public name has to share a stack with the distribution that gives it.

    ``certificate_arn`` and ``web_acl_arn`` lie in us-east-1.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        data: DataStack,
        release: Release,
        looks: Looks,
        certificate_arn: str | None,
        web_acl_arn: str | None,
    ) -> None:
        super().__init__(scope, construct_id, env={"region": settings.deployment.region})
        # What a frame's type names no route for goes to $default, and so does what is no JSON:
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
        socket_api = apigateway.WebSocketApi(self, "SocketApi", route_selection_expression="$request.body.type")
        http_api = new_http_api(self, "HttpApi", origins=origins_of(settings))
        edge_secret = EdgeSecret(self, "EdgeHeader")
        edge = new_edge(
            self,
            settings,
            socket_host=host_of(socket_api),
            http_host=host_of(http_api),
            secret_header=edge_secret.header,
            sign_in_url=data.sign_in_url,
            certificate_arn=certificate_arn,
            web_acl_arn=web_acl_arn,
        )
        self.distribution_arn = edge.distribution.distribution_arn
        sign_in = SignIn(
            self,
            "SignIn",
            agents=data.agents,
            console_url=f"{edge.public_url}/console/",
            identity_providers=settings.agents.identity_providers,
        )
        identity = identity_environment(
            table=data.table.table_name,
            public_url=edge.public_url,
            edge_secret=edge_secret.arn,
            sites=sites_json(settings),
            tokens=sign_in.tokens,
        )
        base = self._base(settings, release)
        errors = new_error_reports(self, settings, base, http_api, edge.public_url, edge_secret.arn)
        # All functions from here on report to the one that was just made.
        base = replace(base, error_tunnel=errors.tunnel.function)
        faults = errors.add_reading(base=base, api=http_api, chat=data.table, identity=identity)
        chat = Chat(
            self,
            "Chat",
            base=base,
            api=socket_api,
            table=data.table,
            availability=edge.availability,
            public_url=edge.public_url,
            edge_secret=edge_secret.arn,
            sites=sites_json(settings),
            tokens=sign_in.tokens,
            conversation_days=settings.retention.conversation_days,
            limits=settings.limits,
        )
        health = Health(self, "Health", base=base, api=http_api, edge_secret=edge_secret.arn)
        contact = new_contact(self, settings, base, http_api, data.table, identity) if has_forms(settings) else None
        analytics = new_analytics(self, settings, base, http_api, edge_secret.arn)
        privacy = Privacy(
            self,
            "Privacy",
            base=base,
            api=http_api,
            table=data.table,
            identity=identity,
            connections_url=connections_url(socket_api),
            connections=connections_arns(socket_api),
            receipt_secret=data.receipt_secret,
            recovery_days=settings.retention.recovery_days,
            audit_days=settings.retention.audit_days,
        )
        retention = new_retention(self, settings, base, data.table, analytics, errors.table)
        optional = [part for part in (contact, analytics) if part]
        routes = health.routes | privacy.routes | errors.routes
        for part in optional:
            routes |= part.routes
        throttle(_stage(http_api), per_second=settings.limits.requests_per_second, routes=routes)
        watch = Watch(
            self,
            "Watch",
            functions=[
                *chat.functions,
                health.function,
                privacy.function,
                errors.tunnel,
                faults,
                retention.function,
                *(function for part in optional for function in part.functions),
            ],
            tunnel=errors.tunnel,
            socket_api=socket_api,
            http_api=http_api,
            analytics=analytics,
            metrics_namespace=base.metrics_namespace,
            settings=settings.watch,
        )
        console_config = {
            "sign_in_url": data.sign_in_url,
            "client_id": sign_in.tokens.client_id,
            "inbox": {name: list(site.groups) for name, site in settings.sites.items() if site.contact},
        }
        self._upload(settings, edge, release.browser_files, console_config, looks, log_days=base.log_days)
        loader = pinned_loader(release.browser_files)
        self._put_out(
            PublicUrl=edge.public_url,
            LoaderPath=loader.path,
            LoaderIntegrity=loader.integrity,
            SignInUrl=data.sign_in_url,
            ConnectionsUrl=connections_url(socket_api),
            AgentKeysUrl=sign_in.tokens.keys_url,
            DistributionId=edge.distribution.distribution_id,
            DistributionDomain=edge.distribution.distribution_domain_name,
            AssetsBucket=edge.bucket.bucket_name,
            EdgeSecret=edge_secret.arn,
            UserPoolId=data.agents.user_pool_id,
            AgentClientId=sign_in.tokens.client_id,
            ChatTable=data.table.table_name,
            ReceiptSecret=data.receipt_secret,
            WebSocketApiId=socket_api.api_id,
            HttpApiId=http_api.api_id,
            AlarmTopic=watch.topic.topic_arn,
            ErrorsTable=errors.table.table_name,
            ErrorsDsn=errors.dsn,
            TunnelFunction=errors.tunnel.function.function_name,
            RetentionFunction=retention.function.function.function_name,
            **(_outputs_of(analytics) if analytics else {}),
        )

    def _upload(
        self,
        settings: Settings,
        edge: Edge,
        files: Path,
        console_config: Mapping[str, Any],
        looks: Looks,
        *,
        log_days: int,
    ) -> None:
        """What CloudFront has to have before it is asked."""
        uploads = Uploads(
            self,
            "Uploads",
            buckets=[edge.bucket, edge.availability],
            distribution=edge.distribution,
            log_days=log_days,
        )
        FirstAvailability(
            self, "Availability", uploads=uploads, bucket=edge.availability, settings=settings, looks=looks.of
        )
        Assets(
            self,
            "BrowserFiles",
            uploads=uploads,
            bucket=edge.bucket,
            files=files,
            console_config=console_config,
            fonts=looks.fonts,
            settings=settings,
        )

    def _base(self, settings: Settings, release: Release) -> Base:
        return Base(
            code=_code(release.code),
            dependencies=lambda_.LayerVersion(self, "Dependencies", code=_code(release.layer)),
            release=f"{release.version}+{release.code.digest[:8]}",
            log_days=settings.retention.log_days,
            metrics_namespace=f"Tresen/{settings.deployment.name}",
            reserved_concurrency=settings.limits.reserved_concurrency,
        )

    def _put_out(self, **values: str) -> None:
        for name, value in values.items():
            CfnOutput(self, name, value=value)


def _outputs_of(analytics: Analytics) -> dict[str, str]:
    return {
        "EventsQueue": analytics.events.queue_url,
        "DeadEventsQueue": analytics.dead_events.queue_url,
        "ClaimsTable": analytics.claims.table_name,
        "MatomoToken": analytics.matomo_token,
        "ForwardMapping": analytics.mapping.event_source_mapping_id,
    }


def _stage(api: apigateway.HttpApi) -> apigateway.IHttpStage:
    """The one stage of an HTTP API, which CDK makes with it."""
    if api.default_stage is None:
        raise AssertionError("an HTTP API is made with its default stage")
    return api.default_stage


def _code(bundle: Bundle) -> lambda_.AssetCode:
    """Bytecode is not the same byte for byte each time, so what it was made from is its identity."""
    return lambda_.Code.from_asset(str(bundle.path), asset_hash=bundle.digest)
