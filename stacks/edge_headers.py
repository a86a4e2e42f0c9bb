"""What browsers may do with each kind of answer: a response headers policy for each behaviour of the distribution."""

from collections.abc import Mapping
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

from stacks.cards import hashes

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

OF_PAGES: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
}
"""What the pages of the chat's own origin are told besides."""

TLS_DAYS: Final = 730
"""For so long a browser that was here once does not ask without TLS."""


def asset_headers(scope: Construct) -> cloudfront.ResponseHeadersPolicy:
    """The widget runs in the shops' origins. It sets its clock by ``Date`` and ``Age``, see docs/protocol.md."""
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "AssetHeaders",
        cors_behavior=cloudfront.ResponseHeadersCorsBehavior(
            access_control_allow_origins=["*"],
            access_control_allow_methods=["GET", "HEAD"],
            access_control_allow_headers=["*"],
            access_control_allow_credentials=False,
            access_control_expose_headers=["Date", "Age"],
            origin_override=True,
        ),
        security_headers_behavior=_security(NOTHING),
        # Else a page that isolates itself (Cross-Origin-Embedder-Policy) could not load the widget.
        custom_headers_behavior=_custom({"Cross-Origin-Resource-Policy": "cross-origin"}),
    )


def console_headers(scope: Construct, sign_in_url: str) -> cloudfront.ResponseHeadersPolicy:
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "ConsoleHeaders",
        security_headers_behavior=_security(console_policy(sign_in_url)),
        custom_headers_behavior=_custom(OF_PAGES),
    )


def api_headers(scope: Construct) -> cloudfront.ResponseHeadersPolicy:
    """No CORS: API Gateway answers for that, as it knows the sites."""
    return cloudfront.ResponseHeadersPolicy(scope, "ApiHeaders", security_headers_behavior=_security(NOTHING))


def page_headers(scope: Construct) -> cloudfront.ResponseHeadersPolicy:
    """The contact page names its own stylesheet in its policy; what has none, such as a bare 429, gets ours."""
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "PageHeaders",
        security_headers_behavior=_security(NOTHING, override=False),
        custom_headers_behavior=_custom(OF_PAGES),
    )


def card_headers(scope: Construct) -> cloudfront.ResponseHeadersPolicy:
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "CardHeaders",
        security_headers_behavior=_security(card_policy()),
        custom_headers_behavior=_custom(OF_PAGES),
    )


def no_card_headers() -> dict[str, str]:
    """The same for what a function at the edge answers in place of a card.

    CloudFront is documented to apply a policy to what it forwards from an origin and to what it has cached, and this is
    neither: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-response-headers.html
    """
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-cache",
        "Content-Security-Policy": card_policy(),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": f"max-age={TLS_DAYS * 24 * 60 * 60}",
        **OF_PAGES,
    }


def card_policy() -> str:
    """The card pages' Content-Security-Policy: what the widget needs of any page, and what stands in these themselves.

    The icon is an empty ``data:`` address, so that no browser asks for ``/favicon.ico``.
    """
    script, style = hashes()
    return "; ".join(
        (
            NOTHING,
            f"script-src 'self' {script}",
            f"style-src {style}",
            "connect-src 'self'",
            "font-src 'self'",
            "img-src data:",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def console_policy(sign_in_url: str) -> str:
    """The console's Content-Security-Policy.

    ``'self'`` covers its WebSocket, whose name is the page's own (CSP level 3, section 6.7.2.8; Chrome 71, Safari 16).
    """
    return "; ".join(
        (
            NOTHING,
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            f"connect-src 'self' {sign_in_url}",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _security(policy: str, *, override: bool = True) -> cloudfront.ResponseSecurityHeadersBehavior:
    return cloudfront.ResponseSecurityHeadersBehavior(
        content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
            content_security_policy=policy, override=override
        ),
        content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
        frame_options=cloudfront.ResponseHeadersFrameOptions(
            frame_option=cloudfront.HeadersFrameOption.DENY, override=True
        ),
        referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
            referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
        ),
        strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
            access_control_max_age=Duration.days(TLS_DAYS), include_subdomains=False, override=True
        ),
    )


def _custom(headers: Mapping[str, str]) -> cloudfront.ResponseCustomHeadersBehavior:
    return cloudfront.ResponseCustomHeadersBehavior(
        custom_headers=[
            cloudfront.ResponseCustomHeader(header=name, value=value, override=True) for name, value in headers.items()
        ]
    )
