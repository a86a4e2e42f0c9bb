"""What the health function is told."""

from lambdas.aws.environment import Environment


class HealthEnvironment(Environment, frozen=True, kw_only=True):
    release: str
