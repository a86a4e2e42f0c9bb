"""The one topic that every alarm publishes to."""

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct


class AlarmTopic(Construct):
    """``email`` is subscribed to it, once whoever reads it has confirmed. Others may subscribe as they like.

    CloudWatch can not publish to a topic with AWS's own key, so it has a key to itself:
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    """

    def __init__(self, scope: Construct, construct_id: str, *, email: str | None) -> None:
        super().__init__(scope, construct_id)
        key = kms.Key(
            self,
            "Key",
            description="Encrypts alarms on their way",
            enable_key_rotation=True,
            pending_window=Duration.days(7),
            removal_policy=RemovalPolicy.DESTROY,
        )
        key.add_to_resource_policy(_for_alarms(self, "kms:Decrypt", "kms:GenerateDataKey", on="*"))
        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        self.topic.add_to_resource_policy(_for_alarms(self, "sns:Publish", on=self.topic.topic_arn))
        if email:
            self.topic.add_subscription(subscriptions.EmailSubscription(email))


def _for_alarms(scope: Construct, *allowed: str, on: str) -> iam.PolicyStatement:
    """For alarms of this account. In a key's policy ``*`` is that key."""
    return iam.PolicyStatement(
        actions=[*allowed],
        principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        resources=[on],
        conditions={"StringEquals": {"aws:SourceAccount": Stack.of(scope).account}},
    )
