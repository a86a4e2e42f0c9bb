"""An agent's lists."""

from collections.abc import Iterable

from lambdas.chat.conversation import shown_to
from lambdas.chat.records import Caller, StoredConversation, live
from lambdas.chat.rights import agent_only
from lambdas.chat.store import ChatStore
from lambdas.identity.people import SUPERVISOR, Agent, site_of
from lambdas.identity.sites import Sites
from lambdas.protocol.commands import ListConversations
from lambdas.protocol.entries import Conversation, Party
from lambdas.protocol.events import ConversationsListed
from lambdas.protocol.limits import LISTED_CONVERSATIONS


class Desk:
    def __init__(self, store: ChatStore, *, sites: Sites) -> None:
        self._store = store
        self._sites = sites

    def list_conversations(self, caller: Caller, command: ListConversations) -> ConversationsListed:
        """Both lists, kept up to date on this connection from before they are read.

        The connection also gets what is said in the agent's own conversations, whether it has them open or not.
        """
        agent = agent_only(caller.identity)
        for group in agent.groups:
            self._store.join_group(group, caller.connection)
        groups = self._groups_seen_by(agent)
        waiting = _newest((self._store.list_waiting(group) for group in groups), caller.now)
        taken = _newest((self._taken(agent, group) for group in groups), caller.now)
        for conversation in taken:
            if conversation.agent_id == agent.agent_id:
                self._store.join(conversation.conversation_id, caller.connection)
        return ConversationsListed(command_id=command.command_id, waiting=_shown(waiting), taken=_shown(taken))

    def _groups_seen_by(self, agent: Agent) -> set[str]:
        """An agent's own groups; a supervisor's are all of the site."""
        own = {group for group in agent.groups if not group.endswith(f".{SUPERVISOR}")}
        sites = ((name, site) for name, site in self._sites.items() if agent.supervises(name))
        return own | {f"{name}.{group}" for name, site in sites for group in site.groups}

    def _taken(self, agent: Agent, group: str) -> list[StoredConversation]:
        return self._store.list_taken(group, None if agent.supervises(site_of(group)) else agent.agent_id)


def _newest(lists: Iterable[list[StoredConversation]], now: int) -> list[StoredConversation]:
    """Of all lists together. One gets too long when visitors leave without a word, and those stand at its old end."""
    found = live((conversation for each in lists for conversation in each), now)
    return sorted(found, key=lambda each: each.changed_at, reverse=True)[:LISTED_CONVERSATIONS]


def _shown(conversations: list[StoredConversation]) -> list[Conversation]:
    return [shown_to(Party.AGENT, conversation) for conversation in conversations]
