"""What the function is told that sends to Matomo."""

from typing import Annotated

from msgspec import Meta

from lambdas.aws.environment import Environment


class ForwardEnvironment(Environment, frozen=True, kw_only=True):
    """``matomo_token_secret`` is the ARN of a secret, ``dead_letters`` the address of a queue."""

    matomo_url: Annotated[str, Meta(pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?\Z")]
    matomo_token_secret: str
    claims_table: str
    dead_letters: str
