import pytest

from lambdas.contact import items
from lambdas.contact.inbox_moves import changed
from lambdas.contact.inbox_store import READ_AT_ONCE, InboxStore
from lambdas.contact.records import StoredContactRequest
from lambdas.protocol.contact import AnyChange, FinishContact, HandOverContact, NoteContact, TakeContact
from tests.unit.lambdas.contact.inbox_samples import DONE, IN_PROGRESS, NEW, a_contact, an_agent
from tests.unit.lambdas.world import START, TABLE, World

NOW = START // 1000
ADA = an_agent("ada", "shop.service")


@pytest.fixture
def store(world: World) -> InboxStore:
    return InboxStore(world.dynamodb, TABLE)


def put(world: World, *contacts: StoredContactRequest) -> None:
    for contact in contacts:
        world.dynamodb.put_item(TableName=TABLE, Item=items.contact_item(contact))


def after(contact: StoredContactRequest, change: AnyChange) -> StoredContactRequest:
    return changed(contact, change, ADA, ("service", "sales"), START + 50)


def test_lists_of_groups_come_as_one_newest_first(world: World, store: InboxStore) -> None:
    contacts = [a_contact(number, group=("service", "sales")[number % 2]) for number in range(1, READ_AT_ONCE * 3)]
    put(world, *contacts, a_contact(900, state=DONE), a_contact(901, site="other"))
    found = list(store.newest_first(NEW, ["shop.service", "shop.sales"], None))
    assert found == contacts[::-1]
    assert list(store.newest_first(NEW, ["shop.sales"], None)) == [each for each in found if each.group == "sales"]


def test_a_list_goes_on_after_a_position(world: World, store: InboxStore) -> None:
    contacts = [a_contact(number) for number in range(1, 6)]
    put(world, *contacts)
    position = items.listed_key(contacts[2].received_at, contacts[2].request_id)
    assert list(store.newest_first(NEW, ["shop.service"], position)) == [contacts[1], contacts[0]]


@pytest.mark.parametrize("subject", ["v" * 43, "page"])
def test_one_is_found_by_its_id(world: World, store: InboxStore, subject: str) -> None:
    contact = a_contact(subject=subject)
    put(world, contact)
    assert store.read(contact.contact_id) == contact
    assert store.read(a_contact(2, subject=subject).contact_id) is None


def test_a_change_is_all_that_is_written_and_the_lists_follow(world: World, store: InboxStore) -> None:
    contact = a_contact(consent="agreed", noted_at=START + 3)
    put(world, contact)
    for change in (TakeContact(), NoteContact(text="n"), FinishContact(), HandOverContact(group="sales")):
        moved = after(contact, change)
        assert store.replace(moved, version=contact.version, now=NOW)
        assert store.read(contact.contact_id) == moved
        assert list(store.newest_first(moved.state, [f"shop.{moved.group}"], None)) == [moved]
        contact = moved
    assert list(store.newest_first(IN_PROGRESS, ["shop.service"], None)) == []


def test_when_the_group_was_told_is_kept_though_it_was_written_in_between(world: World, store: InboxStore) -> None:
    put(world, a_contact(noted_at=START + 3))
    assert store.replace(after(a_contact(), TakeContact()), version=1, now=NOW)
    found = store.read(a_contact().contact_id)
    assert found is not None
    assert found.noted_at == START + 3


def test_of_two_changes_of_one_version_one_is_made(world: World, store: InboxStore) -> None:
    put(world, a_contact())
    assert store.replace(after(a_contact(), TakeContact()), version=1, now=NOW)
    assert not store.replace(after(a_contact(), FinishContact()), version=1, now=NOW)
    found = store.read(a_contact().contact_id)
    assert found is not None
    assert found.state is IN_PROGRESS


def test_a_change_does_not_bring_back_what_was_erased(world: World, store: InboxStore) -> None:
    assert not store.replace(after(a_contact(), TakeContact()), version=1, now=NOW)
    assert world.rows() == []


def test_a_change_does_not_touch_what_has_expired(world: World, store: InboxStore) -> None:
    expired = a_contact(expires_at=NOW)
    put(world, expired)
    assert not store.replace(after(expired, TakeContact()), version=1, now=NOW)
    assert store.read(expired.contact_id) == expired
