"""What tells the functions that a request came through CloudFront: a header that nobody else can send.

The first value is made by CloudFormation. ``python -m cli rotate-edge-secret`` replaces it.
"""

from typing import Final, cast

from aws_cdk import SecretValue
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

HEADER: Final = "x-tresen-edge"


class EdgeSecret(Construct):
    """The secret holds ``{"current": …, "previous": …}``: functions accept both, CloudFront sends the current one."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        secret = secretsmanager.Secret(
            self,
            "Secret",
            # A change here would make CloudFormation write a new value, which no function would know in time.
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template='{"previous": ""}',  # noqa: S106 - what CloudFormation puts the secret into
                generate_string_key="current",
                exclude_punctuation=True,
                password_length=43,
            ),
        )
        self.arn = cast(secretsmanager.CfnSecret, secret.node.default_child).attr_id
        # A dynamic reference: the template holds its address only.
        self.header = {HEADER: SecretValue.secrets_manager(self.arn, json_field="current").unsafe_unwrap()}
