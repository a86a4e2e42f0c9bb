"""What really is: the log as it was written, who might read it when, and what each party has had before it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from lambdas.chat import items
from lambdas.chat.records import StoredConversation, StoredEntry
from lambdas.identity.people import Identity, Visitor
from lambdas.protocol.entries import AnyEntry, ConversationState, Message, Party

BURSTS: Final = {Party.VISITOR: (15, 2_000), Party.AGENT: (40, 500)}
"""Entries at once, and milliseconds for each in the long run, as the design has them."""

LONGEST_RUN_MS: Final = 10_000
"""No function takes longer from its start to its write."""


class Broken(AssertionError):
    """Invariants do not hold. Each of ``what`` begins with a name."""

    def __init__(self, what: Iterable[str]) -> None:
        self.what = tuple(what)
        super().__init__("\n".join(self.what))

    @property
    def names(self) -> set[str]:
        return {each.partition(":")[0] for each in self.what}


class Truth:
    """The conversation ``conversation_id``; ``report`` gets what is broken, ``now`` is the server's time."""

    def __init__(self, conversation_id: str, now: Callable[[], int], report: Callable[[str], None]) -> None:
        self.log: list[StoredEntry] = []
        self._entries: dict[int, AnyEntry] = {}
        self.places: dict[str, int] = {}
        """The ``seq`` of each message by its id."""
        self.states: list[tuple[int, StoredConversation]] = []
        self._partition = items.conversation_key(conversation_id)
        self._now = now
        self._report = report

    @property
    def state(self) -> StoredConversation | None:
        return self.states[-1][1] if self.states else None

    def written(self, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        """Told of each write to the table."""
        item = after or before
        if item is None or item["pk"]["S"] != self._partition:
            return
        if items.is_entry(item):
            self._added(items.stored_entry(item), is_new=before is None and after is not None)
        elif item["sk"]["S"] == items.STATE:
            self.states.append((self._now(), items.stored_conversation(item)))

    def entry(self, seq: int) -> AnyEntry | None:
        return self._entries.get(seq)

    def may_read(self, identity: Identity, *, since: int) -> bool:
        """Whether somebody might read it at some time from ``since`` until now."""
        last = next((number for number, (at, _) in enumerate(reversed(self.states)) if at <= since), len(self.states))
        return any(may_read(identity, state) for _, state in self.states[-last - 1 :])

    def _added(self, stored: StoredEntry, *, is_new: bool) -> None:
        entry, newest = stored.entry, self.log[-1].entry if self.log else None
        if not is_new:
            self._report(f"D1: entry {entry.seq} was written over or deleted")
            return
        if entry.seq != len(self.log) + 1:
            self._report(f"D3: entry {entry.seq} follows {len(self.log)}")
        if isinstance(entry, Message):
            if entry.client_message_id in self.places:
                self._report(f"D2: {entry.client_message_id} is stored twice")
            self.places[entry.client_message_id] = entry.seq
        if newest and entry.at < newest.at:
            self._report(f"D8: entry {entry.seq} is older than the one before it")
        if not self._now() - LONGEST_RUN_MS <= entry.at <= self._now():
            self._report(f"D8: entry {entry.seq} has a time that is not the server's")
        self.log.append(stored)
        self._entries[entry.seq] = entry
        self._check_rate(entry.author)

    def _check_rate(self, party: Party) -> None:
        """More than the burst takes its time. An entry's time is that of its function's start or later."""
        burst, interval = BURSTS[party]
        times = [each.entry.at for each in self.log if each.entry.author is party][-2 * burst - 1 :]
        if len(times) > 2 * burst and times[-1] - times[0] < (burst + 1) * interval - LONGEST_RUN_MS:
            self._report(f"D8: {party} wrote {len(times)} entries too fast")


def may_read(identity: Identity, state: StoredConversation) -> bool:
    """The rights to read as the design has them."""
    if isinstance(identity, Visitor):
        return identity.conversation_id == state.conversation_id
    site = state.conversation_id.partition(".")[0]
    supervises = f"{site}.supervisor" in identity.groups
    if not supervises and f"{site}.{state.group}" not in identity.groups:
        return False
    if state.state is ConversationState.WAITING:
        return True
    return identity.agent_id == state.agent_id or (supervises and identity.agent_id in state.observers)
