"""What CloudFront takes from us-east-1 alone: the certificate of an own name, and the web ACL. Only if asked for.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html
"""

from typing import Final

from aws_cdk import CrossStackReferences, ReferenceStrength, Stack
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from stacks.settings import Edge

REGION: Final = "us-east-1"
REQUESTS_IN_FIVE_MINUTES: Final = 2000
"""From one address. A whole company may sit behind one; a page's visitor asks a few times and then holds a socket."""


class GlobalEdgeStack(Stack):
    """``certificate_arn`` (made here, or the operator's own) and ``web_acl_arn`` are for the distribution at home.

    They are handed over by ``Fn::GetStackOutput``, see docs/decisions: nothing of CDK's runs in the account for it.
    """

    def __init__(self, scope: Construct, construct_id: str, *, settings: Edge) -> None:
        super().__init__(scope, construct_id, env={"region": REGION})
        self.certificate_arn: str | None = settings.certificate_arn
        self.web_acl_arn: str | None = None
        if settings.domain and not settings.certificate_arn:
            certificate = _certificate(self, settings)
            CrossStackReferences.of(certificate).produce(ReferenceStrength.WEAK)
            self.certificate_arn = certificate.certificate_arn
        if settings.waf:
            web_acl = _web_acl(self)
            CrossStackReferences.of(web_acl).produce(ReferenceStrength.WEAK)
            self.web_acl_arn = web_acl.attr_arn

    @staticmethod
    def is_needed(settings: Edge) -> bool:
        return settings.waf or bool(settings.domain and not settings.certificate_arn)


def zone_of(scope: Construct, settings: Edge) -> route53.IHostedZone | None:
    """The zone that answers for the chat's name, when it is in Route 53."""
    if not settings.domain or not settings.hosted_zone_id:
        return None
    return route53.HostedZone.from_hosted_zone_attributes(
        scope, "Zone", hosted_zone_id=settings.hosted_zone_id, zone_name=settings.domain
    )


def _certificate(scope: Construct, settings: Edge) -> acm.Certificate:
    """Without a zone the deployment waits until the operator has put the record that ACM shows into the DNS."""
    return acm.Certificate(
        scope,
        "Certificate",
        domain_name=settings.domain or "",
        validation=acm.CertificateValidation.from_dns(zone_of(scope, settings)),
    )


def _web_acl(scope: Construct) -> waf.CfnWebACL:
    return waf.CfnWebACL(
        scope,
        "WebAcl",
        scope="CLOUDFRONT",
        default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
        visibility_config=_counted("Requests"),
        rules=[
            waf.CfnWebACL.RuleProperty(
                name="Rate",
                priority=0,
                action=waf.CfnWebACL.RuleActionProperty(
                    # As API Gateway answers what is too much, so that clients know it.
                    block=waf.CfnWebACL.BlockActionProperty(
                        custom_response=waf.CfnWebACL.CustomResponseProperty(response_code=429)
                    )
                ),
                statement=waf.CfnWebACL.StatementProperty(
                    rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                        aggregate_key_type="IP", limit=REQUESTS_IN_FIVE_MINUTES, evaluation_window_sec=300
                    )
                ),
                visibility_config=_counted("Rate"),
            )
        ],
    )


def _counted(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    """Numbers only: sampled requests would show addresses and proofs."""
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
