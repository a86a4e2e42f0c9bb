"""Roles are enforced in the local run, and each action of a function of ours is needed: without it something fails."""

import asyncio
import copy
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from local import assembly
from local.agents import Agent, create_agent
from local.assembly import Template
from local.stack import ASSEMBLY, LocalStack
from local.synthesis import synthesized
from tests.end_to_end import clients
from tests.end_to_end.around import dynamodb, token
from tests.end_to_end.clients import Client, VisitorKey

SALES = Agent(username="sales@example.com", groups=("shop.sales",))


def statements(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each statement of a policy of our functions' roles, with the name of the policy."""
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::IAM::Policy" and name.startswith(("Chat", "Health")):
            for statement in resource["Properties"]["PolicyDocument"]["Statement"]:
                yield name, statement


def actions_of(statement: dict[str, Any]) -> list[str]:
    action = statement["Action"]
    return [action] if isinstance(action, str) else list(action)


def grants() -> list[tuple[str, str]]:
    synthesized(ASSEMBLY)
    templates = [stack.template for stack in assembly.stacks(ASSEMBLY)]
    found = {
        (name, action)
        for template in templates
        for name, statement in statements(template)
        for action in actions_of(statement)
        # Nobody waits for a log.
        if not action.startswith("logs:")
    }
    return sorted(found)


def without(grant: tuple[str, str], template: Template) -> Template:
    policy, action = grant
    changed = copy.deepcopy(template)
    for name, statement in statements(changed):
        if name == policy:
            # A statement has to name some action.
            left = [each for each in actions_of(statement) if each != action]
            statement["Action"] = left or ["sts:GetCallerIdentity"]
    return changed


async def talk(stack: LocalStack, tokens: list[str]) -> None:
    """A conversation that needs every grant; raises where something does not work."""
    chat, shop = stack.addresses.chat, stack.addresses.shop
    async with clients.http_session() as session, session.get(f"{chat}/api/health") as health:
        assert health.status == 200
    async with AsyncExitStack() as opened:
        agent, supervisor = [await opened.enter_async_context(clients.agent(chat, token)) for token in tokens]
        await come_and_go(stack, agent)
        async with clients.visitor(chat, shop, VisitorKey()) as visitor:
            started = await visitor.ask("start", locale="de", group="sales")
            conversation_id = started["conversation"]["conversation_id"]
            listed = await agent.ask("list_conversations")
            assert [each["conversation_id"] for each in listed["waiting"]] == [conversation_id]
            # The supervisor looks, and must look no longer once the conversation is taken.
            await supervisor.ask("open", conversation_id=conversation_id)
            await agent.ask("take", conversation_id=conversation_id)
            assert len(connections_in(stack, conversation_id)) == 2
            assert (await visitor.send("hello", 2))["seq"] == 3
            async with asyncio.timeout(5):
                assert (await agent.entry())["text"] == "hello"
        async with asyncio.timeout(10):
            while connections_in(stack, conversation_id) != ["agent"]:
                await asyncio.sleep(0.1)


async def come_and_go(stack: LocalStack, agent: Client) -> None:
    """An agent of sales, and what a page is told of it."""
    page = stack.addresses.shop.partition("//")[2]
    for presence, state in (("available", "available"), ("away", "busy"), ("offline", "offline")):
        assert (await agent.ask("renew_presence", presence=presence))["type"] == "presence_renewed"
        async with (
            clients.http_session() as session,
            session.get(f"{stack.addresses.chat}/availability/{page}.json") as answer,
        ):
            assert (await answer.json())["groups"]["sales"]["state"] == state


def connections_in(stack: LocalStack, conversation_id: str) -> list[str]:
    """Whose connections are registered in a conversation."""
    rows = dynamodb(stack).query(
        TableName=stack.outputs["ChatTable"],
        KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues={":pk": {"S": f"conversation#{conversation_id}"}, ":sk": {"S": "connection#"}},
    )
    return sorted(row["party"]["S"] for row in rows["Items"])


def talked(stack: LocalStack) -> None:
    create_agent(stack.aws.cognito, stack.outputs["UserPoolId"], SALES)
    supervisor = next(agent for agent in stack.agents if agent.groups == ("shop.supervisor",))
    clients.run(talk(stack, [token(stack, agent) for agent in (SALES, supervisor)]))


def test_with_every_grant_the_conversation_works() -> None:
    with LocalStack() as stack:
        talked(stack)


@pytest.mark.parametrize("grant", grants(), ids=" ".join)
def test_without_one_of_its_actions_something_fails(grant: tuple[str, str]) -> None:
    with (
        LocalStack(change=lambda _, template: without(grant, template)) as stack,
        pytest.raises((AssertionError, KeyError, TimeoutError, aiohttp.WSServerHandshakeError)),
    ):
        talked(stack)
