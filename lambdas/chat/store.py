"""The chat table. Nothing else knows DynamoDB; ``docs/data-model.md`` has each access pattern and its cost."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from lambdas.chat import items
from lambdas.chat.conversation import Change
from lambdas.chat.records import StoredConnection, StoredConversation, StoredEntry, StoredMark, Tail
from lambdas.protocol.entries import ConversationState
from lambdas.protocol.limits import LISTED_CONVERSATIONS, PAGE_ENTRIES

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutTypeDef, QueryInputTypeDef

TAIL_ITEMS: Final = 200
"""Items that one message may read. A sender whose cursor lies further back reads the history first."""

_PARTICIPANTS: Final = 20
"""Rows of connections that a newest page makes room for; more of them make the page shorter."""

_LOST: Final = frozenset({"ConditionalCheckFailed", "TransactionConflict", "None"})
_FREE: Final = "attribute_not_exists(pk)"
_NOT_HIGHER: Final = "started_at = :started_at AND delivered <= :delivered AND seen <= :seen"
_LOWER: Final = f"{_FREE} OR started_at < :started_at OR ({_NOT_HIGHER})"


class ChatStore:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def read_from(self, conversation_id: str, cursor: int, *, consistent: bool) -> Tail:
        """The entries from ``cursor`` on, connections, marks and state; cut when too many entries follow."""
        return self._read_end(
            "pk = :pk AND sk >= :sk",
            {":pk": items.conversation_key(conversation_id), ":sk": items.entry_key(cursor)},
            Limit=TAIL_ITEMS,
            ConsistentRead=consistent,
        )

    def read_newest(self, conversation_id: str) -> Tail:
        """About a page of the newest entries, connections, marks and state, consistently."""
        return self._read_end(
            "pk = :pk",
            {":pk": items.conversation_key(conversation_id)},
            Limit=PAGE_ENTRIES + 1 + _PARTICIPANTS,
            ConsistentRead=True,
            ScanIndexForward=False,
        )

    def read_before(self, conversation_id: str, before: int, *, consistent: bool) -> list[StoredEntry]:
        """One entry more than a page, ascending, all of them older than ``before``."""
        answer = self._query(
            "pk = :pk AND sk < :sk",
            {":pk": items.conversation_key(conversation_id), ":sk": items.entry_key(before)},
            Limit=PAGE_ENTRIES + 1,
            ScanIndexForward=False,
            ConsistentRead=consistent,
        )
        return [items.stored_entry(item) for item in reversed(answer["Items"]) if not items.is_tombstone(item)]

    def read_entry(self, conversation_id: str, seq: int) -> StoredEntry | None:
        """One entry, consistently: what points to it may have been written a moment ago."""
        answer = self._query(
            "pk = :pk AND sk = :sk",
            {":pk": items.conversation_key(conversation_id), ":sk": items.entry_key(seq)},
            ConsistentRead=True,
        )
        return next((items.stored_entry(item) for item in answer["Items"] if not items.is_tombstone(item)), None)

    def read_participants(self, conversation_id: str) -> Tail:
        """The connections, the marks and the state, without entries, consistently.

        No write follows that an old read would be in the way of, and who lost a conversation a moment ago must not
        hear of it any more.
        """
        found = self._query_all(
            "pk = :pk AND sk >= :sk",
            {":pk": items.conversation_key(conversation_id), ":sk": items.CONNECTION},
            ConsistentRead=True,
        )
        return _tail(list(found), whole=True, participants_only=True)

    def append(self, conversation_id: str, entry: StoredEntry) -> bool:
        """Whether the entry's place was free."""
        return self._put(items.entry_item(conversation_id, entry))

    def commit(self, change: Change) -> bool:
        """Entry and state, both or neither; false when another was faster."""
        conversation = change.conversation
        entry: PutTypeDef = {
            "TableName": self._table,
            "Item": items.entry_item(conversation.conversation_id, change.entry),
            "ConditionExpression": _FREE,
        }
        state: PutTypeDef = {
            "TableName": self._table,
            "Item": items.conversation_item(conversation),
            "ConditionExpression": _FREE,
        }
        if change.replaces is not None:
            state["ConditionExpression"] = "seq = :seq"
            state["ExpressionAttributeValues"] = {":seq": {"N": str(change.replaces)}}
        try:
            self._client.transact_write_items(TransactItems=[{"Put": entry}, {"Put": state}])
        except self._client.exceptions.TransactionCanceledException as error:
            reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
            if not {reason.get("Code", "None") for reason in reasons} <= _LOST:
                raise
            return False
        return True

    def raise_mark(self, conversation_id: str, mark: StoredMark) -> bool:
        """Whether the mark is stored: not when the party's mark in this log, or a later one, is higher in part."""
        values = {f":{name}": getattr(mark, name) for name in ("started_at", "delivered", "seen")}
        return self._put(
            items.mark_item(conversation_id, mark), _LOWER, ExpressionAttributeValues=items.to_item(values)
        )

    def join(self, conversation_id: str, connection: StoredConnection) -> None:
        """Deliver to this connection from now on."""
        self._put_connection(items.conversation_key(conversation_id), connection)

    def leave(self, conversation_id: str, connection_id: str) -> None:
        self._delete_connection(items.conversation_key(conversation_id), connection_id)

    def join_group(self, group: str, connection: StoredConnection) -> None:
        """Tell this connection of the group's conversations. ``group`` is ``<site>.<group>``, here and below."""
        self._put_connection(items.group_key(group), connection)

    def leave_group(self, group: str, connection_id: str) -> None:
        self._delete_connection(items.group_key(group), connection_id)

    def read_group(self, group: str) -> list[StoredConnection]:
        # Consistently: an agent who asked for the lists a moment ago would not hear of it otherwise.
        found = self._query_all("pk = :pk", {":pk": items.group_key(group)}, ConsistentRead=True)
        return [items.stored_connection(item) for item in found]

    def list_waiting(self, group: str) -> list[StoredConversation]:
        """The newest, newest first."""
        return self._list("#list = :list", {":list": items.list_key(ConversationState.WAITING, group)})

    def list_taken(self, group: str, agent_id: str | None) -> list[StoredConversation]:
        """Those of one agent, newest first; of all agents, in no order, when it is ``None``."""
        values = {":list": items.list_key(ConversationState.TAKEN, group)}
        if agent_id is None:
            return self._list("#list = :list", values)
        return self._list("#list = :list AND begins_with(listed, :agent)", {**values, ":agent": f"{agent_id}#"})

    def _put(self, item: items.Item, condition: str = _FREE, **options: Any) -> bool:
        try:
            self._client.put_item(TableName=self._table, Item=item, ConditionExpression=condition, **options)
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionConflictException":
                raise
            return False
        return True

    def _put_connection(self, partition: str, connection: StoredConnection) -> None:
        self._client.put_item(TableName=self._table, Item=items.connection_item(partition, connection))

    def _delete_connection(self, partition: str, connection_id: str) -> None:
        key = items.to_item({"pk": partition, "sk": items.connection_key(connection_id)})
        self._client.delete_item(TableName=self._table, Key=key)

    def _list(self, condition: str, values: dict[str, str]) -> list[StoredConversation]:
        answer = self._query(
            condition,
            values,
            IndexName="by_list",
            ExpressionAttributeNames={"#list": "list"},
            ScanIndexForward=False,
            Limit=LISTED_CONVERSATIONS,
        )
        return [items.stored_conversation(item) for item in answer["Items"]]

    def _read_end(self, condition: str, values: dict[str, str], **options: Any) -> Tail:
        """A read that is cut goes on while only connections were cut: nobody's place depends on how many there are."""
        rows: list[items.Item] = []
        for page, is_last in self._pages(condition, values, **options):
            rows += page
            if is_last or (page and items.is_entry(page[-1])):
                return _tail(rows, whole=is_last)
        raise AssertionError("the last page says that it is")

    def _query_all(self, condition: str, values: dict[str, str], **options: Any) -> Iterator[items.Item]:
        for page, _ in self._pages(condition, values, **options):
            yield from page

    def _pages(self, condition: str, values: dict[str, str], **options: Any) -> Iterator[tuple[list[items.Item], bool]]:
        while True:
            answer = self._query(condition, values, **options)
            last = answer.get("LastEvaluatedKey")
            yield answer["Items"], last is None
            if last is None:
                return
            options["ExclusiveStartKey"] = last

    def _query(self, condition: str, values: dict[str, str], **options: Any) -> Any:
        asked: QueryInputTypeDef = {
            "TableName": self._table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": items.to_item(values),
            **options,  # type: ignore[typeddict-item]
        }
        return self._client.query(**asked)


def _tail(read: list[items.Item], *, whole: bool, participants_only: bool = False) -> Tail:
    rows = [row for row in read if not items.is_tombstone(row)]
    entries = sorted((items.stored_entry(row) for row in rows if items.is_entry(row)), key=lambda each: each.entry.seq)
    connections = [row for row in rows if row["sk"]["S"].startswith(items.CONNECTION)]
    marks = [row for row in rows if row["sk"]["S"].startswith(items.MARK)]
    state = next((row for row in rows if row["sk"]["S"] == items.STATE), None)
    return Tail(
        entries=tuple(entries),
        connections=tuple(items.stored_connection(row) for row in connections),
        conversation=items.stored_conversation(state) if state else None,
        marks=tuple(items.stored_mark(row) for row in marks),
        whole=whole,
        participants_only=participants_only,
        erased=len(rows) < len(read),
    )
