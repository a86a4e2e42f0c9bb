"""What an operator sets: the keys of ``tresen.toml``. ``stacks.settings_file`` reads them."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from stacks.widget_settings import Widget

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
HostedZoneId = Annotated[
    str, Meta(pattern=r"^Z[A-Z0-9]{5,31}$", description="the id of a hosted zone such as Z0123456789ABCDEFGHIJ")
]
SiteName = Annotated[
    str,
    Meta(
        pattern=r"^(?!operator$)[a-z0-9-]{1,32}$",
        description="a site's name of up to 32 of a-z, 0-9 and -, other than operator, who belongs to no site",
    ),
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
# CloudWatch deletes up to 72 hours later, and of an error nothing may be left after 30 days, so more is not offered:
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
LogDays = Annotated[Literal[1, 3, 5, 7, 14], Meta(description="one of 1, 3, 5, 7 and 14 days")]
ConversationDays = Annotated[int, Meta(ge=1, le=3650, description="a whole number of days from 1 to 3650")]
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoverySpecification.html
RecoveryDays = Annotated[int, Meta(ge=0, le=35, description="a whole number of days from 0 (no recovery) to 35")]
# API Gateway's own quota is 10,000 a second for all APIs of an account and region:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
PerSecond = Annotated[int, Meta(ge=1, le=10_000, description="a whole number from 1 to 10000 a second")]
# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
ConnectsPerSecond = Annotated[int, Meta(ge=1, le=500, description="a whole number from 1 to 500 a second")]
Concurrency = Annotated[int, Meta(ge=1, le=1_000, description="a whole number of executions from 1 to 1000")]
# Two read the queue, and one is called by the schedule:
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
ForwardConcurrency = Annotated[int, Meta(ge=3, le=1_000, description="a whole number of executions from 3 to 1000")]
UnansweredSeconds = Annotated[int, Meta(ge=30, le=3600, description="a whole number of seconds from 30 to 3600")]
# As SES takes it: in ASCII, without a name or quotes, and no list of several.
# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
Email = Annotated[
    str,
    Meta(
        pattern=(
            r"^(?![.])(?!.*[.][.@])[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
            r"((?!-)[a-z0-9-]{1,63}(?<!-)[.])+[a-z]{2,63}$"
        ),
        description="an e-mail address",
    ),
]
ContactDays = Annotated[int, Meta(ge=1, le=3650, description="a whole number of days from 1 to 3650")]
AuditDays = Annotated[int, Meta(ge=1, le=3650, description="a whole number of days from 1 to 3650")]
FieldName = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$", description="a field's name of up to 32 of a-z, 0-9 and _")
]
ShortText = Annotated[str, Meta(min_length=1, max_length=120, description="a text of up to 120 characters")]
LongText = Annotated[str, Meta(min_length=1, max_length=1000, description="a text of up to 1000 characters")]
# The installation's address, as it is before "matomo.php".
MatomoUrl = Annotated[
    str,
    Meta(
        pattern=r"^https://(?![^/]*:443/)[a-z0-9-]+(\.[a-z0-9-]+)*(:[1-9][0-9]{0,4})?/((?!\.)[A-Za-z0-9._~-]+/)*$",
        description="an address such as https://matomo.example.com/, with a slash at its end",
    ),
]
MatomoSite = Annotated[int, Meta(ge=1, le=1_000_000, description="the number that Matomo gave the website")]
# SQS keeps a message for 14 days at the most:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
WaitingDays = Annotated[int, Meta(ge=1, le=14, description="a whole number of days from 1 to 14")]
LegalBasis = Annotated[
    Literal["consent", "contract", "legal_obligation", "legitimate_interest"],
    Meta(description="one of consent, contract, legal_obligation and legitimate_interest"),
]
Usd = Annotated[int, Meta(ge=1, le=1_000_000, description="a whole number of US dollars from 1 to 1000000")]
# https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html
IdentityProvider = Annotated[
    str,
    Meta(
        pattern=r"^(?!COGNITO$)[A-Za-z0-9-]{3,32}$",
        description="an identity provider's name of 3 to 32 of A-Z, a-z, 0-9 and -",
    ),
]
# Of who signs for the site: P-256, as ``openssl ec -pubout`` writes it.
PublicKey = Annotated[
    str,
    Meta(
        pattern=r"^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]{1,64}\n){1,4}-----END PUBLIC KEY-----\n?$",
        max_length=300,
        description="the public key of a P-256 key pair in PEM",
    ),
]
# What this takes lambdas.errors.dsns takes too, or the function that reads it could not begin.
SentryDsn = Annotated[
    str,
    Meta(
        pattern=(
            r"^https://[0-9A-Za-z]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.){0,9}[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
            r"(:[1-9][0-9]{0,3}|:[1-5][0-9]{4}|:6[0-4][0-9]{3})?"
            r"(/(?!\.{1,2}/)[A-Za-z0-9._-]{1,64}){0,5}/[1-9][0-9]{0,18}$"
        ),
        description="a DSN such as https://key@sentry.example.com/1",
    ),
]


class Deployment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``name`` begins the names of the stacks, so that one account can hold several deployments."""

    name: DeploymentName = "tresen"
    region: Region


