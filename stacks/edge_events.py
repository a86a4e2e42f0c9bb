"""What CloudFront tells of a visitor who sends events of the analysis."""

from typing import Final

from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

TOLD: Final = (
    "Access-Control-Request-Headers",
    "Access-Control-Request-Method",
    "CloudFront-Viewer-Address",
    "CloudFront-Viewer-Country",
    "Content-Type",
    "DNT",
    "Origin",
    "Sec-GPC",
    "User-Agent",
)
"""CloudFront sets the two of its own, whatever the viewer sent.

At most ten: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
"""


def events_policy(scope: Construct) -> cloudfront.OriginRequestPolicy:
    """Nothing that says who the visitor is: neither cookies nor ``Authorization``, and no query."""
    return cloudfront.OriginRequestPolicy(
        scope,
        "OfEvents",
        header_behavior=cloudfront.OriginRequestHeaderBehavior.allow_list(*TOLD),
        cookie_behavior=cloudfront.OriginRequestCookieBehavior.none(),
        query_string_behavior=cloudfront.OriginRequestQueryStringBehavior.none(),
    )
