"""What people do in a chat, each thing alone and from the same beginning, with what it costs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from lambdas.chat.records import StoredEntry
from lambdas.protocol.entries import Message, Party
from tests.bench.chat import DAY, Chat, Cost, Seat, agent, running, visitor

TEXT: Final = "Guten Tag, haben Sie das auch in Blau? Ich suche es schon eine ganze Weile, in Größe 42."
BATCH: Final = 10
CONVERSATION: Final = visitor().conversation_id
_NAMED: Final = {"conversation_id": CONVERSATION}
_OTHER: Final = visitor(1)

Answer = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A visitor and the agent who took the conversation, one connection each. ``cursor`` is the newest entry."""

    chat: Chat
    guest: Seat
    ada: Seat
    cursor: int


@dataclass(frozen=True, kw_only=True)
class Action:
    """``before`` is not counted."""

    name: str
    act: Callable[[Talk], Answer]
    before: Callable[[Talk], object] = lambda _: None


def talk(chat: Chat, entries: int = 2, agent_id: str = "ada") -> Talk:
    """With so many entries, the first two of which are that it began and was taken."""
    guest, ada = chat.connect(visitor()), chat.connect(agent(agent_id))
    guest.sends("start", locale="de")
    ada.sends("take", **_NAMED)
    for seq in range(3, entries + 1):
        _lay(chat, seq)
    return Talk(chat=chat, guest=guest, ada=ada, cursor=entries)


def _lay(chat: Chat, seq: int) -> None:
    """A message of either side by turns, as if it had been sent."""
    author = (Party.AGENT, Party.VISITOR)[seq % 2]
    said = Message(seq=seq, at=chat.now, author=author, client_message_id=f"{seq:036}", text=TEXT, seen=seq - 1)
    agent_id = "ada" if author is Party.AGENT else None
    stored = StoredEntry(entry=said, agent_id=agent_id, expires_at=(chat.now + 90 * DAY) // 1000)
    chat.store.append(CONVERSATION, stored)


def cost(action: Action) -> Cost:
    """In a chat of its own."""
    with running() as chat:
        here = talk(chat)
        action.before(here)
        return chat.cost(lambda: action.act(here))


def says(here: Talk, times: int = 1) -> Answer:
    return here.guest.says(TEXT, here.cursor, times)


def days_pass(here: Talk, days: float) -> None:
    """Both come back then: no connection lasts longer than two hours."""
    here.chat.now += round(days * DAY)
    here.guest.sends("open", cursor=here.cursor)
    here.ada.sends("open", cursor=here.cursor, **_NAMED)


def _agent_is_gone(here: Talk) -> None:
    here.chat.gateway.open.discard(here.ada.connection_id)


def _opens_a_tab(here: Talk) -> Answer:
    return here.chat.connect(visitor()).sends("open", cursor=here.cursor)


def _marks(here: Talk) -> Answer:
    return here.guest.sends("mark_entries", delivered=here.cursor, seen=here.cursor)


def _types(here: Talk) -> Answer:
    return here.guest.sends("announce_typing", seen=here.cursor)


def _lists_are_kept(here: Talk, agents: int) -> None:
    """By so many other agents of the group."""
    for number in range(agents):
        here.chat.connect(agent(f"agent{number}")).sends("list_conversations")


def _another_starts(here: Talk) -> Answer:
    return here.chat.connect(_OTHER).sends("start", locale="de")


def _takes_the_other(here: Talk) -> Answer:
    return here.ada.sends("take", conversation_id=_OTHER.conversation_id)


def _another_starts_with_lists(here: Talk, agents: int) -> None:
    _another_starts(here)
    _lists_are_kept(here, agents)


def _closes(here: Talk) -> Answer:
    return here.ada.sends("close", **_NAMED)


def _is_available(here: Talk) -> Answer:
    return here.ada.sends("renew_presence", presence="available")


def _was_available_a_minute_ago(here: Talk) -> None:
    _is_available(here)
    here.chat.now += 60_000


MESSAGE: Final = Action(name="a message", act=says)
A_DAY_LATER: Final = Action(
    name="a message, a day after the last change", act=says, before=partial(days_pass, days=1.1)
)
TYPING: Final = Action(name="typing", act=_types)
MARK: Final = Action(name="a mark", act=_marks)
WITHIN: Final = (
    MESSAGE,
    Action(name="a message, one tab more", act=says, before=_opens_a_tab),
    Action(name=f"{BATCH} messages in one frame", act=partial(says, times=BATCH)),
    A_DAY_LATER,
    Action(name="a message to an agent who is gone", act=says, before=_agent_is_gone),
    TYPING,
    MARK,
    Action(name="a mark that says nothing new", act=_marks, before=_marks),
)

OPEN: Final = Action(name="open anew, nothing missed", act=_opens_a_tab)
PRESENCE: Final = Action(name="presence, a minute later", act=_is_available, before=_was_available_a_minute_ago)
LEAVE: Final = Action(name="a connection ends", act=lambda here: here.guest.leaves())


def changes(agents: int) -> tuple[Action, Action, Action]:
    """Start, take and close, while so many other agents keep their lists open."""
    return (
        Action(name="start", act=_another_starts, before=partial(_lists_are_kept, agents=agents)),
        Action(name="take", act=_takes_the_other, before=partial(_another_starts_with_lists, agents=agents)),
        Action(name="close", act=_closes, before=partial(_lists_are_kept, agents=agents)),
    )


AROUND: Final = (
    *changes(0),
    Action(name="close, one agent's lists open", act=_closes, before=partial(_lists_are_kept, agents=1)),
    Action(name="close, ten agents' lists open", act=_closes, before=partial(_lists_are_kept, agents=10)),
    OPEN,
    LEAVE,
    Action(name="an agent's lists", act=lambda here: here.ada.sends("list_conversations")),
    Action(name="presence, new", act=_is_available),
    PRESENCE,
)
