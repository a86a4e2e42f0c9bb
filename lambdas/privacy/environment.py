"""What the privacy function is told."""

from typing import Annotated

from msgspec import Meta

from lambdas.identity.environment import IdentityEnvironment, Url


class PrivacyEnvironment(IdentityEnvironment, frozen=True, kw_only=True):
    """``connections_url`` is the ``@connections`` endpoint with its stage, ``receipt_secret`` the ARN of a secret."""

    connections_url: Url
    receipt_secret: str
    recovery_days: Annotated[int, Meta(ge=0, le=35)]
    audit_days: Annotated[int, Meta(ge=1, le=3650)]
