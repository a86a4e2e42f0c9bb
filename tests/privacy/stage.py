"""A shop with many visitors of whom one is erased: what was there before, what is there after."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from lambdas.aws import clients
from lambdas.aws.logs import logger
from lambdas.chat.items import is_tombstone
from lambdas.chat.store import ChatStore
from lambdas.identity.tombstones import tombstone_partition
from lambdas.privacy import wiring
from lambdas.privacy.records import By, Erasure, Requester, Scope
from lambdas.protocol.privacy import ExportPage
from tests.privacy.histories import SITE_KEY, History, Story
from tests.privacy.table import Rows, Table, Way
from tests.promises.markers import Found, Markers
from tests.unit.lambdas.world import SITES, TABLE, World

ENVIRONMENT = {"RECEIPT_SECRET": "receipts", "RECOVERY_DAYS": "7", "AUDIT_DAYS": "1095"}
HOURS = 60 * 60 * 1000
BY = Requester(by=By.VISITOR)


@dataclass
class Stage:
    """``erased`` is the one whose data goes, ``others`` those whose data stays."""

    world: World
    table: Any
    way: Way
    erased: History
    others: list[History]
    log: io.StringIO
    before: Rows = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        return Scope(site="shop", visitor_id=self.erased.visitor.visitor_id)

    def reset(self) -> None:
        """As it was before anything was erased."""
        self.way.reset()
        self.table.go_back()
        self.world.gateway.posted.clear()
        self.log.seek(0)
        self.log.truncate()

    def erase(self, *, budget: int = 1_500) -> Erasure:
        return wiring.privacy().erasures.erase(self.scope, BY, self.world.now, budget=budget)

    def erase_wholly(self, *, budget: int = 1_500) -> Erasure:
        for _ in range(10_000):
            erasure = self.erase(budget=budget)
            if erasure.erased_at is not None:
                return erasure
        raise AssertionError("never at an end")

    def exported(self, history: History | None = None) -> list[ExportPage]:
        scope = Scope(site="shop", visitor_id=(history or self.erased).visitor.visitor_id)
        pages = [wiring.privacy().copies.export(scope, None, self.world.now)]
        while (cursor := pages[-1].cursor) is not None:
            pages.append(wiring.privacy().copies.export(scope, cursor, self.world.now))
        return pages

    def left(self) -> list[dict[str, Any]]:
        """Rows of the erased visitor's that are more than tombstones."""
        return [
            row
            for partition, rows in self.table.snapshot().items()
            for row in rows
            if self.erased.visitor.visitor_id in partition
            and not is_tombstone(row)
            and partition != tombstone_partition(self.erased.conversation_id)
        ]

    def of_others(self, rows: Rows) -> Rows:
        """All but the erased visitor's, the audit rows, and tokens that were used, which are nobody's."""
        return {
            partition: of_it
            for partition, of_it in rows.items()
            if self.erased.visitor.visitor_id not in partition and not partition.startswith(("audit#", "token#"))
        }

    def traces(self) -> set[Found]:
        """Of what the erased visitor wrote, or others wrote about it: in any row, frame or line of the log."""
        frames = [frame for _, frame in self.world.gateway.posted]
        return Markers(self.erased.markers).found_in(self.table.snapshot(), self.log.getvalue(), *frames)

    def names(self) -> set[Found]:
        """Of the visitor id, wherever it is not the key of a tombstone."""
        rows = self.table.snapshot()
        mine = [partition for partition in rows if self.erased.visitor.visitor_id in partition]
        contents = [
            {name: value for name, value in row.items() if name not in ("pk", "sk")}
            for partition in mine
            for row in rows[partition]
        ]
        elsewhere = {partition: of_it for partition, of_it in rows.items() if partition not in mine}
        marker = Markers({"visitor id": self.erased.visitor.visitor_id})
        return marker.found_in(contents, elsewhere, self.log.getvalue())


@contextmanager
def staged(visitors: int, seed: int, *, table: Any = None) -> Iterator[Stage]:
    """``table`` is a client of a real or emulated one; in memory when there is none."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        way, memory = Way(), table or Table()
        monkeypatch.setattr("tests.unit.lambdas.world.dynamodb_with_table", lambda: memory)
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        world = World(monkeypatch)
        told = {**SITES, "shop": {**SITES["shop"], "identify_key": SITE_KEY.pem}}
        monkeypatch.setenv("SITES", json.dumps(told))
        for part in (wiring.environment, wiring.privacy, wiring.receipt_key):
            part.cache_clear()
        monkeypatch.setattr(clients, "dynamodb", lambda: way.to(memory))
        gateway = world.gateway
        monkeypatch.setattr(clients, "connections", lambda _url: way.to(gateway))
        world.work_with(ChatStore(way.to(memory), TABLE))
        with _logged() as log:
            story = Story(world, memory, seed)
            story.begins()
            talkers = [story.of_a_visitor(number, talks=number % 7 != 6) for number in range(visitors)]
            erased = Random(seed).choice([each for each in talkers if each.said and each.requests])  # noqa: S311
            story.goes_on(erased)
            stage = Stage(world, memory, way, erased, [each for each in talkers if each is not erased], log)
            if isinstance(memory, Table):
                memory.remember()
            stage.before = memory.snapshot()
            yield stage
        for part in (wiring.environment, wiring.privacy, wiring.receipt_key):
            part.cache_clear()


@contextmanager
def _logged() -> Iterator[io.StringIO]:
    handler, stream = logger().registered_handler, io.StringIO()
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(stream)
    try:
        yield stream
    finally:
        handler.setStream(before or handler.stream)
