"""Who may do what: the table of rights over real connections with real identities."""

from contextlib import AsyncExitStack
from typing import Any

from tests.end_to_end import clients
from tests.end_to_end.clients import Client, Frame, VisitorKey


class Scene:
    """A visitor with a conversation, a stranger, and agents, each with a connection of its own."""

    def __init__(self, chat: str, shop: str, tokens: dict[str, str]) -> None:
        self.chat, self.shop, self.tokens = chat, shop, tokens
        self.key = VisitorKey()
        self.conversation_id = ""

    async def __aenter__(self) -> "Scene":
        async with AsyncExitStack() as stack:
            self.visitor = await stack.enter_async_context(clients.visitor(self.chat, self.shop, self.key))
            opened = await self.visitor.ask("start", locale="de", group="sales")
            self.conversation_id = opened["conversation"]["conversation_id"]
            # Whatever fails before that leaves nothing open.
            self.stack = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stack.aclose()

    async def agent(self, name: str) -> Client:
        return await self.stack.enter_async_context(clients.agent(self.chat, self.tokens[name]))

    async def try_all(self, client: Client) -> dict[str, str]:
        """What a client gets for each command: the answer's type, or the code of the refusal."""
        named: dict[str, Any] = {"conversation_id": self.conversation_id}
        answers = {
            "open": await client.ask("open", **named),
            "history": await client.ask("read_history", before=9, **named),
            "write": await client.send("hello", 1, **named),
            "close": await client.ask("close", **named),
            "take": await client.ask("take", **named),
        }
        return {name: str(answer.get("code", answer["type"])) for name, answer in answers.items()}


def listed(answer: Frame, which: str) -> set[str]:
    return {conversation["conversation_id"] for conversation in answer[which]}


def test_another_visitor_reaches_nothing_of_the_first(chat: str, shop: str, tokens: dict[str, str]) -> None:
    async def scenario() -> None:
        async with Scene(chat, shop, tokens) as scene:
            await scene.visitor.send("private", 1)
            async with clients.visitor(chat, shop, VisitorKey()) as stranger:
                answers = await scene.try_all(stranger)
                assert set(answers.values()) == {"not_allowed"}
                own = await stranger.ask("open")
                assert (own["conversation"], own["entries"]) == (None, [])

    clients.run(scenario())


def test_an_agent_of_another_group_neither_sees_nor_takes(chat: str, shop: str, tokens: dict[str, str]) -> None:
    async def scenario() -> None:
        async with Scene(chat, shop, tokens) as scene:
            other = await scene.agent("service")
            assert scene.conversation_id not in listed(await other.ask("list_conversations"), "waiting")
            assert set((await scene.try_all(other)).values()) == {"not_allowed"}

    clients.run(scenario())


def test_an_agent_of_the_group_sees_takes_and_writes(chat: str, shop: str, tokens: dict[str, str]) -> None:
    async def scenario() -> None:
        async with Scene(chat, shop, tokens) as scene:
            agent = await scene.agent("sales")
            assert scene.conversation_id in listed(await agent.ask("list_conversations"), "waiting")
            named = {"conversation_id": scene.conversation_id}
            assert (await agent.send("too early", 1, **named))["code"] in {"not_allowed", "not_open"}
            taken = await agent.ask("take", **named)
            assert taken["conversation"]["state"] == "taken"
            sent = await agent.send("good day", 2, **named)
            assert sent["type"] == "messages_acknowledged"
            while (told := await scene.visitor.entry())["kind"] != "message":
                pass
            assert told["text"] == "good day"
            assert scene.conversation_id in listed(await agent.ask("list_conversations"), "taken")

    clients.run(scenario())


def test_a_taken_conversation_is_closed_to_a_colleague_of_the_same_group(
    chat: str, shop: str, tokens: dict[str, str]
) -> None:
    async def scenario() -> None:
        async with Scene(chat, shop, tokens) as scene:
            holder, colleague = await scene.agent("sales"), await scene.agent("sales_2")
            await colleague.ask("open", conversation_id=scene.conversation_id)
            await holder.ask("take", conversation_id=scene.conversation_id)
            answers = await scene.try_all(colleague)
            assert answers.pop("take") == "taken"
            assert set(answers.values()) == {"not_allowed"}
            assert (await holder.send("for the visitor", 2, conversation_id=scene.conversation_id))["seq"] == 3
            # An answer comes after whatever was delivered before it.
            await colleague.ask("list_conversations")
            told = [event for event in colleague.events if event["type"] == "entries_added"]
            assert 3 not in {entry["seq"] for event in told for entry in event["entries"]}

    clients.run(scenario())


def test_a_supervisor_reads_along_visibly_and_writes_only_after_taking_over(
    chat: str, shop: str, tokens: dict[str, str]
) -> None:
    async def scenario() -> None:
        async with Scene(chat, shop, tokens) as scene:
            holder, supervisor = await scene.agent("sales"), await scene.agent("supervisor")
            named = {"conversation_id": scene.conversation_id}
            await holder.ask("take", **named)
            assert scene.conversation_id in listed(await supervisor.ask("list_conversations"), "taken")
            assert (await supervisor.ask("open", **named))["code"] == "taken"
            opened = await supervisor.ask("open", observe=True, **named)
            assert opened["entries"][-1]["kind"] == "observed"
            kinds = [(await scene.visitor.entry())["kind"] for _ in range(2)]
            assert kinds == ["taken", "observed"]
            assert (await supervisor.send("psst", 3, **named))["code"] == "not_allowed"
            assert (await supervisor.ask("take", **named))["conversation"]["state"] == "taken"
            assert (await supervisor.send("now it is mine", 4, **named))["type"] == "messages_acknowledged"
            assert (await holder.send("still me?", 4, **named))["code"] == "not_allowed"

    clients.run(scenario())


def test_an_agent_can_not_begin_a_conversation_and_a_visitor_can_not_take_one(
    chat: str, shop: str, tokens: dict[str, str]
) -> None:
    async def scenario() -> None:
        async with Scene(chat, shop, tokens) as scene:
            agent = await scene.agent("sales")
            assert (await agent.ask("start", locale="de"))["code"] == "not_allowed"
            for command in ("take", "reopen"):
                assert (await scene.visitor.ask(command))["code"] == "not_allowed"
            assert (await scene.visitor.ask("list_conversations"))["code"] == "not_allowed"

    clients.run(scenario())


def test_nothing_of_an_agent_s_identity_reaches_the_visitor(chat: str, shop: str, tokens: dict[str, str]) -> None:
    async def scenario() -> None:
        async with Scene(chat, shop, tokens) as scene:
            agent = await scene.agent("sales")
            taken = await agent.ask("take", conversation_id=scene.conversation_id)
            agent_id = taken["conversation"]["agent_id"]
            await agent.send("hello", 2, conversation_id=scene.conversation_id)
            opened = await scene.visitor.ask("open")
            assert agent_id
            assert agent_id not in str([opened, *scene.visitor.events])

    clients.run(scenario())
