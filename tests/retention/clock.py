"""A deployment whose clock a test moves, with everything that can be read in it and the sweep beside it."""

import json
from argparse import Namespace
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from cli import error_reports
from cli.errors import Failed
from lambdas.api import serving
from lambdas.aws import clients
from lambdas.errors import faults_handler, faults_wiring, tunnel_handler
from lambdas.errors.days import days_back
from lambdas.errors.store import ErrorStore
from lambdas.privacy import handler as privacy
from lambdas.protocol.contact import ContactState
from lambdas.retention import handler, wiring
from lambdas.retention.cursors import Cursors
from stacks.retention_rules import rules_json
from stacks.settings_file import parse_settings
from tests.contract.memory_tables import MemoryTables
from tests.documents.deployments import settings_text
from tests.privacy.table import Way
from tests.promises.deployment import CHAT, Colleague, Deployment, Guest
from tests.unit.lambdas.credentials import EDGE
from tests.unit.lambdas.errors.tunnel_world import TunnelWorld, envelope, event
from tests.unit.lambdas.retention.world import Context
from tests.unit.lambdas.world import ENVIRONMENT
from tests.unit.lambdas.world import TABLE as CHAT_TABLE

ERRORS, RESTORED = "errors", "restored"
HOUR = 60 * 60 * 1000
DAY = 24 * HOUR
SAID, FILLED_IN = "Ich suche die grüne Kanne", "Bitte rufen Sie mich an"


