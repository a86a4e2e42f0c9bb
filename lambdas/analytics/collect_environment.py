"""What the collecting function is told."""

from typing import Annotated

from msgspec import Meta

from lambdas.aws.environment import Environment


class CollectEnvironment(Environment, frozen=True, kw_only=True):
    """``matomo_sites`` says by a page's origin which of Matomo's websites it is, ``waiting_days`` how long an event may
    wait for Matomo. ``edge_secret`` is the ARN of the secret by which CloudFront is known.
    """

    edge_secret: str
    matomo_sites: dict[str, int]
    queue_url: str
    waiting_days: Annotated[int, Meta(ge=1, le=14)]
