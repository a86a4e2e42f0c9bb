"""Against a real MiniStack: the smallest stacks that show each rule."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.assembly import Asset, Stack, stacks
from local.deploy import Clients, Deployment, bootstrap_bucket, clients
from local.ministack import MiniStack, StartFailed

REGION = "eu-central-1"
VERSION = {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk-bootstrap/hnb659fds/version"}


@pytest.fixture(scope="module")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    ministack = MiniStack(region=REGION, workplace=tmp_path_factory.mktemp("ministack"))
    try:
        ministack.start()
        yield ministack
    finally:
        ministack.stop()


@pytest.fixture(scope="module")
def aws(ministack: MiniStack) -> Clients:
    return clients(url=ministack.url, region=REGION)


@pytest.fixture(scope="module")
def deployment(ministack: MiniStack, aws: Clients, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    deployment = Deployment(aws, url=ministack.url, region=REGION, zips=tmp_path_factory.mktemp("zips"))
    deployment.bootstrap({"extra": b"moin"})
    return deployment


def stack(name: str, resources: dict[str, Any], *assets: Asset) -> Stack:
    outputs = {"Version": {"Value": {"Ref": "BootstrapVersion"}}}
    template = {"Parameters": {"BootstrapVersion": VERSION}, "Resources": resources, "Outputs": outputs}
    return Stack(name=name, region=REGION, template=template, assets=assets)


def test_a_stack_is_deployed_word_for_word_and_its_outputs_are_known(deployment: Deployment, aws: Clients) -> None:
    made = stack("one", {"Files": {"Type": "AWS::S3::Bucket"}})
    assert deployment.deploy(made, made.template) == {"Version": "30"}
    assert json.loads(json.dumps(aws.cloudformation.get_template(StackName="one")["TemplateBody"])) == made.template


def test_what_is_extra_lies_in_the_bootstrap_bucket(deployment: Deployment, aws: Clients) -> None:
    assert aws.s3.get_object(Bucket=bootstrap_bucket(REGION), Key="extra")["Body"].read() == b"moin"


def test_only_assets_that_the_template_names_are_uploaded(deployment: Deployment, aws: Clients, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.py").write_text("print('moin')")
    used = Asset(source=tmp_path / "folder", zipped=True, key="used.zip")
    unused = Asset(source=tmp_path / "missing", zipped=False, key="unused.json")
    made = stack("two", {"Files": {"Type": "AWS::S3::Bucket", "Metadata": {"from": "used.zip"}}}, used, unused)
    deployment.deploy(made, made.template)
    keys = [item["Key"] for item in aws.s3.list_objects_v2(Bucket=bootstrap_bucket(REGION))["Contents"]]
    assert "used.zip" in keys
    assert "unused.json" not in keys


def test_the_first_failure_is_named(deployment: Deployment) -> None:
    nobody = f"arn:aws:lambda:{REGION}:000000000000:function:nobody"
    made = stack("three", {"Files": {"Type": "Custom::Copy", "Properties": {"ServiceToken": nobody}}})
    with pytest.raises(StartFailed, match=r"^stack three could not be deployed: Files: "):
        deployment.deploy(made, made.template)


def test_a_template_that_is_refused_is_named(deployment: Deployment) -> None:
    made = stack("four", {"Look": {"Type": "AWS::No::Such"}})
    with pytest.raises(StartFailed, match=r"^stack four could not be deployed: .*AWS::No::Such"):
        deployment.deploy(made, made.template)


def test_the_users_own_aws_configuration_has_no_say(
    ministack: MiniStack, monkeypatch: pytest.MonkeyPatch, deployment: Deployment
) -> None:
    for name, value in {"AWS_PROFILE": "none", "HTTP_PROXY": "http://127.0.0.1:9", "AWS_REGION": "us-west-2"}.items():
        monkeypatch.setenv(name, value)
    aws = clients(url=ministack.url, region=REGION)
    assert aws.s3.list_buckets()["Buckets"]


def test_stacks_come_in_the_order_of_their_dependencies(tmp_path: Path) -> None:
    def artifact(name: str, *needs: str) -> dict[str, Any]:
        properties = {"templateFile": f"{name}.template.json"}
        environment = "aws://unknown-account/eu-central-1"
        (tmp_path / f"{name}.template.json").write_text("{}")
        (tmp_path / f"{name}.assets.json").write_text('{"files": {}}')
        kind = "aws:cloudformation:stack"
        return {"type": kind, "environment": environment, "properties": properties, "dependencies": list(needs)}

    artifacts = {"a": artifact("a", "b"), "b": artifact("b"), "Tree": {"type": "cdk:tree"}}
    (tmp_path / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    assert [(made.name, made.region) for made in stacks(tmp_path)] == [("b", REGION), ("a", REGION)]
