"""The three settings files: what each deploys, and that they differ as they are meant to."""

from collections import Counter
from pathlib import Path

import pytest

from tests.stacks.conftest import EXAMPLE, ROOT, analysed, synthesized
from tests.stacks.template import Template

FILES = Path(__file__).parent / "settings"

Deployed = dict[str, Template]


@pytest.fixture(scope="module")
def smallest(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    return deployed(FILES / "smallest.toml", tmp_path_factory.mktemp("smallest"))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    return deployed(ROOT / "tresen.toml", tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Deployed:
    return deployed(FILES / "everything.toml", tmp_path_factory.mktemp("everything"))


def deployed(file: Path, directory: Path) -> Deployed:
    """By the kind of stack."""
    found = synthesized(file.read_text(encoding="utf-8"), directory)
    return {name.removeprefix("everything-"): template for name, template in found.items()}


def kinds(stacks: Deployed) -> Counter[str]:
    return Counter(it["Type"] for template in stacks.values() for it in template.resources.values())


def test_the_example_adds_a_group_of_agents_and_a_contact_form(smallest: Deployed, example: Deployed) -> None:
    assert set(smallest) == set(example) == {"data", "service"}
    functions = 2
    assert kinds(example) - kinds(smallest) == {
        "AWS::Cognito::UserPoolGroup": 1,
        "AWS::ApiGatewayV2::Integration": functions,
        "AWS::ApiGatewayV2::Route": 6,
        "AWS::CloudFront::ResponseHeadersPolicy": 1,
        "AWS::CloudWatch::Alarm": functions,
        "AWS::IAM::Policy": functions,
        "AWS::IAM::Role": functions,
        "AWS::Lambda::Function": functions,
        "AWS::Lambda::Permission": 6,
        "AWS::Logs::LogGroup": functions,
        "AWS::Logs::MetricFilter": functions,
    }
    assert not kinds(smallest) - kinds(example)


ANALYTICS = Counter(
    {
        "AWS::ApiGatewayV2::Integration": 1,
        "AWS::ApiGatewayV2::Route": 1,
        "AWS::CloudFront::OriginRequestPolicy": 1,
        # One of each function, one on how long the second takes, one on the age of events, one on dead letters.
        "AWS::CloudWatch::Alarm": 5,
        "AWS::DynamoDB::Table": 1,
        "AWS::Events::Rule": 1,
        "AWS::IAM::Policy": 3,
        "AWS::IAM::Role": 2,
        "AWS::Lambda::EventSourceMapping": 1,
        "AWS::Lambda::Function": 2,
        "AWS::Lambda::Permission": 2,
        "AWS::Logs::LogGroup": 2,
        "AWS::Logs::MetricFilter": 2,
        "AWS::SQS::Queue": 2,
        "AWS::SQS::QueuePolicy": 2,
        "AWS::SecretsManager::Secret": 1,
    }
)


def test_everything_adds_what_is_asked_for_and_nothing_else(example: Deployed, everything: Deployed) -> None:
    assert set(everything) == {"global", "data", "service", "access-logs"}
    assert kinds(everything) - kinds(example) - ANALYTICS == {
        "AWS::Budgets::Budget": 1,
        "AWS::CertificateManager::Certificate": 1,
        "AWS::Cognito::UserPoolGroup": 2,
        "AWS::Logs::Delivery": 1,
        "AWS::Logs::DeliveryDestination": 1,
        "AWS::Logs::DeliverySource": 1,
        "AWS::Route53::RecordSet": 2,
        "AWS::S3::Bucket": 1,
        "AWS::S3::BucketPolicy": 1,
        "AWS::SNS::Subscription": 1,
        "AWS::WAFv2::WebACL": 1,
    }
    assert not kinds(example) - kinds(everything)


def test_analytics_add_what_collects_keeps_and_forwards_events_and_nothing_else(tmp_path: Path) -> None:
    plain, with_analytics = synthesized(EXAMPLE, tmp_path / "plain"), synthesized(analysed(EXAMPLE), tmp_path / "with")
    assert kinds(with_analytics) - kinds(plain) == ANALYTICS
    assert not kinds(plain) - kinds(with_analytics)
    assert with_analytics["data"].body == plain["data"].body


def test_a_resource_that_is_kept_has_the_same_id_in_all_three(
    smallest: Deployed, example: Deployed, everything: Deployed
) -> None:
    """Else an operator who changes a setting would lose what the resource holds."""

    def kept(stacks: Deployed) -> set[str]:
        resources = stacks["data"].resources.items()
        return {name for name, it in resources if it.get("DeletionPolicy") == "Retain"}

    assert kept(smallest) == kept(example) == kept(everything)
    assert kept(smallest)
