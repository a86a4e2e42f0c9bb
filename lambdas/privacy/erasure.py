"""Deletes all that is kept of somebody, and keeps it deleted.

Each step may be the last of a call, and is found done or taken up again by the next one: whoever asks again, and once
an hour the schedule, goes on. Two who ask side by side go on with the same erasure.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from lambdas.aws.errors import report
from lambdas.aws.logs import logger
from lambdas.aws.transient import is_transient
from lambdas.chat.delivery import Delivery
from lambdas.chat.records import CONNECTION_SECONDS
from lambdas.privacy.records import (
    DAY_SECONDS,
    Audited,
    AuditRow,
    By,
    Erasure,
    Requester,
    Scope,
    tombstone_seconds,
)
from lambdas.privacy.rows import GUARDED
from lambdas.privacy.store import Overtaken, PrivacyStore
from lambdas.privacy.sweep import Sweep
from lambdas.protocol.privacy import StoredKind

ROWS_AT_ONCE: Final = 1_500
"""Rows that one call removes: a batch of 25 takes some 20 ms, so that this leaves most of a function's time."""

LOOKED_AFTER_MS: Final = (CONNECTION_SECONDS + 3600) * 1000
"""An erasure is looked after once more when no connection can be left that was open at its time."""

_TRIES: Final = 3


def _is_worth_a_row(erasure: Erasure) -> bool:
    """Keys are free to make: what anybody can ask for without end, with nothing behind it, leaves no row for years."""
    is_own = erasure.requester.by is By.VISITOR
    return not is_own or bool(erasure.counts.keys() - {StoredKind.PROOFS.value})


class Erasures:
    """``recovery_days`` is for how long deleted items can be restored, ``audit_days`` how long it is known who erased.

    ``now`` is epoch milliseconds everywhere.
    """

    def __init__(
        self,
        store: PrivacyStore,
        delivery: Delivery,
        *,
        recovery_days: int,
        audit_days: int,
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._delivery = delivery
        self._tombstone_seconds = tombstone_seconds(recovery_days)
        self._audit_seconds = audit_days * DAY_SECONDS
        self._new_id = new_id

    def erase(self, scope: Scope, requester: Requester, now: int, *, budget: int = ROWS_AT_ONCE) -> Erasure:
        """How far it has come; ``erased_at`` is there when all is gone. Else ask again."""
        for _ in range(_TRIES):
            erasure = self._store.find(scope.subject) or self._begun(scope, requester, now)
            try:
                return self._carry_on(erasure, now, budget)
            except Overtaken:
                continue
        return self._store.find(scope.subject) or erasure

    def resume(self, now: int, *, budget: int = ROWS_AT_ONCE) -> int:
        """How many of those that are due were brought to an end. One that fails keeps no other from its end.

        What was interrupted comes before the second looks, which anybody can make many of.
        """
        ended = 0
        for erasure in sorted(self._store.due(now), key=_is_at_its_end):
            try:
                after = self._carry_on(erasure, now, budget)
            except Overtaken:
                continue
            except Exception as error:
                if is_transient(error):
                    logger().warning("erasure not resumed", extra={"problem": type(error).__name__})
                else:
                    report(error)
                continue
            ended += after.erased_at is not None
        return ended

    def _begun(self, scope: Scope, requester: Requester, now: int) -> Erasure:
        """From here on nothing but the conversation takes anything of this person's. It does not expire while open."""
        erasure = Erasure(scope=scope, requester=requester, receipt_id=self._new_id(), started_at=now, due=now)
        return erasure if self._store.begin(erasure) else self._store.find(scope.subject) or erasure

    def _carry_on(self, erasure: Erasure, now: int, budget: int) -> Erasure:
        expires_at = now // 1000 + self._tombstone_seconds
        sweep = Sweep(self._store, self._delivery, erasure, budget=budget, expires_at=expires_at)
        if erasure.scope.visitor_id is not None:
            self._close(sweep, expires_at)
        if not sweep.until_clean():
            return sweep.erasure
        if sweep.erasure.erased_at is None:
            return self._finished(sweep.erasure, now)
        if sweep.erasure.due is not None and sweep.erasure.due <= now:
            sweep.save(msgspec.structs.replace(sweep.erasure, due=None))
        return sweep.erasure

    def _close(self, sweep: Sweep, expires_at: int) -> None:
        """Nothing is written to the conversation any more, by nobody, and the group that was to answer is known."""
        conversation_id = sweep.erasure.scope.subject
        self._store.close_log(conversation_id, expires_at)
        if sweep.erasure.group is None:
            state = self._store.guarded(conversation_id).get(GUARDED[-1], {})
            group = str(state["group"]["S"]) if "group" in state else ""
            sweep.save(msgspec.structs.replace(sweep.erasure, group=group))
        self._store.guard(conversation_id, expires_at)

    def _finished(self, erasure: Erasure, now: int) -> Erasure:
        """What remains of it names nobody but in its key."""
        if erasure.group:
            self._delivery.erasure_listed(erasure.scope.subject, erasure.group, now)
        ended = msgspec.structs.replace(
            erasure,
            version=erasure.version + 1,
            requester=Requester(by=erasure.requester.by),
            counted={},
            erased_at=now,
            due=now + LOOKED_AFTER_MS,
            expires_at=now // 1000 + self._tombstone_seconds,
        )
        self._store.finish(ended, self._audit_row(erasure, now) if _is_worth_a_row(erasure) else None)
        return ended

    def _audit_row(self, erasure: Erasure, now: int) -> AuditRow:
        return AuditRow(
            site=erasure.scope.site,
            audit_id=erasure.receipt_id,
            at=now,
            what=Audited.ERASED,
            requester=erasure.requester,
            counts=erasure.counts,
            expires_at=now // 1000 + self._audit_seconds,
        )


def _is_at_its_end(erasure: Erasure) -> bool:
    return erasure.erased_at is not None
