"""The pages as the model keeps them: whose they are, what was written there, and what they show."""

from dataclasses import dataclass, field
from typing import Final

from lambdas.identity.people import Identity
from lambdas.protocol.entries import Party
from tests.model.host import PageState

FATES: Final = ("sent", "delivered", "seen")

NOTHING: Final = PageState(conversation=None, entries=[], unsent=[], fates={}, failed=[], unfrozen=False, ready=False)


@dataclass(frozen=True)
class Left:
    """A message that a page had not got off when it ended; pages that are opened later take it up."""

    client_message_id: str
    browser: str
    last_page: int


@dataclass
class Page:
    """``written`` are the ids of the messages written there, in that order."""

    id: int
    browser: str
    identity: Identity
    conversation: str
    is_online: bool = True
    is_looking: bool = False
    written: list[str] = field(default_factory=list)
    fates: dict[str, int] = field(default_factory=dict)
    """How far each own message had got when it was last looked at."""
    state: PageState = NOTHING

    @property
    def party(self) -> Party:
        return self.identity.party

    @property
    def may_write(self) -> bool:
        """An agent's page has nothing to write into before it has the conversation."""
        return self.party is Party.VISITOR or self.state.conversation is not None

    @property
    def newest(self) -> int:
        return self.state.entries[-1].seq if self.state.entries else 0

    @property
    def unsent(self) -> set[str]:
        return {each.client_message_id for each in self.state.unsent}

    @property
    def waiting(self) -> list[str]:
        return [each.client_message_id for each in self.state.unsent if not each.failed]
