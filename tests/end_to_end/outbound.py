"""What the functions ask of AWS and what they are answered, as the relay of the local run sees it."""

from collections import defaultdict
from collections.abc import Mapping

from local.faults.calls import Answer, Call

HEADS = "heads of calls"
"""Addresses and headers, which are nobody's to put anything into."""


class Outbound:
    """A watcher of ``LocalStack.watch``."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, list[object]] = defaultdict(list)

    def __call__(self, call: Call, answer: Answer) -> None:
        self._seen[HEADS].append([call.method, call.path, dict(call.headers), dict(answer.headers)])
        self._seen[f"calls of {_plain(call.service)}"] += [call.body, answer.body]

    def places(self) -> Mapping[str, list[object]]:
        """All bodies by the service, and the heads of all."""
        return {place: list(seen) for place, seen in self._seen.items()}


def _plain(service: str) -> str:
    """Without the version of an interface: ``dynamodb`` of ``DynamoDB_20120810``."""
    return service.partition("_")[0].lower()
