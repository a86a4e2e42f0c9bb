"""What the operator does on the command line takes hold of what is open."""

import pytest

from cli.__main__ import main
from local.agents import Agent, create_agent
from local.ministack import ACCESS_KEY, SECRET_KEY
from local.stack import LocalStack
from tests.end_to_end import clients


@pytest.fixture
def leaver(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Agent:
    """An agent who is about to leave; the command's account is the local run."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.ministack_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    agent = Agent(username="leaver@example.com", groups=("shop.sales",))
    create_agent(stack.aws.cognito, stack.outputs["UserPoolId"], agent)
    return agent


def test_disabling_an_agent_closes_the_open_console(stack: LocalStack, chat: str, leaver: Agent) -> None:
    async def scenario() -> None:
        token = await clients.access_token(
            stack.addresses.sign_in,
            stack.outputs["AgentClientId"],
            stack.addresses.console,
            leaver.username,
            leaver.password,
        )
        async with clients.agent(chat, token) as client:
            assert (await client.ask("list_conversations"))["type"] == "conversations_listed"
            assert main(["agents", "disable", leaver.username]) == 0
            with pytest.raises(ConnectionError):
                await client.receive()

    clients.run(scenario())
