"""The browser bundle on its way into the bucket.

Parts before what loads them: an open page of the last release keeps its parts, which are never removed, and a
new loader finds its own.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_cdk import DefaultStackSynthesizer, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk.aws_s3_deployment import BucketDeployment, CacheControl, ISource, Source
from constructs import Construct

from stacks.logs import log_group

FOR_EVER = "public, max-age=31536000, immutable"
NOT_AT_ALL = "no-cache"
FOR_MINUTES = "public, max-age=300"
CHANGING = ["/loader.js", "/console/*"]
"""What has the same address in each release. Everything else is named after its content."""


class Assets(Construct):
    """``files`` is the browser bundle; ``console_config`` is what the console has to know of this deployment."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        bucket: s3.IBucket,
        distribution: cloudfront.Distribution,
        files: Path,
        console_config: Mapping[str, str],
        log_days: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self._bucket = bucket
        self._logs = log_group(self, days=log_days)
        self._role = _role(self, bucket, distribution)
        self._logs.grant_write(self._role)
        parts = self._deploy("Parts", [Source.asset(str(files / "assets"))], FOR_EVER, prefix="assets")
        console = self._deploy(
            "Console",
            [Source.asset(str(files / "console")), Source.json_data("config.json", console_config)],
            NOT_AT_ALL,
            prefix="console",
        )
        loader = self._deploy(
            "Loader",
            [Source.data("loader.js", (files / "loader.js").read_text(encoding="utf-8"))],
            FOR_MINUTES,
            invalidated=distribution,
        )
        console.node.add_dependency(parts)
        loader.node.add_dependency(console)

    def _deploy(
        self,
        construct_id: str,
        sources: Sequence[ISource],
        cache_control: str,
        *,
        prefix: str | None = None,
        invalidated: cloudfront.Distribution | None = None,
    ) -> BucketDeployment:
        return BucketDeployment(
            self,
            construct_id,
            destination_bucket=self._bucket,
            destination_key_prefix=prefix,
            sources=sources,
            cache_control=[CacheControl.from_string(cache_control)],
            prune=False,
            distribution=invalidated,
            distribution_paths=CHANGING if invalidated else None,
            # A release is not held up for it: the loader is cached for minutes anyhow.
            wait_for_distribution_invalidation=False if invalidated else None,
            # Its own grants would use wildcards.
            role=self._role.without_policy_updates(),
            log_group=self._logs,
        )


def _role(scope: Construct, bucket: s3.IBucket, distribution: cloudfront.Distribution) -> iam.Role:
    """CDK's deploying function reads archives of the bootstrap bucket and synchronises them with ours."""
    role = iam.Role(scope, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    stack = Stack.of(scope)
    archives = f"cdk-{DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-{stack.account}-{stack.region}"
    for actions, resource in (
        (["s3:GetObject"], stack.format_arn(service="s3", region="", account="", resource=archives, resource_name="*")),
        (["s3:ListBucket"], bucket.bucket_arn),
        (["s3:PutObject"], bucket.arn_for_objects("*")),
        (["cloudfront:CreateInvalidation"], distribution.distribution_arn),
    ):
        role.add_to_policy(iam.PolicyStatement(actions=actions, resources=[resource]))
    return role
