"""What each chat function is told, one model a function."""

from typing import Annotated

from msgspec import Meta

from lambdas.aws.environment import Environment
from lambdas.identity.environment import Url
from lambdas.identity.sites import Sites

RetentionDays = Annotated[int, Meta(ge=1, le=3650)]


class ConnectionsEnvironment(Environment, frozen=True, kw_only=True):
    table_name: str


class MessagesEnvironment(Environment, frozen=True, kw_only=True):
    """``connections_url`` is the ``@connections`` endpoint including the stage.

    ``public_url`` is ``https://<chat name>`` without a slash at its end: whom a token of ``identify`` is made out to.
    """

    table_name: str
    connections_url: Url
    public_url: Url
    sites: Sites
    conversation_retention_days: RetentionDays


class PresenceEnvironment(Environment, frozen=True, kw_only=True):
    """``availability_bucket`` is the name of the bucket that the edge serves ``/availability/`` from."""

    table_name: str
    availability_bucket: str
    sites: Sites
    conversation_retention_days: RetentionDays
