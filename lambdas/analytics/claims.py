"""Which events have been sent: SQS delivers at least once, and Matomo counts whatever it gets.

One row a batch. An event is claimed before it is sent, and settled once it is known or given up; what is known not to
be stored is released. Who claims has ``claimed_until`` to come to an end, and is alone with the batch for so long.
After that what is claimed and not settled was sent, or may have been.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from lambdas.analytics.records import QueuedBatch
from lambdas.aws.logs import logger
from lambdas.aws.transient import is_transient

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_SECONDS: Final = 24 * 60 * 60
"""A claim outlives the deadline, after which no copy of the batch is sent any more, by so much."""

_TRIES: Final = 3


class Claim(Struct, frozen=True, kw_only=True):
    """``free`` are the places that may be sent now. Of those in ``unknown`` nobody knows any more what became."""

    batch_id: str
    claim_id: str
    free: frozenset[int]
    unknown: frozenset[int]


class Row(Struct, frozen=True, kw_only=True):
    """What is known of a batch; ``claimed_until`` in epoch seconds, 0 when nobody is about it."""

    claim_id: str
    claimed_until: int = 0
    claimed: frozenset[int] = frozenset()
    settled: frozenset[int] = frozenset()


def claimed_as(batch: QueuedBatch, row: Row | None, claim_id: str, now: int) -> Claim | None:
    """What may be claimed of a batch; ``None`` while somebody else is about it."""
    if row is not None and now < row.claimed_until:
        return None
    places = frozenset(range(len(batch.requests)))
    claimed, settled = (row.claimed, row.settled) if row else (frozenset(), frozenset())
    return Claim(
        batch_id=batch.batch_id,
        claim_id=claim_id,
        free=places - claimed - settled,
        unknown=(places & claimed) - settled,
    )


class Claims:
    """``new_id`` makes a random id."""

    def __init__(self, client: "DynamoDBClient", table: str, new_id: Callable[[], str]) -> None:
        self._client = client
        self._table = table
        self._new_id = new_id

    def claim(self, batch: QueuedBatch, now: int, until: int) -> Claim | None:
        """All of it that nobody has sent. Times in epoch seconds.

        ``None`` while somebody else is about it, and when the table can not be asked at the moment.
        """
        try:
            return self._claim(batch, now, until)
        except Exception as error:
            if not is_transient(error):
                raise
            logger().warning("not claimed", extra={"problem": type(error).__name__})
            return None

    def note(self, claim: Claim, *, settled: Iterable[int] = (), released: Iterable[int] = (), is_over: bool) -> None:
        """What became of some of its places. ``is_over`` says that nothing is left to come.

        Never raises what is transient: what is not noted counts as sent. Somebody who took over has done so already.
        """
        write = _Update(self._table, claim.batch_id)
        write.add("settled", settled)
        write.delete("claimed", released)
        if is_over:
            write.remove("claimed_until")
        write.only_if("claim_id", claim.claim_id)
        try:
            self._client.update_item(**write.arguments())
        except self._client.exceptions.ConditionalCheckFailedException:
            logger().warning("claim was taken over")
        except Exception as error:
            if not is_transient(error):
                raise
            logger().error("claim not noted", extra={"problem": type(error).__name__})

    def _claim(self, batch: QueuedBatch, now: int, until: int) -> Claim | None:
        claim_id, row = self._new_id(), None
        for _ in range(_TRIES):
            claim = claimed_as(batch, row, claim_id, now)
            if claim is None or not (claim.free or claim.unknown):
                return claim
            found = self._take(claim, row, batch.deadline, until)
            if found is None or found.claim_id == claim_id:
                # The second: it was written by a try whose answer was lost.
                return claim
            row = found
        return None

    def _take(self, claim: Claim, seen: Row | None, deadline: int, until: int) -> Row | None:
        """``None`` when it was written, else what is there instead of what was seen."""
        write = _Update(self._table, claim.batch_id)
        write.add("claimed", claim.free)
        write.set("claim_id", {"S": claim.claim_id})
        write.set("claimed_until", {"N": str(until)})
        write.set("expires_at", {"N": str(deadline + KEPT_SECONDS)})
        write.only_if("claim_id", seen.claim_id if seen else None)
        try:
            self._client.update_item(**write.arguments(), ReturnValuesOnConditionCheckFailure="ALL_OLD")
        except self._client.exceptions.ConditionalCheckFailedException as error:
            return _row(error.response.get("Item"))
        return None


class _Update:
    """The arguments of an ``UpdateItem``, which takes neither an empty set nor a clause without anything."""

    def __init__(self, table: str, batch_id: str) -> None:
        self._arguments: dict[str, Any] = {"TableName": table, "Key": {"pk": {"S": batch_id}}}
        self._clauses: dict[str, list[str]] = {}
        self._values: dict[str, Any] = {}

    def set(self, name: str, value: dict[str, str]) -> None:
        self._say("SET", f"{name} = :{name}", {f":{name}": value})

    def add(self, name: str, places: Iterable[int]) -> None:
        self._say_places("ADD", name, places)

    def delete(self, name: str, places: Iterable[int]) -> None:
        self._say_places("DELETE", name, places)

    def remove(self, name: str) -> None:
        self._say("REMOVE", name, {})

    def only_if(self, name: str, value: str | None) -> None:
        """``None``: only if there is no row."""
        if value is None:
            self._arguments["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            self._arguments["ConditionExpression"] = f"{name} = :is_{name}"
            self._values[f":is_{name}"] = {"S": value}

    def arguments(self) -> dict[str, Any]:
        expression = " ".join(f"{clause} {', '.join(said)}" for clause, said in self._clauses.items())
        values = {"ExpressionAttributeValues": self._values} if self._values else {}
        return self._arguments | values | ({"UpdateExpression": expression} if expression else {})

    def _say_places(self, clause: str, name: str, places: Iterable[int]) -> None:
        numbers = [str(place) for place in sorted(places)]
        if numbers:
            self._say(clause, f"{name} :{name}", {f":{name}": {"NS": numbers}})

    def _say(self, clause: str, text: str, values: dict[str, Any]) -> None:
        self._clauses.setdefault(clause, []).append(text)
        self._values |= values


def _row(item: Any) -> Row:
    """A row that was deleted in the same moment is one of nobody's."""
    if not item:
        return Row(claim_id="")
    return Row(
        claim_id=item["claim_id"]["S"],
        claimed_until=int(item.get("claimed_until", {}).get("N", 0)),
        claimed=frozenset(map(int, item.get("claimed", {}).get("NS", ()))),
        settled=frozenset(map(int, item.get("settled", {}).get("NS", ()))),
    )
