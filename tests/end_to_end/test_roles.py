"""Roles are enforced in the local run, and each action of a function of ours is needed: without it something fails."""

import asyncio
import copy
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from local import assembly
from local.agents import Agent, create_agent
from local.assembly import Template
from local.stack import ASSEMBLY, LocalStack
from local.synthesis import synthesized
from tests.end_to_end import clients
from tests.end_to_end.around import client, dynamodb, token
from tests.end_to_end.clients import Client, VisitorKey
from tests.end_to_end.contact_client import contact_id, post, post_as_agent, submit
from tests.end_to_end.error_client import Reports, event_of
from tests.end_to_end.known_paths import without_stores
from tests.end_to_end.usage_client import dead_letters, look_after, opened, post_events, return_at_once
from tests.end_to_end.waiting import eventually

OURS = ("Analytics", "Chat", "Contact", "ErrorReports", "Health", "Privacy", "Retention")
REPORT = "lambda:InvokeFunction"
"""By which a function reports its own errors: all have it from one construct, so one of them shows it."""

REPORTS = "Privacy"
# MiniStack asks nobody for them: what Lambda does with a queue in a function's name, and the change of a mapping.
NOT_ENFORCED = {
    "lambda:UpdateEventSourceMapping",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
}

SOON = 15
"""Seconds within which everything is done that can be, on a machine that has nothing else to do."""

PATIENT = 120
"""Seconds within which it is done on any."""

SALES = Agent(username="sales@example.com", groups=("shop.sales",))


def statements(template: Template) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each statement of a policy of our functions' roles, with the name of the policy."""
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::IAM::Policy" and name.startswith(OURS):
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
        if not action.startswith("logs:") and action not in NOT_ENFORCED
        if action != REPORT or name.startswith(REPORTS)
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


async def talk(stack: LocalStack, tokens: list[str], seconds: int) -> None:
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
            async with asyncio.timeout(seconds):
                assert (await agent.entry())["text"] == "hello"
        async with asyncio.timeout(seconds):
            while connections_in(stack, conversation_id) != ["agent"]:
                await asyncio.sleep(0.1)
    await contact(stack, tokens[0])
    await privacy(stack, tokens, seconds)


async def privacy(stack: LocalStack, tokens: list[str], seconds: int) -> None:
    """A visitor who asks for all that there is to ask, while an agent's list is open, and what the schedule does."""
    chat, shop, key = stack.addresses.chat, stack.addresses.shop, VisitorKey()
    async with clients.http_session() as session, clients.agent(chat, tokens[0]) as agent:
        async with clients.visitor(chat, shop, key) as visitor:
            await agent.ask("list_conversations")
            await visitor.ask("start", locale="de", group="sales")
            await submit(chat, shop, key, request_id="request-00000002", group="sales")
            status, stored = await post(session, chat, "/api/privacy/stored", shop, key, {})
            kinds = [each["kind"] for each in stored["stored"]]
            assert (status, kinds) == (200, ["conversation", "contact_requests", "connections", "proofs"])
            status, part = await post(session, chat, "/api/privacy/export", shop, key, {})
            assert (status, [each["kind"] for each in part["entries"]]) == (200, ["started"])
            erase = {"erasure_id": "erasure-00000001"}
            status, progress = await post(session, chat, "/api/privacy/erasures", shop, key, erase)
            assert (status, bool(progress["receipt"])) == (200, True)
            async with asyncio.timeout(seconds):
                for each in (agent, visitor):
                    assert (await each.event("conversation_erased"))["conversation_id"] == f"shop.{key.visitor_id}"
            assert (await visitor.ask("start", locale="de"))["code"] == "erased"
        async with session.get(f"{chat}/api/privacy/receipt-key") as answer:
            assert (await answer.json())["keys"][0]["crv"] == "Ed25519"
        erase = {"erasure_id": "erasure-00000002", "conversation_id": f"shop.{key.visitor_id}"}
        status, _ = await post_as_agent(session, chat, "/api/privacy/erasures", tokens[1], erase)
        assert status == 200
    assert resumed(stack) == {"ended": 0}


def resumed(stack: LocalStack) -> object:
    """What the schedule's call of the function comes to."""
    functions = client(stack, "lambda")
    (name,) = (
        each["FunctionName"]
        for page in functions.get_paginator("list_functions").paginate()
        for each in page["Functions"]
        if each["Handler"] == "lambdas.privacy.handler.handler"
    )
    return called(stack, name, {"resume": "erasures"})


def called(stack: LocalStack, function: str, event: dict[str, str]) -> object:
    """What a function answers to its schedule."""
    answer = client(stack, "lambda").invoke(FunctionName=function, Payload=json.dumps(event))
    assert "FunctionError" not in answer
    return json.loads(answer["Payload"].read())


async def contact(stack: LocalStack, agent_token: str) -> None:
    """A contact request that is sent twice, and an agent who takes it."""
    chat, shop, key = stack.addresses.chat, stack.addresses.shop, VisitorKey()
    search = {"state": "new"}
    async with clients.http_session() as session:
        for _ in range(2):
            received = await submit(chat, shop, key, request_id="request-00000001", group="sales")
        status, found = await post_as_agent(session, chat, "/api/contact/search", agent_token, search)
        assert (status, len(found["requests"])) == (200, 1)
        change = {"contact_id": contact_id("shop", key, received), "version": 1, "change": {"type": "take"}}
        status, _ = await post_as_agent(session, chat, "/api/contact/changes", agent_token, change)
        assert status == 200
        # Whoever is no agent is told so, which takes noting that the proof was used.
        status, _ = await post(session, chat, "/api/contact/search", shop, key, search)
        assert status == 403


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


