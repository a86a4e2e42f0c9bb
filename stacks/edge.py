"""The one name that browsers talk to: CloudFront before the bucket, the WebSocket API and the HTTP API."""

from aws_cdk import Duration
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.settings import Edge as EdgeSettings


class Edge(Construct):
    """``socket_host`` and ``http_host`` are the APIs' own host names; ``sign_in_url`` is where agents sign in."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        socket_host: str,
        http_host: str,
        sign_in_url: str,
        own_name: EdgeSettings | None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = s3.Bucket(
            self,
            "Assets",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
        )
        files = origins.S3BucketOrigin.with_origin_access_control(self.bucket)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            domain_names=[own_name.domain] if own_name else None,
            certificate=_certificate(self, own_name) if own_name else None,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            default_behavior=_files(files, _asset_headers(self)),
            additional_behaviors={
                "/console/*": _files(files, _console_headers(self, sign_in_url)),
                "/ws": _passed_on(socket_host),
                "/api/*": _passed_on(http_host),
            },
        )
        self.public_url = f"https://{own_name.domain if own_name else self.distribution.distribution_domain_name}"


def _certificate(scope: Construct, own_name: EdgeSettings) -> acm.ICertificate:
    return acm.Certificate.from_certificate_arn(scope, "Certificate", own_name.certificate_arn)


def _files(origin: cloudfront.IOrigin, headers: cloudfront.ResponseHeadersPolicy) -> cloudfront.BehaviorOptions:
    """Each object's own Cache-Control says for how long it is cached, see ``stacks.assets``."""
    return cloudfront.BehaviorOptions(
        origin=origin,
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
        response_headers_policy=headers,
        compress=True,
    )


def _passed_on(host: str) -> cloudfront.BehaviorOptions:
    """Everything but the viewer's Host, which API Gateway would answer with 403."""
    return cloudfront.BehaviorOptions(
        origin=origins.HttpOrigin(host, protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY),
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        compress=False,
    )


def _asset_headers(scope: Construct) -> cloudfront.ResponseHeadersPolicy:
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
        security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
            content_type_options=_no_sniffing(), strict_transport_security=_https_only()
        ),
    )


def _console_headers(scope: Construct, sign_in_url: str) -> cloudfront.ResponseHeadersPolicy:
    return cloudfront.ResponseHeadersPolicy(
        scope,
        "ConsoleHeaders",
        security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
            content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                content_security_policy=console_policy(sign_in_url), override=True
            ),
            content_type_options=_no_sniffing(),
            frame_options=cloudfront.ResponseHeadersFrameOptions(
                frame_option=cloudfront.HeadersFrameOption.DENY, override=True
            ),
            referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
            ),
            strict_transport_security=_https_only(),
        ),
    )


def console_policy(sign_in_url: str) -> str:
    """The console's Content-Security-Policy.

    ``'self'`` covers its WebSocket, whose name is the page's own (CSP level 3, section 6.7.2.8; Chrome 71, Safari 16).
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            f"connect-src 'self' {sign_in_url}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _no_sniffing() -> cloudfront.ResponseHeadersContentTypeOptions:
    return cloudfront.ResponseHeadersContentTypeOptions(override=True)


def _https_only() -> cloudfront.ResponseHeadersStrictTransportSecurity:
    return cloudfront.ResponseHeadersStrictTransportSecurity(
        access_control_max_age=Duration.days(730), include_subdomains=False, override=True
    )