class Clock:
    """Time is the world's, in epoch milliseconds, for whatever is asked here."""

    def __init__(self, deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
        self.deployment, self.world = deployment, deployment.world
        tables: Any = MemoryTables(CHAT_TABLE, ERRORS, RESTORED)
        self.dynamodb = self.world.dynamodb = tables
        self.way = Way()
        secrets = clients.secrets
        self.tunnel = TunnelWorld(monkeypatch, self.dynamodb, ERRORS_TABLE=ERRORS)
        monkeypatch.setattr(clients, "secrets", secrets)
        monkeypatch.setattr(clients, "dynamodb", lambda: self.way.to(self.dynamodb))
        clock = SimpleNamespace(time=self.time, time_ns=lambda: self.world.now * 1_000_000)
        for module in (serving, tunnel_handler, handler):
            monkeypatch.setattr(module, "time", clock)
        monkeypatch.setattr(error_reports, "time_ns", clock.time_ns)
        monkeypatch.setenv("RULES", rules_json(_settings(), {"chat": CHAT_TABLE}))
        monkeypatch.setattr(wiring, "SEGMENTS", 1)
        for part in (wiring.retention, faults_wiring.faults):
            part.cache_clear()
        self.operator = Colleague(deployment, "olga", "operator")
        self.supervisor = Colleague(deployment, "eve", "shop.supervisor")
        self.store = ErrorStore(self.dynamodb, ERRORS)
        # The first sweep of all looks back for more than a year.
        Cursors(self.dynamodb, ERRORS).save_day("errors", days_back(self.world.now, 1)[0])

    def time(self) -> float:
        return self.world.now / 1000

    def passes(self, milliseconds: int) -> None:
        self.world.passes(milliseconds)

    def report(self, kind: str) -> None:
        """A page of the shop's reports an error of that type."""
        self.tunnel.begin_anew()
        made = event(abs(hash(kind)) % 10**12, kind, timestamp=self.world.now / 1000)
        taken = self.tunnel.posts(envelope(("event", made)), {"x-tresen-edge": EDGE})
        assert taken.status == 200

    def resolve(self, kind: str) -> None:
        (fault_id,) = [fault["fault_id"] for fault in self._search() if kind in fault["title"]]
        asked = {"fault_id": fault_id, "resolved": True}
        assert self.operator.asks(faults_handler.handler, "/api/errors/resolve", asked)[0] == 200

    def sweep(self) -> dict[str, Any]:
        return handler.handler(handler.SWEEP, Context())

    def rows(self, table: str) -> list[Any]:
        rows: list[Any] = self.dynamodb.scan(TableName=table)["Items"]
        return [row for row in rows if not row["pk"]["S"].startswith("sweep#")]

    def errors_read(self) -> str:
        """All that anybody can read of errors, in every way that there is, as text."""
        return "\n".join([self._told_by_api(), self._told_on_the_command_line(), self._told_by_the_store()])

    def _search(self) -> list[Any]:
        status, found = self.operator.asks(faults_handler.handler, "/api/errors/search", {"days": 27})
        assert status == 200
        faults: list[Any] = found["faults"]
        return faults

    def _told_by_api(self) -> str:
        told, known = list[Any](), self.fault_ids()
        for reader in (self.operator, self.supervisor):
            told.append(reader.asks(faults_handler.handler, "/api/errors/search", {"days": 27})[1])
            for fault_id in known:
                told.append(reader.asks(faults_handler.handler, "/api/errors/fault", {"fault_id": fault_id})[1])
        return json.dumps(told)

    def fault_ids(self) -> set[str]:
        """Of whatever lies in the table, expired or not."""
        return {row["sk"]["S"].split("#")[1] for row in self.rows(ERRORS)}

    def _told_on_the_command_line(self) -> str:
        deployment: Any = SimpleNamespace(
            session=SimpleNamespace(client=lambda _name: self.dynamodb),
            output=lambda name: {"ErrorsTable": ERRORS, "PublicUrl": CHAT}[name],
        )
        listed = error_reports.show_list(deployment, Namespace(days=27, state=None), print)
        shown = []
        for fault_id in self.fault_ids():
            try:
                shown.append(error_reports.show(deployment, Namespace(fault=fault_id, samples=20), print))
            except Failed:
                continue
        return "\n".join(f"{each.data} {each.text}" for each in (listed, *shown))

    def _told_by_the_store(self) -> str:
        now = self.world.now
        days = days_back(now, 60)
        told = [list(self.store.faults(days, now)), self.store.resolved(days, now)]
        for fault_id in self.fault_ids():
            told.append(self.store.fault(fault_id, days, now))
            told.append(self.store.samples(fault_id, days, now, 100))
        return repr([each for each in told if each])


class Shopping:
    """A visitor with a conversation and a contact request, and who can read of both."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.guest, self.ada = Guest(clock.deployment), Colleague(clock.deployment, "ada", "shop.service")
        fields = {"name": "Anna", "email": "anna@example.com", "message": FILLED_IN}
        assert self.guest.sends_form(fields)[0] == 201
        self.guest.page.sends("start", locale="de")
        assert self.guest.page.says(SAID, 1)["seq"] == 2
        self.ada.page.sends("take", conversation_id=self.guest.conversation_id)

    def read(self) -> str:
        """All that visitor and agent can read of it: chat, lists, inbox, what is stored, and the copy."""
        guest, told = self.guest, list[Any]()
        told.append(guest.returns().sends("open"))
        ada = Colleague(self.clock.deployment, "ada", "shop.service")
        told.append(ada.page.sends("list_conversations"))
        told.append(ada.page.sends("open", conversation_id=guest.conversation_id))
        told.append(ada.page.sends("read_history", conversation_id=guest.conversation_id, before=99))
        told += [ada.inbox(state) for state in ContactState]
        told.append(ada.inbox("new", text=FILLED_IN.split()[-1]))
        told.append(guest.asks(privacy.handler, "/api/privacy/stored", {}))
        asked: dict[str, Any] = {}
        while asked.get("cursor", "first"):
            part = guest.asks(privacy.handler, "/api/privacy/export", asked)
            told.append(part)
            asked = {"cursor": part[1].get("cursor")}
        return json.dumps(told, ensure_ascii=False)

    def contact_id(self) -> str:
        (found,) = self.ada.inbox("new")
        return str(found["contact_id"])


def _settings() -> Any:
    """With the days that the functions of ``ENVIRONMENT`` are told."""
    settings = parse_settings(settings_text("everything"))
    days = int(ENVIRONMENT["CONVERSATION_RETENTION_DAYS"])
    retention = msgspec.structs.replace(
        settings.retention, conversation_days=days, contact_days=180, audit_days=1095, recovery_days=7
    )
    return msgspec.structs.replace(settings, retention=retention)
