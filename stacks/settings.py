"""What an operator sets: the keys of ``tresen.toml``. ``stacks.settings_file`` reads them."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

# CloudFront names and Cognito's sign-in pages are built for the commercial partition.
Region = Annotated[
    str,
    Meta(pattern=r"^(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-[0-9]$", description="an AWS region such as eu-central-1"),
]
DeploymentName = Annotated[
    str,
    Meta(pattern=r"^[a-z][a-z0-9-]{0,31}$", description="up to 32 of a-z, 0-9 and -, beginning with a letter"),
]
Domain = Annotated[
    str,
    Meta(pattern=r"^([a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}$", description="a host name such as chat.example.com"),
]
# CloudFront reads its certificates in us-east-1 only:
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
CertificateArn = Annotated[
    str,
    Meta(
        pattern=r"^arn:aws:acm:us-east-1:[0-9]{12}:certificate/[0-9a-f-]{36}$",
        description="the ARN of an ACM certificate in us-east-1",
    ),
]
SiteName = Annotated[
    str,
    Meta(pattern=r"^[a-z0-9-]{1,32}$", description="a site's name of up to 32 of a-z, 0-9 and -"),
]
GroupName = Annotated[
    str,
    Meta(
        pattern=r"^(?!supervisor$)[a-z0-9-]{1,32}$",
        description="a group's name of up to 32 of a-z, 0-9 and -, other than supervisor, which every site has",
    ),
]
# As a browser writes it in the Origin header: lower case, no default port, no path.
Origin = Annotated[
    str,
    Meta(
        pattern=(
            r"^(https://(?!.*:443$)[a-z0-9-]+(\.[a-z0-9-]+)*|http://(?!.*:80$)([a-z0-9-]+\.)*localhost)"
            r"(:[1-9][0-9]{0,4})?$"
        ),
        description="an origin such as https://www.example.com",
    ),
]
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
LogDays = Annotated[
    Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
    Meta(description="a number of days that CloudWatch offers (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, …)"),
]
ConversationDays = Annotated[int, Meta(ge=1, le=3650, description="a whole number of days from 1 to 3650")]
SentryDsn = Annotated[
    str,
    Meta(
        pattern=r"^https://[0-9A-Za-z]+@[a-z0-9.-]+(:[0-9]+)?/([a-z0-9._-]+/)*[0-9]+$",
        description="a DSN such as https://key@sentry.example.com/1",
    ),
]


class Deployment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``name`` begins the names of the stacks, so that one account can hold several deployments."""

    name: DeploymentName = "tresen"
    region: Region


class Edge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The chat's own host name. Without this table CloudFront's own name is used."""

    domain: Domain
    certificate_arn: CertificateArn


class Site(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A website that embeds the widget. The first of its groups is the one that a visitor reaches by default."""

    origins: Annotated[tuple[Origin, ...], Meta(min_length=1, description="a list of at least one origin")]
    groups: Annotated[tuple[GroupName, ...], Meta(min_length=1, description="a list of at least one group")]


class Retention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long things are kept."""

    conversation_days: ConversationDays
    log_days: LogDays


class Errors(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the functions report their own errors. Without this table they are logged only."""

    sentry_dsn: SentryDsn


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of ``tresen.toml``."""

    deployment: Annotated[Deployment, Meta(description="the table [deployment]")]
    edge: Annotated[Edge, Meta(description="the table [edge]")] | None = None
    sites: Annotated[dict[SiteName, Site], Meta(min_length=1, description="at least one table [sites.<name>]")]
    retention: Annotated[Retention, Meta(description="the table [retention]")]
    errors: Annotated[Errors, Meta(description="the table [errors]")] | None = None


def sites_json(settings: Settings) -> str:
    """The sites as the functions get them in ``SITES``."""
    return msgspec.json.encode(settings.sites).decode()
