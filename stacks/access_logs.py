"""CloudFront's access logs, only if asked for, and without what tells of a person.

The files lie in the home region. What delivers them has to be in us-east-1:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html#enable-access-logging-api
"""

from typing import Final, cast

from aws_cdk import ArnFormat, CrossStackReferences, Duration, ReferenceStrength, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.global_edge import REGION

FIELDS: Final = (
    "date",
    "time",
    "cs-method",
    "cs-uri-stem",
    "cs-protocol",
    "cs-protocol-version",
    "ssl-protocol",
    "sc-status",
    "sc-bytes",
    "cs-bytes",
    "time-taken",
    "x-edge-result-type",
    "x-edge-detailed-result-type",
)
"""No address, port, country, query, referrer, user agent or cookie, and no id by which AWS could look them up."""


class AccessLogBucket(Construct):
    """``days`` after which a file is deleted; S3 may take up to two days longer."""

    def __init__(self, scope: Construct, construct_id: str, *, days: int) -> None:
        super().__init__(scope, construct_id)
        bucket = s3.Bucket(
            self,
            "Bucket",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=Duration.days(days), abort_incomplete_multipart_upload_after=Duration.days(1)
                )
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )
        bucket.add_to_resource_policy(_delivery_may_write(bucket))
        # The construct's own ARN could not leave the region without a name that we would have to give.
        self.arn = cast(s3.CfnBucket, bucket.node.default_child).attr_arn


class AccessLogStack(Stack):
    """``distribution_arn`` and ``bucket_arn`` are the home region's. ``name`` has to be the account's only one."""

    def __init__(
        self, scope: Construct, construct_id: str, *, distribution_arn: str, bucket_arn: str, name: str
    ) -> None:
        super().__init__(scope, construct_id, env={"region": REGION})
        CrossStackReferences.of(self).consume(ReferenceStrength.WEAK)
        source = logs.CfnDeliverySource(
            self, "Source", name=name, log_type="ACCESS_LOGS", resource_arn=distribution_arn
        )
        destination = logs.CfnDeliveryDestination(
            self, "Destination", name=name, output_format="json", destination_resource_arn=bucket_arn
        )
        logs.CfnDelivery(
            self,
            "Delivery",
            delivery_source_name=source.ref,
            delivery_destination_arn=destination.attr_arn,
            record_fields=[*FIELDS],
        )


def _delivery_may_write(bucket: s3.Bucket) -> iam.PolicyStatement:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html"""
    stack = Stack.of(bucket)
    sources = stack.format_arn(
        service="logs",
        region=REGION,
        resource="delivery-source",
        resource_name="*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
        actions=["s3:PutObject"],
        resources=[bucket.arn_for_objects(f"AWSLogs/{stack.account}/*")],
        conditions={
            "StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": stack.account},
            "ArnLike": {"aws:SourceArn": sources},
        },
    )
