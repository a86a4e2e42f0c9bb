"""What a function is told that has to know who somebody is."""

from typing import Annotated

from msgspec import Meta

from lambdas.aws.environment import Environment
from lambdas.identity.sites import Sites

Url = Annotated[str, Meta(pattern=r"^https?://[^/]")]


class IdentityEnvironment(Environment, frozen=True, kw_only=True):
    """``public_url`` is ``https://<chat name>`` without a slash at its end; ``edge_secret`` is the secret's ARN."""

    table_name: str
    public_url: Url
    edge_secret: str
    sites: Sites
    agent_issuer: Url
    agent_keys_url: Url
    agent_client_id: str
