"""CloudFront's access logs: off, or without anything of a person.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
"""

import re
from typing import Any

import pytest

from stacks.access_logs import FIELDS
from tests.stacks.template import Template

PERSONAL = re.compile(
    r"(^|-)(c-|ip$|forwarded|referer|user-agent|query|cookie|request-id|country|asn|location)", re.IGNORECASE
)


@pytest.fixture(scope="session")
def logs(own_name_templates: dict[str, Template]) -> Template:
    return own_name_templates["access-logs"]


def written_by_delivery(template: Template) -> list[Any]:
    statements = [
        statement
        for policy in template.of("AWS::S3::BucketPolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
    ]
    return [it for it in statements if it["Principal"] == {"Service": "delivery.logs.amazonaws.com"}]


def test_by_default_nothing_is_logged(service: Template) -> None:
    assert "Logging" not in service.only("AWS::CloudFront::Distribution")["DistributionConfig"]
    assert sorted(service.text({"Ref": name}) for name in service.of("AWS::S3::Bucket")) == [
        "<EdgeAssets>",
        "<EdgeAvailability>",
    ]


def test_no_field_tells_of_a_person(logs: Template) -> None:
    assert logs.only("AWS::Logs::Delivery")["RecordFields"] == list(FIELDS)
    assert not [field for field in FIELDS if PERSONAL.search(field.replace("(", "-").replace(")", ""))]


@pytest.mark.parametrize(
    "field",
    ["c-ip", "cs(User-Agent)", "cs(Referer)", "cs(Cookie)", "cs-uri-query", "x-forwarded-for", "c-country", "asn"],
)
def test_the_test_would_see_a_field_that_does(field: str) -> None:
    assert PERSONAL.search(field.replace("(", "-").replace(")", ""))


def test_the_distribution_s_requests_go_to_the_bucket_at_home(logs: Template) -> None:
    source, destination = logs.only("AWS::Logs::DeliverySource"), logs.only("AWS::Logs::DeliveryDestination")
    assert source["LogType"] == "ACCESS_LOGS"
    assert "<tresen-service." in logs.text(source["ResourceArn"])
    assert "AccessLogsBucket" in logs.text(destination["DestinationResourceArn"])
    assert logs.text(logs.only("AWS::Logs::Delivery")["DeliverySourceName"]) == "<Source>"


def test_the_files_are_deleted_when_the_other_logs_are(own_name_templates: dict[str, Template]) -> None:
    buckets = own_name_templates["service"].of("AWS::S3::Bucket").values()
    (rules,) = (it["LifecycleConfiguration"]["Rules"] for it in buckets if "LifecycleConfiguration" in it)
    assert rules == [
        {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}, "ExpirationInDays": 14, "Status": "Enabled"}
    ]


def test_only_this_account_s_deliveries_may_write(own_name_templates: dict[str, Template]) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html"""
    service = own_name_templates["service"]
    (statement,) = written_by_delivery(service)
    assert statement["Action"] == "s3:PutObject"
    condition = statement["Condition"]
    assert service.text(condition["StringEquals"]["aws:SourceAccount"]) == "<AWS::AccountId>"
    assert service.text(condition["ArnLike"]["aws:SourceArn"]) == (
        "arn:aws:logs:us-east-1:<AWS::AccountId>:delivery-source:*"
    )
