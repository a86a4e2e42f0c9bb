"""The same on an emulator that others have written."""

from collections.abc import Iterator

import msgspec
import pytest
from moto import mock_aws

from lambdas.contact.inbox_store import InboxStore
from lambdas.contact.items import contact_key, stored_contact
from lambdas.contact.store import ContactStore
from lambdas.protocol.contact import Note
from tests.privacy.checks import assert_all_is_gone
from tests.privacy.scan import Scanned
from tests.privacy.stage import Stage, staged
from tests.privacy.table import Killed
from tests.unit.lambdas.world import TABLE, dynamodb_with_table


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws(), staged(4, 3, table=Scanned(dynamodb_with_table())) as stage:
        yield stage


def test_killed_now_and_then_it_comes_to_the_same_end(stage: Stage) -> None:
    stage.way.reset()
    stage.world.gateway.posted.clear()
    stage.log.truncate(0)
    for number, after in ((2, True), (5, False), (9, True), (11, False), (12, True)):
        stage.way.kill_at(number, after=after)
        with pytest.raises(Killed):
            stage.erase()
    stage.way.reset()
    erasure = stage.erase_wholly(budget=25)
    entries = [row for row in stage.before[f"conversation#{stage.erased.conversation_id}"] if row["sk"]["S"].isdigit()]
    assert erasure.counts["conversation"] == len(entries)
    assert_all_is_gone(stage)


def test_an_agents_note_and_the_groups_mail_bring_no_contact_request_back(stage: Stage) -> None:
    """Both may be on their way: read before the erasure, and written after it."""
    now = stage.world.now
    contact, inbox = ContactStore(stage.table, TABLE), InboxStore(stage.table, TABLE)
    rows = stage.before[contact_key("shop", stage.erased.visitor.visitor_id)]
    requests = [stored_contact(row) for row in rows]
    assert requests
    stage.erase_wholly()
    for request in requests:
        late = Note(at=now, agent_id="ada", text=f"late {stage.erased.markers['note']}")
        noted = msgspec.structs.replace(request, notes=(*request.notes, late), version=request.version + 1)
        assert not inbox.replace(noted, version=request.version, now=now // 1000)
        contact.noted(request, now)
    stage.world.gateway.posted.clear()
    assert_all_is_gone(stage)
