"""Posts that meet in the middle of each other's transaction: stored once, and no success is told that is none."""

from collections.abc import Callable
from typing import Any

import pytest

from lambdas.identity.tombstones import tombstone_key
from tests.contract.memory_dynamodb import MemoryDynamoDB
from tests.unit.lambdas.contact.world import FIELDS, FORM, Answered, ContactWorld
from tests.unit.lambdas.credentials import VisitorKey
from tests.unit.lambdas.world import TABLE

Act = Callable[[], Answered]


class Meeting:
    """A world in which something happens once, in the middle of the next transaction."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.act: Callable[[], Any] | None = None
        self.contact = ContactWorld(monkeypatch, MemoryDynamoDB(TABLE, half_written=self._half_written))
        self.contact.has({**FORM, "notify": []})
        self.met: list[Any] = []

    def _half_written(self) -> None:
        act, self.act = self.act, None
        if act:
            self.met.append(act())


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Meeting:
    return Meeting(monkeypatch)


def test_the_same_request_in_the_middle_of_itself_waits_and_is_then_found(meeting: Meeting) -> None:
    contact, key = meeting.contact, VisitorKey()
    new = contact.new()
    meeting.act = lambda: contact.sends(key, new)
    assert contact.sends(key, new).status == 201
    (other,) = meeting.met
    assert (other.status, other.json["code"]) == (429, "busy")
    assert contact.sends(key, new).status == 200
    assert len(contact.stored()) == 1


def test_another_request_on_the_same_challenge_waits_and_is_then_refused(meeting: Meeting) -> None:
    contact, key = meeting.contact, VisitorKey()
    new = contact.new()
    other = {**new, "request_id": "another-request-1"}
    meeting.act = lambda: contact.sends(key, other)
    assert contact.sends(key, new).status == 201
    assert meeting.met[0].json["code"] == "busy"
    assert contact.sends(key, other).json["code"] == "challenge_used"
    assert len(contact.stored()) == 1


def test_requests_of_two_visitors_do_not_meet(meeting: Meeting) -> None:
    contact = meeting.contact
    new, other = contact.new(), contact.new()
    meeting.act = lambda: contact.sends(VisitorKey(), other)
    assert contact.sends(VisitorKey(), new).status == 201
    assert meeting.met[0].status == 201
    assert len(contact.stored()) == 2


def test_a_double_click_on_the_page_keeps_what_was_written_and_goes_with_the_next(meeting: Meeting) -> None:
    contact = meeting.contact
    page = contact.opens()
    meeting.act = lambda: contact.fills(page, **FIELDS)
    assert contact.fills(page, **FIELDS).status == 303
    (other,) = meeting.met
    assert other.status == 429
    assert contact.fills(other, **FIELDS).status == 303
    assert other.token == page.token
    assert len(contact.stored()) == 1


def test_what_is_erased_between_two_sendings_stays_erased(meeting: Meeting) -> None:
    contact, key = meeting.contact, VisitorKey()
    new = contact.new()
    contact.sends(key, new)
    (row,) = [row for row in contact.rows() if row["pk"]["S"].startswith("contact#")]
    subject = row["pk"]["S"].removeprefix("contact#")
    contact.dynamodb.put_item(TableName=TABLE, Item=tombstone_key(subject))
    contact.dynamodb.delete_item(TableName=TABLE, Key={name: row[name] for name in ("pk", "sk")})
    assert contact.sends(key, new).json["code"] == "erased"
    assert contact.stored() == []
