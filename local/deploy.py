"""Deploys an assembly into MiniStack through CloudFormation, as the CDK's command line would, but without Node."""

import json
import os
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from local.assembly import Asset, Stack, Template
from local.ministack import ACCESS_KEY, SECRET_KEY, StartFailed

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

ACCOUNT = "000000000000"
_QUALIFIER = "hnb659fds"

Change = Callable[[str, Template], Template]
"""Takes a stack's name and template, gives the template that is deployed instead."""


@dataclass(frozen=True, kw_only=True)
class Clients:
    """The AWS clients of the local run, all as MiniStack's root; ``apis`` is the one of ``apigatewayv2``."""

    apis: Any
    cloudformation: "CloudFormationClient"
    cloudfront: "CloudFrontClient"
    cognito: "CognitoIdentityProviderClient"
    s3: "S3Client"
    secrets: "SecretsManagerClient"


def clients(*, url: str, region: str) -> Clients:
    """Clients for the MiniStack at ``url``; nothing of the user's own AWS configuration has a say."""
    nothing = {"profile": (None, None, None, None), "config_file": (None, None, os.devnull, None)}
    session = boto3.Session(
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        region_name=region,
        botocore_session=botocore.session.Session(session_vars=nothing),
    )
    config = Config(proxies={}, s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
    return Clients(
        apis=session.client("apigatewayv2", endpoint_url=url, config=config),
        cloudformation=session.client("cloudformation", endpoint_url=url, config=config),
        cloudfront=session.client("cloudfront", endpoint_url=url, config=config),
        cognito=session.client("cognito-idp", endpoint_url=url, config=config),
        s3=session.client("s3", endpoint_url=url, config=config),
        secrets=session.client("secretsmanager", endpoint_url=url, config=config),
    )


def bootstrap_bucket(region: str) -> str:
    """Where the templates look for their assets."""
    return f"cdk-{_QUALIFIER}-assets-{ACCOUNT}-{region}"


class Deployment:
    """Puts stacks into one MiniStack. ``zips`` keeps zipped assets, whose keys are hashes of their content."""

    def __init__(self, aws: Clients, *, url: str, region: str, zips: Path) -> None:
        self._aws = aws
        self._bucket = bootstrap_bucket(region)
        self._bucket_url = f"{url}/{self._bucket}"
        self._zips = zips

    def bootstrap(self, objects: Mapping[str, bytes]) -> None:
        """What the templates need of ``cdk bootstrap``, with ``objects`` in its bucket."""
        version = {"Name": f"/cdk-bootstrap/{_QUALIFIER}/version", "Type": "String", "Value": "30"}
        resources = {
            "StagingBucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": self._bucket}},
            "CdkBootstrapVersion": {"Type": "AWS::SSM::Parameter", "Properties": version},
        }
        self._aws.cloudformation.create_stack(StackName="CDKToolkit", TemplateBody=json.dumps({"Resources": resources}))
        self._await_deployed("CDKToolkit")
        for key, body in objects.items():
            self._upload(key, body)

    def deploy(self, stack: Stack, template: Template) -> dict[str, str]:
        """Deploys ``template`` as ``stack`` and gives its outputs. Raises ``StartFailed``."""
        try:
            url = self._uploaded(stack, template)
            self._aws.cloudformation.create_stack(
                StackName=stack.name, TemplateURL=url, Capabilities=["CAPABILITY_IAM"]
            )
        except ClientError as error:
            raise StartFailed(f"stack {stack.name} could not be deployed: {error}") from error
        return self._await_deployed(stack.name)

    def deploy_over(self, stack: Stack, template: Template) -> dict[str, str]:
        """Deploys ``template`` over the stack of that name. Raises ``StartFailed``."""
        try:
            url = self._uploaded(stack, template)
            self._aws.cloudformation.update_stack(
                StackName=stack.name, TemplateURL=url, Capabilities=["CAPABILITY_IAM"]
            )
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise StartFailed(f"stack {stack.name} could not be deployed: {error}") from error
        return self._await_deployed(stack.name)

    def _uploaded(self, stack: Stack, template: Template) -> str:
        """The template's address in the bucket: in the request it may have 51,200 bytes only."""
        self._upload_used(stack.assets, template)
        key = f"{stack.name}.template.json"
        self._upload(key, json.dumps(template).encode())
        return f"{self._bucket_url}/{key}"

    def _upload(self, key: str, body: bytes) -> None:
        self._aws.s3.put_object(Bucket=self._bucket, Key=key, Body=body)

    def _upload_used(self, assets: Iterable[Asset], template: Template) -> None:
        text = json.dumps(template)
        for asset in assets:
            if asset.key in text:
                self._upload(asset.key, self._packed(asset))

    def _packed(self, asset: Asset) -> bytes:
        if not asset.zipped:
            return asset.source.read_bytes()
        packed = self._zips / asset.key
        if not packed.exists():
            self._zips.mkdir(parents=True, exist_ok=True)
            half = packed.with_suffix(".part")
            _zip(asset.source, half)
            half.replace(packed)
        return packed.read_bytes()

    def _await_deployed(self, name: str) -> dict[str, str]:
        while True:
            (stack,) = self._aws.cloudformation.describe_stacks(StackName=name)["Stacks"]
            if stack["StackStatus"] in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
                return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
            if not stack["StackStatus"].endswith("IN_PROGRESS"):
                raise StartFailed(f"stack {name} could not be deployed: {self._first_failure(name)}")
            time.sleep(0.1)

    def _first_failure(self, name: str) -> str:
        pages = self._aws.cloudformation.get_paginator("describe_stack_events").paginate(StackName=name)
        events = [event for page in pages for event in page["StackEvents"]]
        failed = [event for event in events if event.get("ResourceStatus", "").endswith("FAILED")]
        if not failed:
            return "no reason given"
        return f"{failed[-1]['LogicalResourceId']}: {failed[-1].get('ResourceStatusReason')}"


def _zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
