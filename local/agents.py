"""The agents that the local run invents, so that somebody can sign in at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

PASSWORD = "moin-moin-tresen"  # noqa: S105 - for the local run only, and printed at its start


@dataclass(frozen=True, kw_only=True)
class Agent:
    """One who can sign in, and the groups that the access token will name."""

    username: str
    groups: tuple[str, ...]
    password: str = PASSWORD


def demo_agents(*, site: str, groups: Sequence[str]) -> tuple[Agent, ...]:
    """An agent in every group of the site, the site's supervisor, and whoever runs it all."""
    every = tuple(f"{site}.{group}" for group in groups)
    return (
        Agent(username="agent@example.com", groups=every),
        Agent(username="supervisor@example.com", groups=(f"{site}.supervisor",)),
        Agent(username="operator@example.com", groups=("operator",)),
    )


def create_agent(cognito: "CognitoIdentityProviderClient", pool: str, agent: Agent) -> None:
    """As an operator would, but with a password that is already the agent's own."""
    attributes = [{"Name": "email", "Value": agent.username}, {"Name": "email_verified", "Value": "true"}]
    cognito.admin_create_user(
        UserPoolId=pool,
        Username=agent.username,
        UserAttributes=attributes,  # type: ignore[arg-type]
        TemporaryPassword=agent.password,
        MessageAction="SUPPRESS",
    )
    cognito.admin_set_user_password(UserPoolId=pool, Username=agent.username, Password=agent.password, Permanent=True)
    for group in agent.groups:
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=agent.username, GroupName=group)
