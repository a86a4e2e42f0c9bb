"""What a message costs, and everything beside it, next to the design of the public samples."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from lambdas.chat.records import StoredConnection
from tests.bench.actions import AROUND, CONVERSATION, TEXT, WITHIN, Action, Answer, Talk, cost, days_pass, says, talk
from tests.bench.chat import Chat, Cost, agent, running, visitor
from tests.bench.samples import Samples
from tests.bench.table import Table
from tests.billing.capacity import written
from tests.billing.use import Use

CONNECTIONS: Final = (2, 100, 10_000)
ENTRIES: Final = (10, 5_000)
MESSAGES: Final = 20
"""Of a conversation, for the average."""
_HEADS: Final = ("AWS calls", "WRU", "RRU", "frames")
WRITES: Final = 1.01
"""What a message may write on average."""

_PING: Final = Cost(calls={}, use=Use(frames=2), answer={})
"""In and back: API Gateway answers it by itself, see ``stacks/chat.py``."""


def cost_of_a_message() -> Iterator[str]:
    """Side by side with the samples, then everything else, then what the average is made of."""
    yield from _side_by_side()
    yield from _each("within a conversation", WITHIN)
    yield from _each("around it", AROUND)
    yield from _average()
    yield f"the longest text whose message is one write: {longest_of_one_write()} letters"


def _side_by_side() -> Iterator[str]:
    table = Table("a message, with so many connections open", *_HEADS)
    for connections in CONNECTIONS:
        for entries in ENTRIES:
            table.row(f"{connections:,} connections, {entries:,} entries", *_figures(among(connections, entries)))
    for connections in CONNECTIONS:
        table.row(f"{connections:,} connections, the samples' design", *_figures(of_the_samples(connections)))
    yield from table.lines()


def _each(title: str, actions: Sequence[Action]) -> Iterator[str]:
    table = Table(title, *_HEADS)
    for action in actions:
        table.row(action.name, *_figures(cost(action)))
    if actions is AROUND:
        table.row("ping", *_figures(_PING))
    yield from table.lines()


def _average() -> Iterator[str]:
    table = Table(f"a message on average, of {MESSAGES} messages", *_HEADS)
    for days in (1, 2):
        table.row(f"in a conversation of {days} day{'s' * (days > 1)}", *_figures(on_average(days)))
    yield from table.lines()
    one, two = (on_average(days).use.write_units for days in (1, 2))
    share = (WRITES - one) / (two - one)
    yield f"so {WRITES} WRU as long as not more than {share:.0%} of all conversations go on a second day"


def _figures(cost: Cost) -> tuple[str, ...]:
    use = cost.use
    return tuple(
        f"{value:,.2f}".removesuffix(".00") for value in (cost.aws_calls, use.write_units, use.read_units, use.frames)
    )


def among(connections: int, entries: int) -> Cost:
    """One message in a conversation of so many entries, while others talk on all but two of the connections."""
    with running() as chat:
        here = talk(chat, entries)
        _others_talk(chat, connections - 2)
        return chat.cost(lambda: says(here))


def _others_talk(chat: Chat, connections: int) -> None:
    for number in range(connections // 2):
        other = visitor(number + 1)
        for identity in (other, agent(f"agent{number}")):
            row = StoredConnection(
                connection_id=f"L0SM9cOFvHd{number:05}{identity.party[0]}=",
                identity=identity,
                expires_at=chat.now // 1000 + 60,
            )
            chat.store.join(other.conversation_id, row)


def of_the_samples(connections: int) -> Cost:
    samples = Samples(connections)
    samples.send(json.dumps({"action": "sendmessage", "data": TEXT}).encode())
    return Cost(calls=samples.bill.asked, use=samples.bill.use, answer={})


def on_average(days: int) -> Cost:
    """Both write by turns, the same number of messages each day, and come back every day."""
    with running() as chat:
        here = talk(chat)
        total = Cost(calls={}, use=Use(), answer={})
        for number in range(MESSAGES):
            if number and number % (MESSAGES // days) == 0:
                days_pass(here, 1.1)
            said = chat.cost(partial(_says_by_turns, here, number))
            here = replace(here, cursor=said.answer["acknowledged"][-1]["seq"])
            total = Cost(calls=Counter(total.calls) + Counter(said.calls), use=total.use + said.use, answer={})
    calls = {name: count / MESSAGES for name, count in total.calls.items()}
    return Cost(calls=calls, use=total.use * (1 / MESSAGES), answer={})


def _says_by_turns(here: Talk, number: int) -> Answer:
    here.chat.now += 60_000
    if number % 2:
        return here.ada.says(TEXT, here.cursor, conversation_id=CONVERSATION)
    return here.guest.says(TEXT, here.cursor)


def longest_of_one_write() -> int:
    """Letters of a visitor's text, each a byte, that fit into the first kilobyte beside what is stored with it."""
    with running() as chat:
        here = talk(chat)
        says(here)
        newest = chat.table.rows(f"conversation#{CONVERSATION}")[2]
    newest = {**newest, "text": {"S": ""}}
    return next(length for length in range(1024, 0, -1) if written({**newest, "text": {"S": "x" * length}}) == 1)
