"""One conversation on one connection: open it, move it on, read back in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from lambdas.chat.changes import Changes, Decide
from lambdas.chat.conversation import Change, Move, move, shown_to, start
from lambdas.chat.delivery import Delivery
from lambdas.chat.log import Log, fold, not_erased
from lambdas.chat.newest import Newest
from lambdas.chat.pages import newest_fitting
from lambdas.chat.records import Caller, live
from lambdas.chat.rights import Right, agent_only, conversation_meant, demand, may, visitor_only
from lambdas.chat.store import ChatStore
from lambdas.identity.people import Agent, Visitor
from lambdas.identity.sites import Sites
from lambdas.protocol.commands import Close, Open, ReadHistory, Reopen, Start, Take
from lambdas.protocol.events import HistoryRead, Opened
from lambdas.protocol.limits import PAGE_ENTRIES
from lambdas.protocol.refusals import RefusalCode, Refused


class Conversations:
    """``lifetime`` is the retention of conversations in seconds."""

    def __init__(
        self,
        store: ChatStore,
        changes: Changes,
        delivery: Delivery,
        newest: Newest,
        *,
        sites: Sites,
        lifetime: int,
    ) -> None:
        self._store = store
        self._newest = newest
        self._changes = changes
        self._delivery = delivery
        self._sites = sites
        self._lifetime = lifetime

    def open(self, caller: Caller, command: Open) -> Opened:
        """The entries after the cursor if they fit into a page, else the newest page."""
        conversation_id = conversation_meant(caller.identity, command.conversation_id)
        with self._joined(caller, conversation_id):
            log = self._from_cursor(caller, conversation_id, command.cursor)
            if log is None:
                log = self._changes.make(caller, conversation_id, partial(self._seen, caller, command))
            self._delivery.end_oldest(caller, conversation_id, log.connections)
            return self._opened(caller, command.command_id, log, cursor=command.cursor)

    def start(self, caller: Caller, command: Start) -> Opened:
        """A group that the site does not have is ``invalid_command``."""
        visitor = visitor_only(caller.identity)
        site = self._sites.get(visitor.site)
        if site is None:
            raise Refused(RefusalCode.NOT_ALLOWED)
        if command.group not in (None, *site.groups):
            raise Refused(RefusalCode.INVALID_COMMAND)

        def decide(log: Log) -> Change | None:
            return start(
                log,
                visitor,
                group=command.group,
                default_group=site.groups[0],
                locale=command.locale,
                now=caller.now,
                lifetime=self._lifetime,
            )

        return self.changed(caller, visitor.conversation_id, command.command_id, decide)

    def take(self, caller: Caller, command: Take) -> Opened:
        agent_only(caller.identity)
        return self._moved(caller, command, Move.TAKE)

    def close(self, caller: Caller, command: Close) -> Opened:
        return self._moved(caller, command, Move.CLOSE)

    def reopen(self, caller: Caller, command: Reopen) -> Opened:
        agent_only(caller.identity)
        return self._moved(caller, command, Move.REOPEN)

    def read_history(self, caller: Caller, command: ReadHistory) -> HistoryRead:
        """The page before an entry. A page that does not end right there came from an old copy: read once more."""
        conversation_id = conversation_meant(caller.identity, command.conversation_id)
        participants = not_erased(fold(self._store.read_participants(conversation_id), caller.now), caller.identity)
        conversation = demand(caller.identity, Right.READ, participants.conversation)
        page = self._store.read_before(conversation_id, command.before, consistent=False)
        if not page or page[-1].entry.seq != command.before - 1:
            page = self._store.read_before(conversation_id, command.before, consistent=True)
        shown = [each for each in live(page, caller.now) if each.entry.at >= conversation.started_at]
        fitting = newest_fitting(shown, at_most=PAGE_ENTRIES)
        return HistoryRead(
            command_id=command.command_id,
            conversation_id=conversation_id,
            entries=fitting,
            earlier=len(fitting) < len(shown),
        )

    def _moved(self, caller: Caller, command: Take | Close | Reopen, wanted: Move) -> Opened:
        conversation_id = conversation_meant(caller.identity, command.conversation_id)
        decide = partial(move, wanted=wanted, by=caller.identity, now=caller.now, lifetime=self._lifetime)
        return self.changed(caller, conversation_id, command.command_id, decide)

    def changed(self, caller: Caller, conversation_id: str, command_id: str, decide: Decide) -> Opened:
        """The conversation after the change that ``decide`` asks for, delivered to this connection from now on."""
        with self._joined(caller, conversation_id):
            log = self._changes.make(caller, conversation_id, decide, retell=True)
            self._delivery.end_oldest(caller, conversation_id, log.connections)
            return self._opened(caller, command_id, log)

    def _from_cursor(self, caller: Caller, conversation_id: str, cursor: int) -> Log | None:
        """What the caller missed, unless it is too much, or has to be looked at in another way."""
        if not cursor:
            return None
        log = fold(self._store.read_from(conversation_id, cursor, consistent=True), caller.now)
        not_erased(log, caller.identity)
        fits = log.settled and log.whole and log.holds(cursor) and len(log.after(cursor)) <= PAGE_ENTRIES
        is_readable = log.conversation is not None and may(caller.identity, Right.READ, log.conversation)
        return log if fits and is_readable else None

    def _seen(self, caller: Caller, command: Open, log: Log) -> Change | None:
        """A supervisor who reads a taken conversation is seen to do so, and only who said so becomes one."""
        if log.conversation is None and isinstance(caller.identity, Visitor):
            return None
        if log.conversation and may(caller.identity, Right.OBSERVE, log.conversation):
            if not command.observe:
                raise Refused(RefusalCode.TAKEN)
            return move(log, Move.OBSERVE, caller.identity, now=caller.now, lifetime=self._lifetime)
        demand(caller.identity, Right.READ, log.conversation)
        return None

    @contextmanager
    def _joined(self, caller: Caller, conversation_id: str) -> Iterator[None]:
        """Deliver to the caller's connection from before the first read on, so that nothing falls in between.

        Until its rights are read nothing is delivered to it that it may not have: each delivery judges its readers.
        """
        self._store.join(conversation_id, caller.connection)
        try:
            yield
        except Refused as refused:
            is_erased = refused.code is RefusalCode.ERASED
            if is_erased or (isinstance(caller.identity, Agent) and not self._may_read(caller, conversation_id)):
                self._store.leave(conversation_id, caller.connection_id)
            raise

    def _may_read(self, caller: Caller, conversation_id: str) -> bool:
        conversation = fold(self._store.read_participants(conversation_id), caller.now).conversation
        return conversation is not None and may(caller.identity, Right.READ, conversation)

    def _opened(self, caller: Caller, command_id: str, log: Log, *, cursor: int = 0) -> Opened:
        shown = log.after(cursor) if log.holds(cursor) else log.entries
        fitting = newest_fitting(shown, at_most=PAGE_ENTRIES)
        is_agent = isinstance(caller.identity, Agent)
        return Opened(
            command_id=command_id,
            conversation=shown_to(caller.identity.party, log.conversation) if log.conversation else None,
            entries=fitting,
            earlier=log.goes_back or len(fitting) < len(log.entries),
            marks=log.marks,
            introductions=self._newest.all(log, caller.now) if is_agent else [],
        )
