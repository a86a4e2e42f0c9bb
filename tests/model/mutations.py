"""The product broken on purpose, at least once for each invariant: what the model has to notice."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from msgspec import structs

from lambdas.aws.connections import Connections, Posted
from lambdas.chat import conversations, delivery, log, talk
from lambdas.chat.changes import Changes
from lambdas.chat.delivery import Delivery
from lambdas.chat.log import Log, next_entry
from lambdas.chat.records import StoredEntry
from lambdas.chat.said import Said
from lambdas.chat.store import ChatStore
from tests.model.host import SourceChanges

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutation:
    """``caught_by`` is the invariant that says so. ``patch`` breaks the functions, ``changes`` the client core."""

    name: str
    caught_by: str
    patch: Patch = lambda _: None
    changes: SourceChanges = field(default_factory=dict)


def _instead(owner: Any, name: str, value: Any) -> Patch:
    return lambda patch: patch.setattr(owner, name, value)


def _put_over(store: ChatStore, item: Any, *_: Any, **__: Any) -> bool:
    store._client.put_item(TableName=store._table, Item=item)
    return True


def _with_a_gap(before: Log, *given: Any, **more: Any) -> StoredEntry:
    gap = int(before.next_seq % 5 == 0)
    return next_entry(structs.replace(before, next_seq=before.next_seq + gap), *given, **more)


def _new_alone(said: Said) -> tuple[StoredEntry, ...]:
    return () if said.first_new is None else said.log.after(said.first_new - 1)


MUTATIONS: Final = (
    Mutation("a message is acknowledged and not written", "D1", _instead(ChatStore, "append", lambda *_: True)),
    Mutation("an entry is put over another", "D1", _instead(ChatStore, "_put", _put_over)),
    Mutation("a resend is not found", "D2", _instead(Log, "said_before", lambda *_: None)),
    Mutation(
        "what stands in the log is still shown as unsent",
        "D2",
        changes={"chat/createSending.ts": [("&& all.delete(entry.client_message_id)", "&& false")]},
    ),
    Mutation("the log leaves a number out", "D3", _instead(talk, "next_entry", _with_a_gap)),
    Mutation(
        "a page shows what comes, whatever lies before it",
        "D3",
        changes={"chat/applyEvent.ts": [("if (ahead > 1 || !view.conversation)", "if (!view.conversation)")]},
    ),
    Mutation(
        "what is written last goes first",
        "D4",
        changes={"chat/createSending.ts": [("nextBatch(talk.unsent,", "nextBatch([...talk.unsent].reverse(),")]},
    ),
    Mutation("nobody is told of a message", "D5", _instead(Delivery, "entries_added", lambda *_: None)),
    Mutation("what was stored before its function ended is told to nobody", "D5", _instead(Said, "untold", _new_alone)),
    Mutation("a move is told once alone", "D5", _instead(Changes, "_tell_again", lambda *_: None)),
    Mutation(
        "a connection that missed a post goes on",
        "D5",
        _instead(Connections, "close", lambda _, connection_id: Posted(connection_id)),
    ),
    Mutation(
        "a gap is not repaired",
        "D5",
        changes={"chat/applyEvent.ts": [("return view.behind ? view : { ...view, behind: true };", "return view;")]},
    ),
    Mutation(
        "a page does not take up what a former one left",
        "D6",
        changes={"chat/createSending.ts": [("await outbox.load();", "(await outbox.load()).slice(0, 0);")]},
    ),
    Mutation(
        "a command is lost with its connection",
        "D6",
        changes={
            "chat/createConnection.ts": [
                (
                    "socket = inFlight = undefined;",
                    "options.pending.delete(inFlight?.command_id);\n    socket = inFlight = undefined;",
                )
            ]
        },
    ),
    Mutation("everybody who has asked is told", "D7", _instead(delivery, "may", lambda *_: True)),
    Mutation(
        "anybody may open a conversation",
        "D7",
        _instead(conversations, "demand", lambda _identity, _right, conversation: conversation),
    ),
    Mutation("nobody is too fast", "D8", _instead(log, "admit", lambda pace, _party, _now: pace)),
    Mutation(
        "an own message has the time of the device",
        "D8",
        changes={"chat/createSending.ts": [("seen: from, ...stored }", "seen: from, ...stored, at: Date.now() }")]},
    ),
    Mutation(
        "what arrived counts as seen",
        "marks",
        changes={"chat/createAttention.ts": [("seen: looking ? last : seen", "seen: last")]},
    ),
)
