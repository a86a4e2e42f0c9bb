"""``agents add | disable | list``: who may answer, and who may read errors, in the deployment's user pool."""

import secrets
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cli.answer import Answer, Say, rich_table, table
from cli.connections import Connections
from cli.deployment import Deployment
from cli.errors import Failed, WrongUse

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


@dataclass(frozen=True, kw_only=True)
class Agent:
    """``agent_id`` is what conversations know of an agent; ``username`` is what Cognito calls the account."""

    username: str
    agent_id: str
    email: str
    enabled: bool
    status: str
    groups: tuple[str, ...]


class Agents:
    """The accounts of a user pool."""

    def __init__(self, cognito: "CognitoIdentityProviderClient", pool: str) -> None:
        self._cognito = cognito
        self._pool = pool

    def add(self, name: str, groups: Iterable[str]) -> bool:
        """See to it that the account is there, enabled and in ``groups``; whether it had to be made.

        ``name`` is an e-mail address, or the username of an account that a company's directory brought. Cognito writes
        to a new one with a password for the first sign-in.
        """
        is_new = self._get(name) is None
        if is_new:
            self._create(name)
        self._cognito.admin_enable_user(UserPoolId=self._pool, Username=name)
        for group in groups:
            self._cognito.admin_add_user_to_group(UserPoolId=self._pool, Username=name, GroupName=group)
        return is_new

    def disable(self, name: str) -> str:
        """The agent id. No sign-in and no new token from now on. Raises ``Failed``."""
        user = self._get(name)
        if user is None:
            raise Failed(f"there is no agent {name}; agents list shows those that there are")
        self._cognito.admin_disable_user(UserPoolId=self._pool, Username=name)
        self._cognito.admin_user_global_sign_out(UserPoolId=self._pool, Username=name)
        return _attribute(user["UserAttributes"], "sub")

    def list(self, groups: Iterable[str]) -> list[Agent]:
        """Every account, with those of ``groups`` that it is in."""
        members = {group: self._members(group) for group in groups}
        pages = self._cognito.get_paginator("list_users").paginate(UserPoolId=self._pool)
        return [_agent(user, members) for page in pages for user in page["Users"]]

    def _get(self, name: str) -> Any:
        try:
            return self._cognito.admin_get_user(UserPoolId=self._pool, Username=name)
        except self._cognito.exceptions.UserNotFoundException:
            return None

    def _create(self, email: str) -> None:
        if "@" not in email:
            raise WrongUse(f"{email}: expected an e-mail address, or the username of an account that is there")
        self._cognito.admin_create_user(
            UserPoolId=self._pool,
            Username=email,
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
            TemporaryPassword=secrets.token_urlsafe(18),
            DesiredDeliveryMediums=["EMAIL"],
        )

    def _members(self, group: str) -> frozenset[str]:
        pages = self._cognito.get_paginator("list_users_in_group").paginate(UserPoolId=self._pool, GroupName=group)
        return frozenset(user["Username"] for page in pages for user in page["Users"])


def add(deployment: Deployment, arguments: Namespace, _: Say) -> Answer:
    unknown = [group for group in arguments.group if group not in deployment.account_groups]
    if unknown:
        raise WrongUse(f"{unknown[0]}: expected one of the groups {', '.join(deployment.account_groups)}")
    is_new = _agents(deployment).add(arguments.agent, arguments.group)
    did = "added; Cognito sends the first password" if is_new else "was there already, and is enabled"
    return Answer(
        data={"agent": arguments.agent, "groups": arguments.group, "new": is_new},
        text=f"{arguments.agent}: {did}; groups: {', '.join(arguments.group)}",
    )


def disable(deployment: Deployment, arguments: Namespace, _: Say) -> Answer:
    agent_id = _agents(deployment).disable(arguments.agent)
    ended = _connections(deployment).end(agent_id)
    return Answer(
        data={"agent": arguments.agent, "connections_ended": ended},
        text=f"{arguments.agent}: disabled and signed out everywhere; open connections ended: {ended}",
    )


def show(deployment: Deployment, _: Namespace, __: Say) -> Answer:
    agents = _agents(deployment).list(deployment.account_groups)
    rows = [("AGENT", "USERNAME", "STATE", "GROUPS")]
    for agent in agents:
        state = agent.status.lower() if agent.enabled else "disabled"
        rows.append((agent.email, agent.username, state, " ".join(agent.groups)))
    return Answer(
        data=[asdict(agent) for agent in agents],
        text=table(rows) if agents else "no agents yet",
        rich=rich_table(rows) if agents else None,
    )


def _agents(deployment: Deployment) -> Agents:
    return Agents(deployment.session.client("cognito-idp"), deployment.output("UserPoolId"))


def _connections(deployment: Deployment) -> Connections:
    url = deployment.output("ConnectionsUrl")
    return Connections(
        deployment.session.client("dynamodb"),
        deployment.session.client("apigatewaymanagementapi", endpoint_url=url),
        table=deployment.output("ChatTable"),
        groups=deployment.groups,
    )


def _agent(user: Any, members: dict[str, frozenset[str]]) -> Agent:
    name = user["Username"]
    return Agent(
        username=name,
        agent_id=_attribute(user["Attributes"], "sub"),
        email=_attribute(user["Attributes"], "email"),
        enabled=user["Enabled"],
        status=user["UserStatus"],
        groups=tuple(group for group, names in members.items() if name in names),
    )


def _attribute(attributes: Iterable[Any], name: str) -> str:
    return next((str(each.get("Value", "")) for each in attributes if each["Name"] == name), "")
