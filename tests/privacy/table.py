"""The table in memory, and a way to it that can be cut at every call."""

from collections.abc import Callable
from typing import Any

from tests.contract.expressions import Item
from tests.contract.memory_dynamodb import MemoryDynamoDB
from tests.unit.lambdas.world import TABLE

Rows = dict[str, list[Item]]
"""All rows by partition."""


class Killed(BaseException):
    """The function is at an end in the middle of its work, as when Lambda kills it. Nothing of ours catches it."""


class Table(MemoryDynamoDB):
    """Knows how to go back to how it was. ``behind`` are the writes that an eventually consistent read misses."""

    def __init__(self) -> None:
        self.behind = 0
        super().__init__(TABLE, writes_behind=lambda _partition: self.behind)

    def snapshot(self) -> Rows:
        return {partition: self.rows(partition) for partition in self.partitions() if self.rows(partition)}

    def put_back(self, rows: Rows) -> None:
        """These rows alone, and remembered."""
        self._partitions.clear()
        for partition, of_it in rows.items():
            self._partitions[partition] = {str(row["sk"]["S"]): row for row in of_it}
        self.remember()

    def remember(self) -> None:
        """This is how it was, with all the writes that led there."""
        self._remembered = {partition: dict(rows) for partition, rows in self._partitions.items()}
        self._written_until = {partition: list(past) for partition, past in self._past.items()}

    def go_back(self) -> None:
        """To what is remembered."""
        self.behind = 0
        self._partitions.clear()
        self._partitions.update({partition: dict(rows) for partition, rows in self._remembered.items()})
        self._past.clear()
        self._past.update({partition: list(past) for partition, past in self._written_until.items()})


class Way:
    """Stands before clients. ``before`` and ``after`` are told of each call by its number, from 1 on, and its name."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.before: Callable[[int, str], None] = _nothing
        self.after: Callable[[int, str], None] = _nothing

    def to(self, client: Any) -> Any:
        return _Client(client, self)

    def reset(self) -> None:
        self.calls.clear()
        self.before = self.after = _nothing

    def kill_at(self, number: int, *, after: bool) -> None:
        """Before the call of that number takes effect, or right after it has."""

        def kill(at: int, _name: str) -> None:
            if at == number:
                raise Killed

        self.reset()
        if after:
            self.after = kill
        else:
            self.before = kill


class _Client:
    def __init__(self, client: Any, way: Way) -> None:
        self._client = client
        self._way = way

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if not callable(found) or name == "exceptions":
            return found

        def called(**arguments: Any) -> Any:
            self._way.calls.append(name)
            number = len(self._way.calls)
            self._way.before(number, name)
            answer = found(**arguments)
            self._way.after(number, name)
            return answer

        return called


def _nothing(_number: int, _name: str) -> None:
    return
