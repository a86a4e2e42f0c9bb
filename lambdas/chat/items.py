"""DynamoDB's form of our records: keys, attributes, and the way back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from lambdas.chat.records import Pace, StoredConnection, StoredConversation, StoredEntry, StoredMark
from lambdas.identity.people import Agent, Visitor, site_of
from lambdas.protocol.entries import AnyEntry, ConversationState, Party

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

Item = dict[str, "AttributeValueTypeDef"]
Plain = dict[str, Any]

STATE: Final = "state"
CONNECTION: Final = "connection#"
MARK: Final = "mark#"
_ERASED: Final = "erased"
_ATTRIBUTES: Final = "attributes"
_LISTED: Final = frozenset({ConversationState.WAITING, ConversationState.TAKEN})


def conversation_key(conversation_id: str) -> str:
    return f"conversation#{conversation_id}"


def group_key(group: str) -> str:
    return f"group#{group}"


def entry_key(seq: int) -> str:
    return f"{seq:012}"


def connection_key(connection_id: str) -> str:
    return f"{CONNECTION}{connection_id}"


def mark_key(party: Party) -> str:
    return f"{MARK}{party}"


def list_key(state: ConversationState, group: str) -> str:
    """``group`` is ``<site>.<group>``."""
    return f"{state}#{group}"


def is_entry(item: Mapping[str, Any]) -> bool:
    return str(item["sk"]["S"])[0].isdigit()


def tombstone_item(partition: str, sort_key: str, expires_at: int) -> Item:
    """What stands in the place of a row of a conversation that was erased, so that nothing is written there."""
    return to_item({"pk": partition, "sk": sort_key, "kind": _ERASED, "expires_at": expires_at})


def is_tombstone(item: Mapping[str, Any]) -> bool:
    return bool(item.get("kind") == {"S": _ERASED})


def to_item(plain: Mapping[str, Any]) -> Item:
    """Text, whole numbers and sets of text; what is empty is left out."""
    return {name: _to_attribute(value) for name, value in plain.items() if value not in (None, frozenset())}


def _to_attribute(value: str | int | frozenset[str]) -> "AttributeValueTypeDef":
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int):
        return {"N": str(value)}
    return {"SS": sorted(value)}


def to_plain(item: Mapping[str, Any]) -> Plain:
    return {name: _from_attribute(value) for name, value in item.items()}


def _from_attribute(attribute: Mapping[str, Any]) -> str | int | frozenset[str]:
    if "N" in attribute:
        return int(attribute["N"])
    return frozenset(attribute["SS"]) if "SS" in attribute else str(attribute["S"])


def entry_item(conversation_id: str, stored: StoredEntry) -> Item:
    entry = msgspec.to_builtins(stored.entry)
    seq = entry.pop("seq")
    if _ATTRIBUTES in entry:
        entry[_ATTRIBUTES] = msgspec.json.encode(entry[_ATTRIBUTES], order="sorted").decode()
    return to_item(
        {
            **entry,
            "pk": conversation_key(conversation_id),
            "sk": entry_key(seq),
            "agent_id": stored.agent_id,
            "pace_visitor": stored.pace.visitor,
            "pace_agent": stored.pace.agent,
            "expires_at": stored.expires_at,
        }
    )


def stored_entry(item: Mapping[str, Any]) -> StoredEntry:
    plain = to_plain(item)
    if _ATTRIBUTES in plain:
        plain[_ATTRIBUTES] = msgspec.json.decode(plain[_ATTRIBUTES])
    return StoredEntry(
        entry=msgspec.convert({**plain, "seq": int(plain["sk"])}, AnyEntry),
        agent_id=plain.get("agent_id"),
        pace=Pace(visitor=plain["pace_visitor"], agent=plain["pace_agent"]),
        expires_at=plain["expires_at"],
    )


def conversation_item(conversation: StoredConversation) -> Item:
    plain = msgspec.structs.asdict(conversation)
    pk = conversation_key(plain.pop("conversation_id"))
    return to_item({**plain, **_listing(conversation), "pk": pk, "sk": STATE})


def _listing(conversation: StoredConversation) -> dict[str, str]:
    """The index's keys. A closed conversation has none and so is in no list."""
    if conversation.state not in _LISTED:
        return {}
    group = f"{site_of(conversation.conversation_id)}.{conversation.group}"
    at = f"{conversation.changed_at:013}"
    listed = f"{conversation.agent_id}#{at}" if conversation.state is ConversationState.TAKEN else at
    return {"list": list_key(conversation.state, group), "listed": listed}


def stored_conversation(item: Mapping[str, Any]) -> StoredConversation:
    plain = to_plain(item)
    conversation_id = plain["pk"].removeprefix(conversation_key(""))
    return msgspec.convert({**plain, "conversation_id": conversation_id}, StoredConversation)


def mark_item(conversation_id: str, mark: StoredMark) -> Item:
    plain = msgspec.structs.asdict(mark)
    sk = mark_key(plain.pop("party"))
    return to_item({**plain, "pk": conversation_key(conversation_id), "sk": sk})


def stored_mark(item: Mapping[str, Any]) -> StoredMark:
    plain = to_plain(item)
    return msgspec.convert({**plain, "party": plain["sk"].removeprefix(MARK)}, StoredMark)


def connection_item(partition: str, connection: StoredConnection) -> Item:
    identity = connection.identity
    agent = {"agent_id": identity.agent_id, "groups": identity.groups} if isinstance(identity, Agent) else {}
    return to_item(
        {
            "pk": partition,
            "sk": connection_key(connection.connection_id),
            "party": identity.party.value,
            "expires_at": connection.expires_at,
            **agent,
        }
    )


def stored_connection(item: Mapping[str, Any]) -> StoredConnection:
    plain = to_plain(item)
    return StoredConnection(
        connection_id=plain["sk"].removeprefix(CONNECTION),
        identity=_reader(plain),
        expires_at=plain["expires_at"],
    )


def _reader(plain: Plain) -> Visitor | Agent:
    if plain["party"] == Party.AGENT:
        return Agent(
            agent_id=plain["agent_id"], groups=plain.get("groups", frozenset()), expires_at=plain["expires_at"]
        )
    site, _, visitor_id = plain["pk"].removeprefix(conversation_key("")).partition(".")
    return Visitor(visitor_id=visitor_id, site=site)
