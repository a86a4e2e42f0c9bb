"""What the health function is told."""

from lambdas.aws.environment import Environment


class HealthEnvironment(Environment, frozen=True, kw_only=True):
    """``edge_secret`` is the ARN of the secret by which CloudFront is known."""

    release: str
    edge_secret: str
