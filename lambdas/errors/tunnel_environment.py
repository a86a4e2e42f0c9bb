"""What the tunnel is told."""

from lambdas.aws.environment import Environment


class TunnelEnvironment(Environment, frozen=True, kw_only=True):
    """``edge_secret`` is the ARN of the secret by which CloudFront is known, ``errors_dsn`` the DSN that reports name.

    ``error_origins`` says by a page's origin which site it is, and ``""`` for the console's. ``sentry_dsn`` is where
    reports are passed on to, if the operator wants that.
    """

    edge_secret: str
    errors_table: str
    errors_dsn: str
    error_origins: dict[str, str]
    sentry_dsn: str = ""