class Edge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where browsers reach the chat: under CloudFront's own name, or under ``domain``.

    The certificate of ``domain`` is made by the deployment unless ``certificate_arn`` names one. ``hosted_zone_id`` is
    the zone of ``domain`` in Route 53, into which the deployment then writes what it needs.
    """

    domain: Domain | None = None
    certificate_arn: CertificateArn | None = None
    hosted_zone_id: HostedZoneId | None = None
    waf: Annotated[bool, Meta(description="true or false")] = False
    access_logs: Annotated[bool, Meta(description="true or false")] = False


class Label(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What something is called in each language."""

    de: Annotated[ShortText, Meta(description="a text of up to 120 characters")]
    en: Annotated[ShortText, Meta(description="a text of up to 120 characters")]


class Consent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a visitor has to agree to, in each language."""

    de: LongText
    en: LongText


class OwnField(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field of the operator's own, asked for when ``fields`` names it.

    A ``choice`` has ``options``, which are shown as they are in each language.
    """

    name: FieldName
    label: Annotated[Label, Meta(description="a table with de and en")]
    kind: Annotated[Literal["line", "text", "choice"], Meta(description="one of line, text and choice")] = "line"
    options: Annotated[tuple[ShortText, ...], Meta(description="a list of texts")] = ()


class ContactForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A site's contact form: its fields in their order, of those that every form knows and of ``own_fields``.

    ``notify`` are told by e-mail that there is something new, which needs ``contact.sender``.
    """

    fields: Annotated[tuple[FieldName, ...], Meta(min_length=1, description="a list of names of fields")] = (
        "name",
        "email",
        "subject",
        "message",
    )
    required: Annotated[tuple[FieldName, ...], Meta(description="a list of names of fields")] = ("email", "message")
    own_fields: Annotated[tuple[OwnField, ...], Meta(description="a list of tables")] = ()
    choose_group: Annotated[bool, Meta(description="true or false")] = False
    consent: Annotated[Consent, Meta(description="a table with de and en")] | None = None
    notify: Annotated[tuple[Email, ...], Meta(description="a list of e-mail addresses")] = ()


class Site(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A website that embeds the widget. The first of its groups is the one that a visitor reaches by default.

    A visitor whose conversation nobody takes for ``unanswered_seconds`` is told so. Without ``contact`` the site has no
    contact form, and without ``matomo_site`` its use is not analysed. With ``card`` it has a page of its own at the
    chat's address, and so has each group. ``identify_key`` verifies what the site's own server says of a visitor;
    without it nobody can be identified.
    """

    origins: Annotated[tuple[Origin, ...], Meta(min_length=1, description="a list of at least one origin")]
    groups: Annotated[tuple[GroupName, ...], Meta(min_length=1, description="a list of at least one group")]
    unanswered_seconds: UnansweredSeconds = 60
    matomo_site: MatomoSite | None = None
    card: Annotated[bool, Meta(description="true or false")] = True
    identify_key: PublicKey | None = None
    widget: Annotated[Widget, Meta(description="the table [sites.<name>.widget]")] = Widget()
    contact: Annotated[ContactForm, Meta(description="the table [sites.<name>.contact]")] | None = None


class Retention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long things are kept. ``recovery_days`` is for how long a deleted item can still be restored.

    ``audit_days`` is for how long it is known who erased or exported something.
    """

    conversation_days: ConversationDays
    contact_days: ContactDays = 180
    audit_days: AuditDays = 1095
    log_days: LogDays
    recovery_days: RecoveryDays = 7


class ReservedConcurrency(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Executions of a function at a time, set aside for it and never exceeded. Nothing is by default.

    AWS wants 100 of an account's quota to stay unreserved, and new accounts may have a quota of 10 in all:
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    """

    authorizer: Concurrency | None = None
    connections: Concurrency | None = None
    messages: Concurrency | None = None
    presence: Concurrency | None = None
    health: Concurrency | None = None
    contact: Concurrency | None = None
    inbox: Concurrency | None = None
    privacy: Concurrency | None = None
    collect: Concurrency | None = None
    forward: ForwardConcurrency | None = None
    tunnel: Concurrency | None = None
    faults: Concurrency | None = None
    retention: Concurrency | None = None


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the APIs let through for all visitors and agents together; what is more is answered with 429."""

    connects_per_second: ConnectsPerSecond = 20
    frames_per_second: PerSecond = 100
    requests_per_second: PerSecond = 50
    reserved_concurrency: Annotated[
        ReservedConcurrency, Meta(description="the table [limits.reserved_concurrency]")
    ] = ReservedConcurrency()


class Watch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is told of alarms, and of a bill that grows beyond the budget. Without this table nobody is."""

    email: Email
    monthly_budget_usd: Usd = 50


