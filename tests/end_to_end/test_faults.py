"""A conversation under every fault that the local run can make, by a seed: see ``docs/faults.md``."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from local.faults.config import Fault, Faults
from local.stack import LocalStack
from tests.end_to_end import clients
from tests.end_to_end.clients import Frame, VisitorKey
from tests.end_to_end.speaker import Shown, Speaker, shown

# Of this seed each fault comes within the first 16 posts and 35 writes; with another one the talk may go on for longer.
FAULTS = Faults(
    seed=1357,
    cut=0.02,
    delay=0.2,
    duplicate=0.05,
    reorder=0.2,
    truncate=0.02,
    end_before_write=0.03,
    end_after_write=0.03,
    end_after_post=0.05,
    throttle=0.05,
    gone=0.05,
    too_many=0.05,
    broken=0.05,
)
TURNS = 8
MOST_TURNS = 30
IN_A_TURN = 2


@asynccontextmanager
async def conversation(chat: str, shop: str, agent_token: str) -> AsyncIterator[tuple[Speaker, Speaker]]:
    """A visitor and the agent who has taken the conversation, both yet to connect."""
    key = VisitorKey()
    async with clients.visitor(chat, shop, key) as visitor, clients.agent(chat, agent_token) as agent:
        started = await visitor.ask("start", locale="en", group="sales")
        names = {"conversation_id": started["conversation"]["conversation_id"]}
        assert (await agent.ask("take", **names))["type"] == "opened"
    speakers = (
        Speaker("visitor", partial(clients.visitor, chat, shop, key), {}),
        Speaker("agent", partial(clients.agent, chat, agent_token), names),
    )
    try:
        yield speakers
    finally:
        for speaker in speakers:
            await speaker.hang_up()


async def talk(speaker: Speaker, is_enough: Callable[[int], bool]) -> list[str]:
    """What it said, all of it acknowledged."""
    await speaker.catch_up()
    said: list[str] = []
    turn = 0
    while not is_enough(turn):
        turn += 1
        texts = [f"{speaker.party} {turn}.{number}" for number in range(IN_A_TURN)]
        await speaker.say(texts)
        said += texts
    return said


async def stored(chat: str, agent_token: str, names: Frame) -> dict[int, Shown]:
    """The log as somebody reads it who was not there."""
    entries: list[Frame] = []
    async with clients.agent(chat, agent_token) as reader:
        page = await reader.ask("open", **names)
        entries += page["entries"]
        while page["earlier"]:
            page = await reader.ask("read_history", before=min(entry["seq"] for entry in entries), **names)
            entries += page["entries"]
    return {entry["seq"]: shown(entry) for entry in entries}


@pytest.fixture(autouse=True)
def done(stack: LocalStack) -> Iterator[Callable[[], Counter[Fault]]]:
    """What the faults of this test were. They end with it."""
    before = Counter(stack.faults_done)
    yield lambda: Counter(stack.faults_done) - before
    stack.faults()


def test_every_message_is_stored_once_and_in_order_whatever_fails(
    stack: LocalStack, chat: str, shop: str, agent_token: str, done: Callable[[], Counter[Fault]]
) -> None:
    def is_enough(turn: int) -> bool:
        return turn >= MOST_TURNS or (turn >= TURNS and all(map(done().get, Fault)))

    async def scenario() -> None:
        async with conversation(chat, shop, agent_token) as speakers:
            stack.faults(FAULTS)
            said = await asyncio.gather(*(talk(speaker, is_enough) for speaker in speakers))
            stack.faults()
            for speaker in speakers:
                await speaker.catch_up()
            log = await stored(chat, agent_token, speakers[1].names)
            assert sorted(log) == list(range(1, len(log) + 1))
            for speaker, begun, texts in zip(speakers, ("started", "taken"), said, strict=True):
                assert [text for _, (author, text) in sorted(log.items()) if author == speaker.party] == [begun, *texts]
                assert speaker.shown == log

    clients.run(scenario())
    assert set(done()) == set(Fault)


def said_in(opened: Frame) -> list[str]:
    return [entry["text"] for entry in opened["entries"] if entry["kind"] == "message"]


@pytest.mark.parametrize(
    ("fault", "stored_already", "told_already"),
    [("end_before_write", [], False), ("end_after_write", ["moin"], False), ("end_after_post", ["moin"], True)],
)
def test_a_function_that_ends_says_so_and_what_it_began_is_completed(
    stack: LocalStack, chat: str, shop: str, agent_token: str, fault: str, stored_already: list[str], told_already: bool
) -> None:
    message = {"type": "send_messages", "command_id": "m1", "cursor": 2}
    message["messages"] = [{"client_message_id": "once", "text": "moin"}]

    async def scenario() -> None:
        async with (
            conversation(chat, shop, agent_token) as (speaker, listener),
            speaker.connect() as visitor,
            listener.connect() as agent,
        ):
            await visitor.ask("open")
            await agent.ask("open", **listener.names)
            stack.faults(Faults(**{fault: 1}))
            await visitor.socket.send_json(message)
            assert (await visitor.receive())["message"] == "Internal server error"
            stack.faults()
            if told_already:
                assert (await agent.entry())["text"] == "moin"
            assert said_in(await visitor.ask("open")) == stored_already
            await visitor.socket.send_json(message)
            assert (await visitor.receive())["acknowledged"][0]["seq"] == 3
            assert (await agent.entry())["text"] == "moin"
            assert said_in(await visitor.ask("open")) == ["moin"]

    clients.run(scenario())
