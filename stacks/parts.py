"""What the settings say to each part of the service. ``ServiceStack`` says what they have of each other."""

from collections.abc import Mapping

from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from stacks.analytics import Analytics
from stacks.analytics_settings import matomo_sites_json
from stacks.contact import Contact
from stacks.contact_settings import forms_json, has_forms
from stacks.edge import Edge
from stacks.error_reports import ErrorReports
from stacks.error_settings import error_origins
from stacks.function import Base
from stacks.global_edge import zone_of
from stacks.retention import Retention
from stacks.retention_rules import CHAT_PARTITIONS, rules_json
from stacks.settings import Settings


def new_edge(
    scope: Construct,
    settings: Settings,
    *,
    socket_host: str,
    http_host: str,
    secret_header: Mapping[str, str],
    sign_in_url: str,
    certificate_arn: str | None,
    web_acl_arn: str | None,
) -> Edge:
    edge = Edge(
        scope,
        "Edge",
        socket_host=socket_host,
        http_host=http_host,
        secret_header=secret_header,
        sign_in_url=sign_in_url,
        domain=settings.edge.domain,
        certificate_arn=certificate_arn,
        web_acl_arn=web_acl_arn,
        contact=has_forms(settings),
        analytics=settings.analytics is not None,
        cards={name: site.groups for name, site in settings.sites.items() if site.card},
    )
    zone = zone_of(scope, settings.edge)
    if zone:
        edge.add_records(zone)
    return edge


def new_contact(
    scope: Construct,
    settings: Settings,
    base: Base,
    api: apigateway.HttpApi,
    table: dynamodb.ITable,
    identity: Mapping[str, str],
) -> Contact:
    return Contact(
        scope,
        "Contact",
        base=base,
        api=api,
        table=table,
        identity=identity,
        forms=forms_json(settings),
        sender=settings.contact,
        contact_days=settings.retention.contact_days,
        requests_per_second=settings.limits.requests_per_second,
    )


def new_analytics(
    scope: Construct, settings: Settings, base: Base, api: apigateway.HttpApi, edge_secret: str
) -> Analytics | None:
    if settings.analytics is None:
        return None
    return Analytics(
        scope,
        "Analytics",
        base=base,
        api=api,
        edge_secret=edge_secret,
        matomo_sites=matomo_sites_json(settings),
        settings=settings.analytics,
        requests_per_second=settings.limits.requests_per_second,
    )


def new_error_reports(
    scope: Construct, settings: Settings, base: Base, api: apigateway.HttpApi, public_url: str, edge_secret: str
) -> ErrorReports:
    return ErrorReports(
        scope,
        "ErrorReports",
        base=base,
        api=api,
        public_url=public_url,
        edge_secret=edge_secret,
        origins=error_origins(settings),
        sentry_dsn=settings.errors.sentry_dsn,
        requests_per_second=settings.limits.requests_per_second,
    )


def new_retention(
    scope: Construct,
    settings: Settings,
    base: Base,
    chat: dynamodb.ITable,
    analytics: Analytics | None,
    errors: dynamodb.ITable,
) -> Retention:
    claims = analytics.claims if analytics else None
    tables = {"chat": chat.table_name, **({"claims": claims.table_name} if claims else {})}
    return Retention(
        scope,
        "Retention",
        base=base,
        rules=rules_json(settings, tables),
        partitions=CHAT_PARTITIONS,
        chat=chat,
        claims=claims,
        errors=errors,
    )
