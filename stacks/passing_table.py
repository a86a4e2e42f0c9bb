"""A table of what passes: nothing of it can be restored, and nothing stays when the deployment goes."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct


def passing_table(scope: Construct, construct_id: str, *, sort_key: bool) -> dynamodb.Table:
    """With ``pk``, with ``sk`` where it is asked for, and with time to live on ``expires_at``."""
    text = dynamodb.AttributeType.STRING
    return dynamodb.Table(
        scope,
        construct_id,
        partition_key=dynamodb.Attribute(name="pk", type=text),
        sort_key=dynamodb.Attribute(name="sk", type=text) if sort_key else None,
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        time_to_live_attribute="expires_at",
        encryption=dynamodb.TableEncryption.AWS_MANAGED,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=False
        ),
        deletion_protection=False,
        removal_policy=RemovalPolicy.DESTROY,
    )
