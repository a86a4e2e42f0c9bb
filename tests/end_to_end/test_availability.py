"""What agents say of themselves, and what a page may know of it."""

import asyncio
import json
import time
from typing import Any

import pytest

from local.stack import LocalStack
from tests.end_to_end.clients import Client, VisitorKey, agent, http_session, run, visitor

LONG_SECONDS = 90
LEASE_SECONDS = 180


def file_of(stack: LocalStack) -> str:
    return f"{stack.addresses.chat}/availability/{stack.addresses.shop.partition('//')[2]}.json"


async def groups(stack: LocalStack) -> dict[str, Any]:
    async with http_session(raise_for_status=True) as session, session.get(file_of(stack)) as answer:
        found: dict[str, Any] = json.loads(await answer.text())["groups"]
        return found


async def renew(client: Client, presence: str) -> None:
    answer = await client.ask("renew_presence", presence=presence)
    assert (answer["type"], answer["presence"]) == ("presence_renewed", presence)


def is_lease(valid_until: int, since: int) -> bool:
    """Whether it ends as late as a lease does that was given since then."""
    return since + LEASE_SECONDS <= valid_until <= time.time() + LEASE_SECONDS


def test_a_page_finds_the_file_before_any_agent_has_come(stack: LocalStack) -> None:
    async def go() -> None:
        headers = {"Origin": stack.addresses.shop}
        async with (
            http_session(raise_for_status=True) as session,
            session.get(file_of(stack), headers=headers) as answer,
        ):
            assert answer.headers["Content-Type"] == "application/json"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Cache-Control"] == "public, max-age=15"
            found = json.loads(await answer.text())
        assert found["unanswered_seconds"] == 60
        assert list(found["groups"]) == ["service", "sales"]

    run(go())


def test_an_agent_is_seen_as_what_it_says_of_itself(stack: LocalStack, chat: str, tokens: dict[str, str]) -> None:
    async def go() -> None:
        async with agent(chat, tokens["sales"]) as ada:
            for presence, state in (("available", "available"), ("away", "busy"), ("available", "available")):
                since = int(time.time())
                await renew(ada, presence)
                sales = (await groups(stack))["sales"]
                assert sales["state"] == state
                assert is_lease(sales["valid_until"], since)
            await renew(ada, "offline")
            assert (await groups(stack))["sales"] == {"state": "offline", "valid_until": 0}

    run(go())


def test_an_agent_says_nothing_of_other_groups(stack: LocalStack, chat: str, tokens: dict[str, str]) -> None:
    async def go() -> None:
        before = (await groups(stack))["sales"]
        async with agent(chat, tokens["service"]) as ada:
            await renew(ada, "available")
            assert (await groups(stack))["sales"] == before
            await renew(ada, "offline")

    run(go())


def test_a_free_colleague_counts_more_than_one_who_is_away(
    stack: LocalStack, chat: str, tokens: dict[str, str]
) -> None:
    async def go() -> None:
        async with agent(chat, tokens["sales"]) as sally, agent(chat, tokens["sales_2"]) as sam:
            await renew(sally, "away")
            await renew(sam, "available")
            assert (await groups(stack))["sales"]["state"] == "available"
            await renew(sam, "offline")
            assert (await groups(stack))["sales"]["state"] == "busy"
            await renew(sally, "offline")

    run(go())


def test_who_leaves_without_a_word_is_gone_when_a_colleague_renews(
    stack: LocalStack, chat: str, tokens: dict[str, str]
) -> None:
    async def go() -> None:
        async with agent(chat, tokens["sales_2"]) as sam:
            async with agent(chat, tokens["sales"]) as sally:
                await renew(sally, "available")
            await renew(sam, "away")
            state = await settled(stack, sam)
            await renew(sam, "offline")
        assert state == "busy"

    async def settled(stack: LocalStack, sam: Client) -> str:
        """The connection's end is told to a function after it has come, so the first renewal may be too early."""
        over = time.monotonic() + LONG_SECONDS
        while True:
            await renew(sam, "away")
            state = str((await groups(stack))["sales"]["state"])
            if state == "busy" or time.monotonic() > over:
                return state
            await asyncio.sleep(1)

    run(go())


def test_a_visitor_has_no_presence(chat: str, shop: str) -> None:
    async def go() -> None:
        async with visitor(chat, shop, VisitorKey()) as guest:
            answer = await guest.ask("renew_presence", presence="available")
            assert (answer["type"], answer["code"]) == ("command_refused", "not_allowed")

    run(go())


def test_bad_presence_is_refused_by_its_name(chat: str, agent_token: str) -> None:
    async def go() -> None:
        async with agent(chat, agent_token) as sally:
            answer = await sally.ask("renew_presence", presence="on holiday")
            assert (answer["type"], answer["code"]) == ("command_refused", "invalid_command")

    run(go())


def test_a_ping_is_answered(chat: str, shop: str) -> None:
    async def go() -> None:
        async with visitor(chat, shop, VisitorKey()) as guest:
            await guest.socket.send_str('{"type":"ping"}')
            assert await guest.receive() == {"type": "ponged"}

    run(go())


@pytest.mark.parametrize("type_", ["$connect", "$disconnect"])
def test_a_frame_that_names_a_route_of_api_gateways_own_does_nothing(
    stack: LocalStack, chat: str, agent_token: str, type_: str
) -> None:
    async def go() -> None:
        async with agent(chat, agent_token) as sally:
            await renew(sally, "available")
            await sally.socket.send_json({"type": type_, "command_id": "c0"})
            await sally.socket.send_str('{"type":"ping"}')
            assert (await sally.event("ponged")) == {"type": "ponged"}
            await renew(sally, "available")
            assert (await groups(stack))["sales"]["state"] == "available"
            await renew(sally, "offline")

    run(go())
