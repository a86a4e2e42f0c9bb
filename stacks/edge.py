"""The one name that browsers talk to: CloudFront before the bucket, the WebSocket API and the HTTP API."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.card_paths import card_paths
from stacks.edge_events import events_policy
from stacks.edge_headers import api_headers, asset_headers, card_headers, console_headers, page_headers

CACHED_SECONDS: Final = 15
"""The longest that CloudFront gives out who was there, whatever the file says."""


class Edge(Construct):
    """``socket_host`` and ``http_host`` are the APIs' own host names; each request to them has ``secret_header``.

    ``bucket`` has the browser files, ``availability`` what visitors are told of the agents.

    ``sign_in_url`` is where agents sign in. ``domain`` is a name of the operator's own, which needs a certificate in
    us-east-1, and so does a web ACL. ``contact`` is whether there are contact forms, and so the plain page;
    ``analytics`` is whether the use of the widget is analysed; ``cards`` has the groups of each site that has
    pages of its own below ``/card/``.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        socket_host: str,
        http_host: str,
        secret_header: Mapping[str, str],
        sign_in_url: str,
        domain: str | None,
        certificate_arn: str | None,
        web_acl_arn: str | None,
        contact: bool,
        analytics: bool,
        cards: Mapping[str, Sequence[str]],
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = _bucket(self, "Assets")
        self.availability = _bucket(self, "Availability")
        files = origins.S3BucketOrigin.with_origin_access_control(self.bucket)
        console = _console(files, self, sign_in_url)
        for_pages = asset_headers(self)
        apis = api_headers(self)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            domain_names=[domain] if domain else None,
            certificate=_certificate(self, certificate_arn) if certificate_arn else None,
            web_acl_id=web_acl_arn,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            default_behavior=_files(files, for_pages),
            additional_behaviors={
                "/console": console,
                "/console/*": console,
                **(_cards(files, self, cards) if cards else {}),
                "/availability/*": _availability(self, self.availability, for_pages),
                "/ws": _passed_on(socket_host, secret_header, apis),
                # CloudFront takes the first that fits.
                **(
                    {"/api/events": _passed_on(http_host, secret_header, apis, told=events_policy(self))}
                    if analytics
                    else {}
                ),
                "/api/*": _passed_on(http_host, secret_header, apis),
                **({"/contact/*": _page(http_host, secret_header, page_headers(self))} if contact else {}),
            },
        )
        self.public_url = f"https://{domain or self.distribution.distribution_domain_name}"

    def add_records(self, zone: route53.IHostedZone) -> None:
        """``zone`` has the chat's own name."""
        target = route53.RecordTarget.from_alias(targets.CloudFrontTarget(self.distribution))
        route53.ARecord(self, "Ipv4", zone=zone, target=target)
        route53.AaaaRecord(self, "Ipv6", zone=zone, target=target)


def _bucket(scope: Construct, construct_id: str) -> s3.Bucket:
    """For CloudFront's eyes alone."""
    return s3.Bucket(
        scope,
        construct_id,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
    )


def _availability(
    scope: Construct, bucket: s3.IBucket, headers: cloudfront.ResponseHeadersPolicy
) -> cloudfront.BehaviorOptions:
    """Cached for seconds, as it changes from one moment to the next."""
    seconds = cloudfront.CachePolicy(
        scope,
        "ForSeconds",
        min_ttl=Duration.seconds(0),
        default_ttl=Duration.seconds(CACHED_SECONDS),
        max_ttl=Duration.seconds(CACHED_SECONDS),
        enable_accept_encoding_brotli=True,
        enable_accept_encoding_gzip=True,
    )
    return cloudfront.BehaviorOptions(
        origin=origins.S3BucketOrigin.with_origin_access_control(bucket),
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cache_policy=seconds,
        response_headers_policy=headers,
        compress=True,
    )


def _certificate(scope: Construct, arn: str) -> acm.ICertificate:
    return acm.Certificate.from_certificate_arn(scope, "Certificate", arn)


def _console(origin: cloudfront.IOrigin, scope: Construct, sign_in_url: str) -> cloudfront.BehaviorOptions:
    code = (Path(__file__).parent / "console_paths.js").read_text(encoding="utf-8")
    return _files(origin, console_headers(scope, sign_in_url), _on_request(scope, "ConsolePaths", code))


def _cards(
    origin: cloudfront.IOrigin, scope: Construct, cards: Mapping[str, Sequence[str]]
) -> dict[str, cloudfront.BehaviorOptions]:
    card = _files(origin, card_headers(scope), _on_request(scope, "CardPaths", card_paths(cards)))
    # The one without its slash is no card either.
    return {"/card": card, "/card/*": card}


def _on_request(scope: Construct, construct_id: str, code: str) -> cloudfront.FunctionAssociation:
    """Called for each request of a viewer, before the cache."""
    function = cloudfront.Function(
        scope,
        construct_id,
        code=cloudfront.FunctionCode.from_inline(code),
        runtime=cloudfront.FunctionRuntime.JS_2_0,
    )
    return cloudfront.FunctionAssociation(function=function, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST)


def _files(
    origin: cloudfront.IOrigin,
    headers: cloudfront.ResponseHeadersPolicy,
    on_request: cloudfront.FunctionAssociation | None = None,
) -> cloudfront.BehaviorOptions:
    """Each object's own Cache-Control says for how long it is cached, see ``stacks.assets``."""
    return cloudfront.BehaviorOptions(
        origin=origin,
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
        response_headers_policy=headers,
        function_associations=[on_request] if on_request else None,
        compress=True,
    )


def _page(
    host: str, secret_header: Mapping[str, str], headers: cloudfront.ResponseHeadersPolicy
) -> cloudfront.BehaviorOptions:
    """A person may type its name without https."""
    redirected = cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS
    return _passed_on(host, secret_header, headers, without_tls=redirected)


def _passed_on(
    host: str,
    secret_header: Mapping[str, str],
    headers: cloudfront.ResponseHeadersPolicy,
    without_tls: cloudfront.ViewerProtocolPolicy = cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
    told: cloudfront.IOriginRequestPolicy | None = None,
) -> cloudfront.BehaviorOptions:
    """Everything but the viewer's Host, which API Gateway would answer with 403, unless ``told`` says less."""
    return cloudfront.BehaviorOptions(
        origin=origins.HttpOrigin(
            host, protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY, custom_headers=secret_header
        ),
        viewer_protocol_policy=without_tls,
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=told or cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        response_headers_policy=headers,
        compress=False,
    )
