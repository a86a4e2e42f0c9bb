"""The API behind ``/api/*``: which pages may ask it."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from constructs import Construct

METHODS = [apigateway.CorsHttpMethod.GET, apigateway.CorsHttpMethod.POST, apigateway.CorsHttpMethod.DELETE]


def http_api(scope: Construct, construct_id: str, *, origins: Sequence[str]) -> apigateway.HttpApi:
    """``origins`` are the pages that embed the widget; the console is of the API's own origin at the edge.

    API Gateway answers preflights itself, before any sign-in, and sets the headers of every answer, whatever the
    function said: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    return apigateway.HttpApi(
        scope,
        construct_id,
        cors_preflight=apigateway.CorsPreflightOptions(
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=["authorization", "content-type"],
            # The second is how Sentry's clients are told to wait: https://develop.sentry.dev/sdk/expected-features/rate-limiting/
            expose_headers=["retry-after", "x-sentry-rate-limits"],
            # Chromium keeps a preflight's answer for two hours at the most.
            max_age=Duration.hours(2),
        ),
    )
