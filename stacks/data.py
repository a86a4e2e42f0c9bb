"""What must outlive every release: the chat table and the agents' accounts."""

from collections.abc import Iterable, Mapping

from aws_cdk import Aws, Duration, Fn, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

SUPERVISOR = "supervisor"


class DataStack(Stack):
    """``groups`` are the departments of each site. Ids of what is kept here never change."""

    def __init__(
        self, scope: Construct, construct_id: str, *, region: str, groups: Mapping[str, Iterable[str]]
    ) -> None:
        super().__init__(scope, construct_id, env={"region": region})
        self.table = _chat_table(self)
        self.agents = _agents(self)
        self.sign_in_url = _sign_in_page(self.agents).base_url()
        _groups(Construct(self, "Groups"), self.agents, groups)


def _chat_table(scope: Construct) -> dynamodb.Table:
    """``docs/data-model.md`` says what it holds."""
    text = dynamodb.AttributeType.STRING
    table = dynamodb.Table(
        scope,
        "Chat",
        partition_key=dynamodb.Attribute(name="pk", type=text),
        sort_key=dynamodb.Attribute(name="sk", type=text),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        time_to_live_attribute="expires_at",
        deletion_protection=True,
        removal_policy=RemovalPolicy.RETAIN,
    )
    table.add_global_secondary_index(
        index_name="by_list",
        partition_key=dynamodb.Attribute(name="list", type=text),
        sort_key=dynamodb.Attribute(name="listed", type=text),
    )
    return table


def _agents(scope: Construct) -> cognito.UserPool:
    """The operator adds agents. Passwords are long and need no special characters, as NIST SP 800-63B asks."""
    return cognito.UserPool(
        scope,
        "Agents",
        self_sign_up_enabled=False,
        sign_in_aliases=cognito.SignInAliases(email=True),
        sign_in_case_sensitive=False,
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
        mfa=cognito.Mfa.OPTIONAL,
        mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
        password_policy=cognito.PasswordPolicy(
            min_length=15,
            require_lowercase=False,
            require_uppercase=False,
            require_digits=False,
            require_symbols=False,
            temp_password_validity=Duration.days(7),
        ),
        deletion_protection=True,
        removal_policy=RemovalPolicy.RETAIN,
    )


def _sign_in_page(agents: cognito.UserPool) -> cognito.UserPoolDomain:
    """The prefix has to be unique among all customers of a region; a stack's id holds a UUID that is."""
    stack_uuid = Fn.select(2, Fn.split("/", Aws.STACK_ID))
    return agents.add_domain(
        "SignIn",
        cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"tresen-{stack_uuid}"),
        managed_login_version=cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    )


def _groups(scope: Construct, agents: cognito.UserPool, groups: Mapping[str, Iterable[str]]) -> None:
    for site, names in groups.items():
        for name in (*names, SUPERVISOR):
            cognito.CfnUserPoolGroup(
                scope, f"{site}.{name}", user_pool_id=agents.user_pool_id, group_name=f"{site}.{name}"
            )