class Agents(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How agents sign in: with an account of the user pool, or by a provider that the operator has added to it.

    ``second_factor`` is for the pool's own accounts; a provider asks for what it likes.
    """

    second_factor: Annotated[bool, Meta(description="true or false")] = True
    identity_providers: Annotated[
        tuple[IdentityProvider, ...], Meta(description="a list of names of identity providers of the user pool")
    ] = ()


class Errors(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Error reports of widget, console and functions: kept by the deployment itself for less than 30 days.

    With ``sentry_dsn`` each scrubbed report is passed on to the operator's own Sentry as well, which keeps what it was
    given for as long as it is set to: at most 30 days have to be set there, or what visitors are promised is not kept.
    """

    sentry_dsn: SentryDsn | None = None


class Contact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How e-mail about contact requests is sent. ``sender`` is verified with SES in the home region.

    With ``content`` what the visitor wrote is in it; else only that there is something new.
    """

    sender: Email
    content: Annotated[bool, Meta(description="true or false")] = False


class Analytics(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The operator's own Matomo, in which the use of the widget is analysed. Without this table nothing is.

    With ``ask_first`` nothing is analysed before the visitor has agreed, and the technical id may stay in the browser
    for the day; else it is on until the visitor objects, and nothing is kept. While Matomo is away events wait for
    ``waiting_days``, and no longer.
    """

    matomo_url: MatomoUrl
    ask_first: Annotated[bool, Meta(description="true or false")] = False
    waiting_days: WaitingDays = 7


class LegalBases(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On what the operator bases each processing, of Article 6(1) GDPR.

    ``analytics`` is by default consent where visitors are asked first, and else a legitimate interest.
    """

    delivery: LegalBasis = "legitimate_interest"
    conversations: LegalBasis = "contract"
    contact: LegalBasis = "contract"
    agents: LegalBasis = "contract"
    logs: LegalBasis = "legitimate_interest"
    errors: LegalBasis = "legitimate_interest"
    analytics: LegalBasis | None = None
    audit: LegalBasis = "legal_obligation"


class Privacy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who answers for the data, as the generated documents name it."""

    controller: LongText | None = None
    email: Email | None = None
    officer: LongText | None = None
    legal_basis: Annotated[LegalBases, Meta(description="the table [privacy.legal_basis]")] = LegalBases()


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of ``tresen.toml``."""

    deployment: Annotated[Deployment, Meta(description="the table [deployment]")]
    edge: Annotated[Edge, Meta(description="the table [edge]")] = Edge()
    sites: Annotated[dict[SiteName, Site], Meta(min_length=1, description="at least one table [sites.<name>]")]
    retention: Annotated[Retention, Meta(description="the table [retention]")]
    limits: Annotated[Limits, Meta(description="the table [limits]")] = Limits()
    watch: Annotated[Watch, Meta(description="the table [watch]")] | None = None
    agents: Annotated[Agents, Meta(description="the table [agents]")] = Agents()
    contact: Annotated[Contact, Meta(description="the table [contact]")] | None = None
    privacy: Annotated[Privacy, Meta(description="the table [privacy]")] = Privacy()
    analytics: Annotated[Analytics, Meta(description="the table [analytics]")] | None = None
    errors: Annotated[Errors, Meta(description="the table [errors]")] = Errors()


def origins_of(settings: Settings) -> list[str]:
    """Every page's origin that may open a chat."""
    return [origin for site in settings.sites.values() for origin in site.origins]


def sites_json(settings: Settings) -> str:
    """The sites as the functions get them in ``SITES``: of their forms and of Matomo only whether they have one.

    Nothing of how the widget looks, and nothing that functions assume anyway: there is little room.
    """
    return msgspec.json.encode({name: _told(settings, site) for name, site in settings.sites.items()}).decode()


def _told(settings: Settings, site: Site) -> dict[str, Any]:
    told: dict[str, Any] = {
        "origins": site.origins,
        "groups": site.groups,
        "unanswered_seconds": site.unanswered_seconds,
        "contact": site.contact is not None,
        "analysis": analysis_of(settings, site),
    }
    if not site.card:
        told["card"] = False
    if site.identify_key:
        told["identify_key"] = site.identify_key.strip()
    return told


def analysis_of(settings: Settings, site: Site) -> Literal["opt_out", "opt_in"] | None:
    """When the use of the widget on a site is analysed, as browsers are told."""
    if settings.analytics is None or site.matomo_site is None:
        return None
    return "opt_in" if settings.analytics.ask_first else "opt_out"
