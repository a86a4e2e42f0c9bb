"""Files on their way into a bucket, by CDK's own function, which is one for all of a stack."""

from collections.abc import Sequence
from typing import Final

from aws_cdk import DefaultStackSynthesizer, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk.aws_s3_deployment import BucketDeployment, CacheControl, ISource
from constructs import Construct

from stacks.logs import log_group

CHANGING: Final = ["/loader.js", "/element.js", "/card/*", "/console/*"]
"""What has the same address in each release. Everything else is named after its content, or soon asked for anew."""


class Uploads(Construct):
    """``buckets`` are those that files may be put into, and ``distribution`` serves them."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        buckets: Sequence[s3.IBucket],
        distribution: cloudfront.Distribution,
        log_days: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self._distribution = distribution
        self._logs = log_group(self, days=log_days)
        self._role = _role(self, buckets, distribution)
        self._logs.grant_write(self._role)

    def put(
        self,
        scope: Construct,
        construct_id: str,
        *,
        sources: Sequence[ISource],
        bucket: s3.IBucket,
        prefix: str | None,
        cache_control: str,
        invalidates: bool = False,
        include: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None,
        content_type: str | None = None,
    ) -> BucketDeployment:
        """What is in the bucket and not among ``sources`` stays there. It is put anew only when it has changed.

        ``include`` is what is put even of that which ``exclude`` leaves out, both as patterns of names.
        ``content_type`` is for names of which AWS's command line knows none.
        """
        return BucketDeployment(
            scope,
            construct_id,
            destination_bucket=bucket,
            destination_key_prefix=prefix,
            sources=sources,
            cache_control=[CacheControl.from_string(cache_control)],
            include=include,
            exclude=exclude,
            content_type=content_type,
            prune=False,
            distribution=self._distribution if invalidates else None,
            distribution_paths=CHANGING if invalidates else None,
            # A release is not held up for it: the loader is cached for minutes anyhow.
            wait_for_distribution_invalidation=False if invalidates else None,
            # Its own grants would use wildcards.
            role=self._role.without_policy_updates(),
            log_group=self._logs,
        )


def _role(scope: Construct, buckets: Sequence[s3.IBucket], distribution: cloudfront.Distribution) -> iam.Role:
    """The function reads archives of the bootstrap bucket and synchronises them with ours."""
    role = iam.Role(scope, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    stack = Stack.of(scope)
    archives = f"cdk-{DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-{stack.account}-{stack.region}"
    source = stack.format_arn(service="s3", region="", account="", resource=archives, resource_name="*")
    for actions, resources in (
        (["s3:GetObject"], [source]),
        (["s3:ListBucket"], [bucket.bucket_arn for bucket in buckets]),
        (["s3:PutObject"], [bucket.arn_for_objects("*") for bucket in buckets]),
        (["cloudfront:CreateInvalidation"], [distribution.distribution_arn]),
    ):
        role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))
    return role