def talked(stack: LocalStack, seconds: int) -> None:
    create_agent(stack.aws.cognito, stack.outputs["UserPoolId"], SALES)
    supervisor = next(agent for agent in stack.agents if agent.groups == ("shop.supervisor",))
    clients.run(talk(stack, [token(stack, agent) for agent in (SALES, supervisor)], seconds))


def look_after_by_hand(stack: LocalStack) -> None:
    """From now on the schedule does not come in between, however long it takes."""
    events = client(stack, "events")
    for rule in events.list_rules()["Rules"]:
        if "ScheduleExpression" in rule:
            events.disable_rule(Name=rule["Name"])


def analysed(stack: LocalStack, seconds: int) -> None:
    """Events that Matomo takes, one that it does not, and some that wait while it is away; raises where it fails."""
    look_after_by_hand(stack)
    return_at_once(stack)
    matomo = stack.matomo
    matomo.poisoned = lambda told: told["e_a"] == "call_ended"
    assert post_events(stack, [opened(), {"type": "call_ended", "age": 0}])[0] == 202
    eventually(lambda: (len(matomo.requests), dead_letters(stack)) == (1, 1), seconds=seconds)
    matomo.away = True
    assert post_events(stack, [opened()])[0] == 202
    eventually(lambda: look_after(stack) == "pause", seconds=seconds)
    matomo.away = False
    assert look_after(stack) == "resume"
    eventually(lambda: len(matomo.requests) == 2, seconds=seconds)
    dynamodb(stack).update_item(
        TableName=stack.outputs["ClaimsTable"],
        Key={"pk": {"S": "matomo"}},
        UpdateExpression="SET resumed_at = :long_ago",
        ExpressionAttributeValues={":long_ago": {"N": "1"}},
    )
    assert look_after(stack) == "forget"


def reported(stack: LocalStack, seconds: int) -> None:
    """A page's error that the operator reads and resolves, and one of a function; raises where it fails."""
    reports = Reports(stack)
    operator = token(stack, next(agent for agent in stack.agents if agent.groups == ("operator",)))
    assert reports.post(event_of("TypeError", "no such thing"))[0] == 200
    (fault,) = reports.found(operator)
    fault_id = fault["fault_id"]
    assert len(reports.read(operator, fault_id)["samples"]) == 1
    for resolved, state in ((True, "resolved"), (False, "open")):
        status, told = reports.ask(operator, "resolve", fault_id=fault_id, resolved=resolved)
        assert (status, told["state"]) == (200, state)
    # Whoever is no agent is told so, which takes noting that the proof was used.
    assert as_visitor(stack, "/api/errors/search") == 403
    with without_stores(stack):
        assert as_visitor(stack, "/api/privacy/stored") == 500
    eventually(
        lambda: reports.rows("fault#"), lambda rows: {row["source"] for row in rows} == {"page", "function"}, seconds
    )


def as_visitor(stack: LocalStack, path: str) -> int:
    async def ask() -> int:
        async with clients.http_session() as session:
            status, _ = await post(session, stack.addresses.chat, path, stack.addresses.shop, VisitorKey(), {})
            return status

    return clients.run(ask())


def swept(stack: LocalStack) -> None:
    """A report of long ago goes, a row that lives too long is shortened, and how far it came is noted; else raises."""
    table, errors = dynamodb(stack), stack.outputs["ErrorsTable"]
    day = f"day#{datetime.now(UTC) - timedelta(days=40):%Y-%m-%d}"
    old = {"pk": {"S": day}, "sk": {"S": "fault#0123456789abcdef"}}
    # Without an end, so that time to live can not do it.
    table.put_item(TableName=errors, Item=old)
    long_lived = {"pk": {"S": "challenge#long-lived"}, "sk": {"S": "used"}, "expires_at": {"N": "99999999999"}}
    table.put_item(TableName=stack.outputs["ChatTable"], Item=long_lived)
    answer = called(stack, stack.outputs["RetentionFunction"], {"sweep": "hourly"})
    assert answer == {"swept": 1, "shortened": 1, "unknown": 0}
    rows = {(row["pk"], row["sk"]) for row in Reports(stack).rows()}
    assert ("sweep#errors", "cursor") in rows
    assert (day, "fault#0123456789abcdef") not in rows


def works_for(policy: str, action: str, stack: LocalStack) -> None:
    """What needs this action of a function with this policy."""
    if policy.startswith("Retention"):
        swept(stack)
    elif policy.startswith("ErrorReports") or action == REPORT:
        reported(stack, SOON)
    elif policy.startswith("Analytics"):
        analysed(stack, SOON)
    else:
        talked(stack, SOON)


def test_with_every_grant_everything_works() -> None:
    with LocalStack() as stack:
        talked(stack, PATIENT)
        analysed(stack, PATIENT)
        reported(stack, PATIENT)
        swept(stack)


@pytest.mark.parametrize("grant", grants(), ids=" ".join)
def test_without_one_of_its_actions_something_fails(grant: tuple[str, str]) -> None:
    with (
        LocalStack(change=lambda _, template: without(grant, template)) as stack,
        pytest.raises((AssertionError, KeyError, TimeoutError, aiohttp.ClientResponseError)),
    ):
        works_for(*grant, stack)
