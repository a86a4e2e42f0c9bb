"""What must outlive every release: the chat table, the agents' accounts, and what receipts are signed by."""

from collections.abc import Iterable, Mapping
from typing import cast

from aws_cdk import Aws, Duration, Fn, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

SUPERVISOR = "supervisor"

OPERATOR = "operator"
"""The group of no site: whoever deploys and runs it, and reads error reports in the console."""


class DataStack(Stack):
    """``groups`` are the departments of each site. Ids of what is kept here never change."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        region: str,
        groups: Mapping[str, Iterable[str]],
        recovery_days: int,
        second_factor: bool,
    ) -> None:
        super().__init__(scope, construct_id, env={"region": region})
        self.table = _chat_table(self, recovery_days)
        self.receipt_secret = _receipt_secret(self)
        self.agents = _agents(self, second_factor=second_factor)
        self.sign_in_url = _sign_in_page(self.agents).base_url()
        _groups(Construct(self, "Groups"), self.agents, groups)


def _chat_table(scope: Construct, recovery_days: int) -> dynamodb.Table:
    """``docs/data-model.md`` says what it holds, and how long at the most."""
    text = dynamodb.AttributeType.STRING
    table = dynamodb.Table(
        scope,
        "Chat",
        partition_key=dynamodb.Attribute(name="pk", type=text),
        sort_key=dynamodb.Attribute(name="sk", type=text),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        time_to_live_attribute="expires_at",
        # The account's own key of DynamoDB's. Whoever may use the table may use it, by the policy of that key:
        # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
        encryption=dynamodb.TableEncryption.AWS_MANAGED,
        point_in_time_recovery_specification=_recovery(recovery_days),
        deletion_protection=True,
        removal_policy=RemovalPolicy.RETAIN,
    )
    table.add_global_secondary_index(
        index_name="by_list",
        partition_key=dynamodb.Attribute(name="list", type=text),
        sort_key=dynamodb.Attribute(name="listed", type=text),
    )
    return table


def _receipt_secret(scope: Construct) -> str:
    """Its ARN. Receipts signed years ago are to be checked with the same key, so it is neither replaced nor deleted."""
    secret = secretsmanager.Secret(
        scope,
        "ReceiptSecret",
        generate_secret_string=secretsmanager.SecretStringGenerator(exclude_punctuation=True, password_length=64),
        removal_policy=RemovalPolicy.RETAIN,
    )
    return cast(secretsmanager.CfnSecret, secret.node.default_child).attr_id


def _recovery(days: int) -> dynamodb.PointInTimeRecoverySpecification:
    """What was deleted can be restored for so many days, so it counts into every retention; 0 is none at all."""
    return dynamodb.PointInTimeRecoverySpecification(
        point_in_time_recovery_enabled=days > 0, recovery_period_in_days=days or None
    )


def _agents(scope: Construct, *, second_factor: bool) -> cognito.UserPool:
    """The operator adds agents. Passwords are long and need no special characters, as NIST SP 800-63B asks.

    A second factor is asked of everybody or of nobody: the sign-in page offers to set up a voluntary one to no one.
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
    """
    return cognito.UserPool(
        scope,
        "Agents",
        self_sign_up_enabled=False,
        sign_in_aliases=cognito.SignInAliases(email=True),
        sign_in_case_sensitive=False,
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
        mfa=cognito.Mfa.REQUIRED if second_factor else cognito.Mfa.OFF,
        mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False) if second_factor else None,
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
    of_sites = [f"{site}.{name}" for site, names in groups.items() for name in (*names, SUPERVISOR)]
    for name in (OPERATOR, *of_sites):
        cognito.CfnUserPoolGroup(scope, name, user_pool_id=agents.user_pool_id, group_name=name)
