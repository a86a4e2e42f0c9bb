"""What is asked for in us-east-1, and how it comes to the distribution in the home region."""

import json

import pytest

from tests.stacks.conftest import EXAMPLE, synthesized
from tests.stacks.template import Properties, Template

CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef"


@pytest.fixture(scope="session")
def global_edge(own_name_templates: dict[str, Template]) -> Template:
    return own_name_templates["global"]


def distribution(template: Template) -> Properties:
    properties: Properties = template.only("AWS::CloudFront::Distribution")["DistributionConfig"]
    return properties


def test_nothing_lies_in_us_east_1_unless_it_is_asked_for(templates: dict[str, Template]) -> None:
    assert set(templates) == {"data", "service"}


def test_the_certificate_is_made_and_validated_by_the_dns(global_edge: Template) -> None:
    certificate = global_edge.only("AWS::CertificateManager::Certificate")
    assert (certificate["DomainName"], certificate["ValidationMethod"]) == ("chat.example.com", "DNS")
    (option,) = certificate["DomainValidationOptions"]
    assert option["HostedZoneId"] == "Z0123456789ABCDEFGHIJ"


def test_an_address_with_too_many_requests_is_told_so(global_edge: Template) -> None:
    acl = global_edge.only("AWS::WAFv2::WebACL")
    (rule,) = acl["Rules"]
    assert acl["Scope"] == "CLOUDFRONT"
    assert rule["Statement"]["RateBasedStatement"]["AggregateKeyType"] == "IP"
    assert rule["Action"] == {"Block": {"CustomResponse": {"ResponseCode": 429}}}


def test_the_firewall_shows_nobody_s_request(global_edge: Template) -> None:
    """A sampled request holds the address and all headers, so also proofs and tokens."""
    acl = global_edge.only("AWS::WAFv2::WebACL")
    for part in (acl, *acl["Rules"]):
        assert part["VisibilityConfig"]["SampledRequestsEnabled"] is False


def test_the_distribution_gets_both_by_a_weak_reference(own_name_templates: dict[str, Template]) -> None:
    config = distribution(own_name_templates["service"])
    for reference in (config["ViewerCertificate"]["AcmCertificateArn"], config["WebACLId"]):
        (output,) = reference.values()
        assert list(reference) == ["Fn::GetStackOutput"]
        assert (output["StackName"], output["Region"]) == ("tresen-global", "us-east-1")
        assert output["OutputName"] in own_name_templates["global"].body["Outputs"]


def test_no_code_of_cdk_runs_for_a_reference_between_regions(own_name_templates: dict[str, Template]) -> None:
    """Its export readers and writers are functions with wildcards in their roles, see docs/decisions."""
    assert "CrossRegionExport" not in json.dumps([it.body for it in own_name_templates.values()])
    for name in ("global", "access-logs"):
        assert not own_name_templates[name].of("AWS::Lambda::Function")


def test_the_name_leads_to_the_distribution(own_name_templates: dict[str, Template]) -> None:
    records = own_name_templates["service"].of("AWS::Route53::RecordSet").values()
    assert sorted((it["Type"], it["Name"]) for it in records) == [
        ("A", "chat.example.com."),
        ("AAAA", "chat.example.com."),
    ]


def test_a_certificate_that_is_there_needs_nothing_in_us_east_1(tmp_path_factory: pytest.TempPathFactory) -> None:
    edge = f'[edge]\ndomain = "chat.example.com"\ncertificate_arn = "{CERTIFICATE}"\n'
    templates = synthesized(EXAMPLE + edge, tmp_path_factory.mktemp("certificate"))
    assert set(templates) == {"data", "service"}
    assert distribution(templates["service"])["ViewerCertificate"]["AcmCertificateArn"] == CERTIFICATE
    assert not templates["service"].of("AWS::Route53::RecordSet")
